/* Suggestions while typing: a combobox whose focus stays in the field. Without this file the form searches all the same.
   A late answer never replaces a newer one. */
(() => {
  "use strict";

  const PAUSE = 120;
  const SHORTEST = 2;
  const form = document.querySelector(".search[data-suggestions]");
  if (!form) return;
  const field = form.elements.q;
  const list = document.getElementById("suggestions");
  const said = document.getElementById("search-said");

  let turn = 0;
  let timer = 0;
  let request = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  const isOpen = () => !list.hidden;

  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    options().forEach((option) => option.setAttribute("aria-selected", "false"));
  };

  /* Nothing that is on its way may open the list any more. */
  const stop = () => {
    clearTimeout(timer);
    request?.abort();
    turn += 1;
    close();
  };

  const choose = (number) => {
    const all = options();
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === number)));
    if (number < 0) {
      field.removeAttribute("aria-activedescendant");
    } else {
      field.setAttribute("aria-activedescendant", all[number].id);
      all[number].scrollIntoView({ block: "nearest" });
    }
  };

  const show = (piece) => {
    list.innerHTML = piece;
    const words = list.querySelector("p");
    said.textContent = words.textContent.trim();
    list.dataset.search = words.dataset.search;
    words.remove();
    list.hidden = options().length === 0;
    field.setAttribute("aria-expanded", String(isOpen()));
    field.removeAttribute("aria-activedescendant");
    list.dispatchEvent(new Event("searched", { bubbles: true })); /* see kuemmerer/opened.js */
  };

  const look = async () => {
    const letters = field.value.trim();
    request?.abort();
    const mine = ++turn;
    if (letters.length < SHORTEST) {
      said.textContent = "";
      close();
      return;
    }
    request = new AbortController();
    try {
      const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: letters })}`;
      const answer = await fetch(address, { signal: request.signal, referrerPolicy: "no-referrer", cache: "no-store" });
      const piece = answer.ok && !answer.redirected ? await answer.text() : null;
      if (mine !== turn) return;
      if (piece === null) close();
      else show(piece);
    } catch (error) {
      if (error.name !== "AbortError" && mine === turn) close();
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const last = options().length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (last < 0) return;
      event.preventDefault();
      if (!isOpen()) {
        list.hidden = false;
        field.setAttribute("aria-expanded", "true");
      }
      const at = chosen();
      if (event.key === "ArrowDown") choose(at >= last ? -1 : at + 1);
      else choose(at < 0 ? last : at - 1);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault(); /* the second time the browser empties the field */
      stop();
    } else if (event.key === "Enter" && isOpen() && chosen() >= 0) {
      event.preventDefault();
      options()[chosen()].click();
    }
  });

  /* The focus stays in the field while somebody clicks. */
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option.getAttribute("aria-selected") !== "true") choose(options().indexOf(option));
  });
  field.addEventListener("blur", stop);
  form.addEventListener("submit", stop);
  window.addEventListener("pageshow", stop);

  list.setAttribute("role", "listbox");
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "suggestions");
  field.setAttribute("aria-expanded", "false");
})();
