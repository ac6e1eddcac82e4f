// A link to a field opens the tab and the section the field lies in; the browser alone would scroll to nothing.
(() => {
  const AFTER_THE_TAB = 150; // milliseconds in which Wagtail fades a tab in

  const show = (field) => {
    field.closest("[data-panel]")?.querySelector("[data-panel-toggle][aria-expanded=false]")?.click();
    field.scrollIntoView({ block: "center" });
    const input = field.querySelector("input:not([type=hidden]), textarea, select, [contenteditable=true]");
    (input ?? field.querySelector("button"))?.focus({ preventScroll: true });
  };

  const lead = (event) => {
    const link = event.target.closest?.('a[href*="#field-"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const tab = field.closest("[role=tabpanel]");
    if (!tab?.hidden) return show(field);
    document.querySelector(`[role=tab][href="#${tab.id}"]`)?.click();
    setTimeout(show, AFTER_THE_TAB, field);
  };

  // While the click is on its way down: Wagtail keeps some clicks from coming up again.
  document.addEventListener("click", lead, true);
})();
