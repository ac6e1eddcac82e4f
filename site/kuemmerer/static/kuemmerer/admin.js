// Wagtail's editor of rich text has no name that is read aloud: the label of its field becomes it.
(() => {
  const name = () => {
    for (const box of document.querySelectorAll("[data-draftail-editor-wrapper] [role=textbox]:not([aria-label])")) {
      const label = box.closest("[data-field-wrapper], .w-panel")?.querySelector("label, .w-panel__heading");
      if (label) box.setAttribute("aria-label", label.textContent.replace("*", "").trim());
    }
  };
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
})();
