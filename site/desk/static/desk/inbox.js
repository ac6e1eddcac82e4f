/* The inbox by keys: n and p walk through the lines, t takes the line with the focus, z gives it back. */
(() => {
  "use strict";

  const place = document.querySelector("[data-lines]");
  const fresh = document.querySelector("[data-fresh]");
  const line = () => document.activeElement?.closest("[data-line]");

  const walk = (step) => {
    const links = [...document.querySelectorAll(".lines__open")];
    const here = links.findIndex((link) => link.closest("[data-line]") === line());
    const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step;
    links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || window.desk.keysAreOff() || window.desk.isField(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "n" || key === "p") {
      event.preventDefault();
      walk(key === "n" ? 1 : -1);
    } else if (key === "t" || key === "z") {
      line()?.querySelector(`[data-line-key="${key}"]`)?.click();
    }
  });

  /* Whoever took an item stays on its line; otherwise the focus stays where the browser puts it. */
  if (location.hash.startsWith("#a")) {
    const left = document.getElementById(location.hash.slice(1));
    if (left?.matches(".lines__open")) left.focus();
  }

  /* The list stays current. As long as somebody works in it, it is not exchanged under her hands: a line says that
     there is something new. */
  const asShown = (html) => {
    const read = document.createElement("template");
    read.innerHTML = html;
    read.content.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((token) => token.remove());
    return read.innerHTML;
  };
  let shown = place && asShown(place.innerHTML);
  const look = async () => {
    if (!place || document.hidden) return;
    let html;
    try {
      const answer = await fetch(location.href, { headers: { "X-Part": "lines" }, redirect: "error" });
      if (!answer.ok) return;
      html = await answer.text();
    } catch { return; /* the network is away: the next time tries again */ }
    if (asShown(html) === shown) return;
    if (place.contains(document.activeElement) || place.querySelector(":checked:not(option)")) {
      fresh.hidden = false;
    } else {
      place.innerHTML = html;
      shown = asShown(html);
      fresh.hidden = true;
    }
  };
  setInterval(look, 30_000);
  document.addEventListener("visibilitychange", look);
  window.desk.look = look;
})();
