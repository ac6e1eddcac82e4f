/* Keys of the staff's screens: a letter does what the link, button or field that carries it does. They act only when
   no field has the focus, never together with Ctrl, Alt or Meta, and can be switched off. */
(() => {
  "use strict";

  const OFF = "desk-keys-off";
  const legend = document.querySelector("[data-keys]");
  let off = false;
  try { off = localStorage.getItem(OFF) === "1"; } catch { /* a browser without storage keeps the keys on */ }

  const isField = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable || element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));

  const seen = (element) => element.offsetParent !== null;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.closest("[data-once]")?.requestSubmit();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape" && isField(document.activeElement)) {
      document.activeElement.blur();
      return;
    }
    if (off || isField(event.target) || event.key.length !== 1) return;
    const key = event.key.toLowerCase();
    const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && seen(one));
    if (!target) return;
    event.preventDefault();
    if (isField(target)) {
      target.focus();
      target.select?.();
    } else {
      if (target.matches("summary")) target.focus();  /* Tab goes on into what has opened */
      target.click();
    }
  });

  if (document.querySelector("[data-key]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    const show = () => {
      button.textContent = off ? legend.dataset.on : legend.dataset.off;
      legend.classList.toggle("keys--off", off);
    };
    button.addEventListener("click", () => {
      off = !off;
      try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* holds for this page only */ }
      show();
    });
    show();
    legend.append(" ", button);
  }
  window.desk = { isField, keysAreOff: () => off };

  /* One send: the server recognises a form that comes twice, this only spares the second click. */
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-once]")) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  /* "I have read it" leaves the screen as it is, with everything that has been typed into it. */
  document.addEventListener("submit", (event) => {
    const line = event.target.closest(".on-top__line");
    if (!line) return;
    event.preventDefault();
    fetch(event.target.action, { method: "POST", body: new FormData(event.target), redirect: "manual" })
      .then((answer) => {
        if (!answer.ok && answer.type !== "opaqueredirect") throw new Error(answer.status);
        const all = line.parentElement;
        line.remove();
        if (!all.children.length) all.remove();
        document.getElementById("inhalt").focus({ preventScroll: true });
      })
      .catch(() => { delete event.target.dataset.sent; });
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("[data-once]").forEach((form) => delete form.dataset.sent);
  });
})();
