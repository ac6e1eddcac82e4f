// A link to a field opens the tab and the section the field lies in; the browser alone would scroll to nothing.
(() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href*="#field-"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    const tab = field.closest("[role=tabpanel]");
    if (tab?.hidden) document.querySelector(`[role=tab][href="#${tab.id}"]`)?.click();
    field.closest("[data-panel]")?.querySelector("[data-panel-toggle][aria-expanded=false]")?.click();
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    const input = field.querySelector("input:not([type=hidden]), textarea, select, [contenteditable=true]");
    (input ?? field.querySelector("button"))?.focus({ preventScroll: true });
  });
})();
