/* Says every half minute that this case is open here, and shows who else has it open and whether it changed. */
(() => {
  "use strict";

  const others = document.querySelector("[data-present]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!others || !token) return;

  const say = async () => {
    if (document.hidden) return;
    const body = new FormData();
    body.append("revision", others.dataset.revision);
    try {
      const answer = await fetch(others.dataset.present, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" });
      if (!answer.ok) return;
      const told = (await answer.text()).trim();
      if (told !== others.innerHTML.trim()) others.innerHTML = told;  /* a live region must not speak when nothing is new */
    } catch { /* the network is away: the next half minute tries again */ }
  };
  setInterval(say, 30_000);
  document.addEventListener("visibilitychange", say);
})();

/* Text modules go where the cursor is; without this script the server puts them below what has been typed. */
(() => {
  "use strict";

  for (const list of document.querySelectorAll("[data-modules]")) {
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-words]");
      const field = list.closest("form").elements[list.dataset.modules];
      if (!button || !field) return;
      event.preventDefault();
      const before = field.value.slice(0, field.selectionStart);
      const gap = before && !before.endsWith("\n") ? "\n\n" : "";
      field.setRangeText(gap + button.dataset.words, field.selectionStart, field.selectionEnd, "end");
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();
