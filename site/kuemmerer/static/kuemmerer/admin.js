// What Wagtail draws without a name that is read aloud, or as what it is not, is mended as soon as it stands there.
(() => {
  const name = (box, words) => box.setAttribute("aria-label", words.replace("*", "").trim());
  const beside = (box) => {
    for (let around = (box.firstElementChild ?? box).parentElement; around; around = around.parentElement) {
      const label = around.querySelector("label, .w-panel__heading");
      if (label) return label.textContent;
    }
    return "";
  };
  const fromLabel = (box) => name(box, beside(box));
  const mends = {
    "[data-draftail-editor] [role=textbox]:not([aria-label])": fromLabel,
    "#wagtail-sidebar [role=search]:not([aria-label])": fromLabel,
    ".tagit-new input:not([aria-label])": fromLabel,
    "#fileupload:not([aria-label])": (box) => name(box, box.parentElement.textContent),
    "h2[role=alert]": (heading) => {
      heading.removeAttribute("role");
      heading.setAttribute("aria-live", "assertive");
    },
    "#other-searches-title:not([aria-level])": (heading) => heading.setAttribute("aria-level", "2"),
    // One of many parts of a row with the same name, and no part of the page.
    "[data-streamfield-stream-container] section[aria-labelledby]:not([role])": (part) => part.setAttribute("role", "group"),
    "thead th:empty": (corner) => {
      const cell = document.createElement("td");
      cell.className = corner.className;
      corner.replaceWith(cell);
    },
  };
  const mend = () => {
    for (const [faulty, mended] of Object.entries(mends)) document.querySelectorAll(faulty).forEach(mended);
  };
  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
})();
