/* The inbox by keys: n and p walk through the lines, t takes the line with the focus, z gives it back. */
(() => {
  "use strict";

  const links = [...document.querySelectorAll(".lines__open")];
  const line = () => document.activeElement?.closest("[data-line]");

  const walk = (step) => {
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
})();
