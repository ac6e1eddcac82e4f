// What Wagtail's own scripts draw without a name that is read aloud gets the name that stands beside it.
(() => {
  const beside = (box) => {
    for (let around = box.parentElement; around; around = around.parentElement) {
      const label = around.querySelector("label, .w-panel__heading");
      if (label) return label.textContent.replace("*", "").trim();
    }
    return "";
  };
  const unnamed = "[data-draftail-editor] [role=textbox]:not([aria-label]), #wagtail-sidebar [role=search]:not([aria-label])";
  const name = () => {
    for (const box of document.querySelectorAll(unnamed)) box.setAttribute("aria-label", beside(box.firstElementChild ?? box));
  };
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
})();
