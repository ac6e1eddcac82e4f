/* Results while typing. A late answer never replaces a newer one, and nothing moves under what was chosen. */
(() => {
  "use strict";

  const PAUSE = 80;
  const SLOW = 300;
  const KEPT = "desk-words";
  const form = document.getElementById("ask");
  const field = form.elements.q;
  const partner = form.elements.partner;
  const found = document.getElementById("found");
  const said = document.getElementById("said");

  let turn = 0;
  let timer = 0;
  let request = null;
  let waiting = false;
  let wanted = false;
  let again = null;

  /* In this tab only; a browser without storage forgets. */
  const remembered = {
    get() { try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; } },
    set(words) { try { sessionStorage.setItem(KEPT, JSON.stringify(words)); } catch { /* then not */ } },
  };

  const list = () => found.querySelector("#hits");
  const hits = () => [...found.querySelectorAll("#hits button")];
  const chosen = () => hits().findIndex((hit) => hit.getAttribute("aria-selected") === "true");

  /* Buttons for everybody become the options of one list for those who type. The focus is in the field or on the list. */
  const dress = () => {
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
    field.setAttribute("aria-expanded", String(Boolean(list())));
    if (list()) {
      list().setAttribute("role", "listbox");
      list().setAttribute("aria-labelledby", "hits-title");
      list().tabIndex = 0;
      field.setAttribute("aria-controls", "hits");
    } else {
      field.removeAttribute("aria-controls");
    }
    point();
  };

  /* Field and list both say which hit is chosen, whichever of them has the focus. */
  const point = () => {
    for (const one of [field, list()]) {
      if (chosen() >= 0) one?.setAttribute("aria-activedescendant", `hit-${chosen()}`);
      else one?.removeAttribute("aria-activedescendant");
    }
  };

  const tell = (sentence) => { said.textContent = sentence; };

  /* What was typed is sent, never written into an address. Gives the answer, or nothing where it came too late. */
  const answered = async (more) => {
    request?.abort();
    request = new AbortController();
    const mine = ++turn;
    waiting = true;
    const slow = setTimeout(() => { found.setAttribute("aria-busy", "true"); tell(form.dataset.slow); }, SLOW);
    const body = new FormData(form);
    Object.entries(more).forEach(([name, value]) => body.set(name, value));
    try {
      const answer = await fetch(form.dataset.results, { method: "POST", body, signal: request.signal });
      if (answer.redirected || !answer.ok) {
        if (mine === turn) wrong(answer.redirected || answer.status === 403 ? form.dataset.out : form.dataset.broken);
        return null;
      }
      const text = await answer.text();
      if (mine !== turn) return null;
      document.getElementById("wrong")?.remove();
      again = null;
      return text;
    } catch (error) {
      if (error.name !== "AbortError" && mine === turn) wrong(form.dataset.offline);
      return null;
    } finally {
      clearTimeout(slow);
      if (mine === turn) {
        waiting = false;
        found.removeAttribute("aria-busy");
      }
    }
  };

  /* Nothing that stands there is taken away; the words stay in the field, and one key tries again. */
  const wrong = (sentence) => {
    let place = document.getElementById("wrong");
    if (!place) {
      place = document.createElement("p");
      place.id = "wrong";
      place.className = "refusal";
      place.setAttribute("role", "alert");
      found.before(place);
    }
    const retry = document.createElement("button");
    retry.type = "button";
    retry.className = "small";
    retry.textContent = form.dataset.again;
    retry.addEventListener("click", () => { field.focus(); again?.(); });
    place.replaceChildren(sentence, " ", retry);
  };

  window.addEventListener("online", () => again?.());

  const look = async (hit = "") => {
    clearTimeout(timer);
    timer = 0;
    again = () => look(hit);
    const piece = await answered(hit ? { hit } : {});
    if (piece === null) return;
    const focused = document.activeElement?.closest("#found") && document.activeElement.id;
    found.innerHTML = piece;
    dress();
    if (focused) document.getElementById(focused)?.focus();
    tell(found.querySelector(".hits").dataset.say);
    found.querySelector(".hits").dispatchEvent(new Event("searched", { bubbles: true }));
    keep();
    if (wanted) toCard();
  };

  /* The address leads back to this card; the words stay in this tab, so that the list is still there when she comes back. */
  const keep = () => {
    const hit = hits()[chosen()];
    const bare = `${form.action}?${new URLSearchParams({ partner: partner.value })}`;
    const words = { q: field.value, partner: partner.value, hit: hit?.value ?? "" };
    history.replaceState(words, "", hit?.dataset.url ?? bare);
    remembered.set({ ...words, path: location.pathname });
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
    point();
    hit.scrollIntoView({ block: "nearest" });
    again = () => choose(number);
    const piece = await answered({ hit: hit.value, karte: "1" });
    if (piece === null) return;
    document.getElementById("card").innerHTML = piece;
    keep();
    if (wanted) toCard();
  };

  const toCard = () => {
    wanted = false;
    hits()[chosen()]?.dispatchEvent(new Event("opened", { bubbles: true }));
    document.getElementById("card-title")?.focus();
  };

  const open = (number) => {
    if (!hits()[number]) return;
    wanted = true;
    choose(number);
  };

  const step = (by) => choose(Math.min(Math.max(chosen() + by, 0), hits().length - 1));

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

  form.elements.auch.addEventListener("change", () => look());
  found.addEventListener("change", (event) => { if (event.target.name === "art") look(); });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      wanted = true;
      if (timer) look();
      else if (!waiting) toCard();
    } else if (event.key === "Escape") {
      /* A search field would empty itself; here Esc only leaves it, for the list if there is one. */
      event.preventDefault();
      if (list()) list().focus();
      else field.blur();
    }
  });

  /* Digits are words in the field ("115", "§ 23"); only on the list they open a hit. */
  found.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && event.target.closest("#card") && list() && !window.desk.isField(event.target)) {
      list().focus();
      return;
    }
    if (!event.target.closest("#hits")) return;
    const moves = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    if (event.key in moves) step(moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") open(chosen());
    else if (/^\d$/.test(event.key) && !window.desk.keysAreOff()) open((Number(event.key) + 9) % 10);
    else if (event.key === "Escape") field.focus();
    else return;
    event.preventDefault();
  });

  found.addEventListener("click", (event) => {
    const button = event.target.closest("button[form=ask]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation(); /* that it was opened is told with the card */
    if (button.name === "hit") {
      open(hits().indexOf(button));
    } else {
      field.value = button.value;
      field.focus();
      look();
    }
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    wanted = true;
    look();
  });

  /* Whoever comes back to a card (from forwarding, after a note) finds the words and the list again. */
  const comeBack = () => {
    let words = history.state;
    if (!words) {
      const kept = remembered.get();
      if (kept?.hit && kept.path === location.pathname) words = kept;
      else remembered.set(null);
    }
    if (!words?.q || field.value) return;
    field.value = words.q;
    partner.value = words.partner;
    look(words.hit);
  };

  dress();
  comeBack();
})();
