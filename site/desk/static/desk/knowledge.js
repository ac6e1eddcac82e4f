/* Results while typing. A late answer never replaces a newer one, and nothing moves under what was chosen. */
(() => {
  "use strict";

  const PAUSE = 120;
  const SLOW = 300;
  const form = document.querySelector(".ask");
  const field = form.elements.q;
  const partner = form.elements.partner;
  const found = document.getElementById("found");
  const said = document.getElementById("said");

  let turn = 0;
  let timer = 0;
  let request = null;
  let wanted = false;

  const hits = () => [...found.querySelectorAll("#hits a")];
  const chosen = () => hits().findIndex((hit) => hit.getAttribute("aria-selected") === "true");

  /* Links for everybody become the options of one list for those who type: the focus stays in the field. */
  const dress = () => {
    const list = found.querySelector("#hits");
    hits().forEach((hit, number) => {
      hit.id = `hit-${number}`;
      hit.tabIndex = -1;
      hit.setAttribute("role", "option");
      hit.setAttribute("aria-selected", String(hit.hasAttribute("aria-current")));
      hit.removeAttribute("aria-current");
      hit.parentElement.setAttribute("role", "presentation");
    });
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", String(Boolean(list)));
    field.removeAttribute("aria-activedescendant");
    if (list) {
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-labelledby", "hits-title");
      field.setAttribute("aria-controls", "hits");
      if (chosen() >= 0) field.setAttribute("aria-activedescendant", `hit-${chosen()}`);
    } else {
      field.removeAttribute("aria-controls");
    }
  };

  const tell = (sentence) => { said.textContent = sentence; };

  const fetched = async (url) => {
    request?.abort();
    request = new AbortController();
    const mine = ++turn;
    const slow = setTimeout(() => { found.setAttribute("aria-busy", "true"); tell(form.dataset.slow); }, SLOW);
    try {
      const answer = await fetch(url, { signal: request.signal, headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.redirected || !answer.ok) {
        if (mine === turn) wrong(answer.redirected ? form.dataset.out : form.dataset.broken);
        return null;
      }
      const text = await answer.text();
      return mine === turn ? text : null;
    } catch (error) {
      if (error.name !== "AbortError" && mine === turn) wrong(form.dataset.offline);
      return null;
    } finally {
      clearTimeout(slow);
      if (mine === turn) found.removeAttribute("aria-busy");
    }
  };

  const wrong = (sentence) => {
    let place = document.getElementById("wrong");
    if (!place) {
      place = document.createElement("p");
      place.id = "wrong";
      place.className = "refusal";
      place.setAttribute("role", "alert");
      found.before(place);
    }
    place.textContent = sentence;
  };

  const look = async () => {
    clearTimeout(timer);
    timer = 0;
    const words = new URLSearchParams({ partner: partner.value, q: field.value });
    const piece = await fetched(`${form.dataset.results}?${words}`);
    if (piece === null) return;
    document.getElementById("wrong")?.remove();
    found.innerHTML = piece;
    dress();
    const first = hits()[0];
    const title = found.querySelector("#hits-title").textContent;
    tell(first ? `${title}: ${first.querySelector(".hits__name").textContent}` : title);
    remember();
    if (wanted) toCard();
  };

  /* The address always leads back to this card with these results. */
  const remember = () => {
    const hit = hits()[chosen()];
    const words = new URLSearchParams({ partner: partner.value, q: field.value });
    history.replaceState(null, "", hit ? hit.href : `${form.action}?${words}`);
    const without = document.getElementById("without-service");
    without.href = without.dataset.pattern.replace("PARTNER", partner.value);
  };

  const choose = async (number) => {
    const all = hits();
    const hit = all[number];
    if (!hit) return;
    clearTimeout(timer);
    timer = 0;
    all.forEach((one) => one.setAttribute("aria-selected", String(one === hit)));
    field.setAttribute("aria-activedescendant", hit.id);
    hit.scrollIntoView({ block: "nearest" });
    const piece = await fetched(`${hit.href}&teil=karte`);
    if (piece === null) return;
    document.getElementById("card").innerHTML = piece;
    remember();
    if (wanted) toCard();
  };

  const toCard = () => {
    wanted = false;
    document.getElementById("card-title")?.focus();
  };

  field.addEventListener("input", () => {
    wanted = false;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });

  const greeting = document.getElementById("greeting");
  partner.addEventListener("change", () => {
    greeting.textContent = partner.selectedOptions[0].dataset.greeting;
    look();
  });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(Math.min(Math.max(chosen() + step, 0), hits().length - 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      wanted = true;
      if (timer) look();
      else if (!found.hasAttribute("aria-busy")) toCard();
    } else if (event.key === "Escape") {
      /* A search field would empty itself; here Esc only leaves it. */
      event.preventDefault();
      field.blur();
    }
  });

  found.addEventListener("click", (event) => {
    const hit = event.target.closest("#hits a");
    if (!hit || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    wanted = true;
    choose(hits().indexOf(hit));
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    wanted = true;
    look();
  });

  dress();
})();
