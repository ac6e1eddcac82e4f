// Asks the server about the words in the form: at the button, then again whenever typing has rested for a while.
(() => {
  const REST = 2000;

  const start = (panel) => {
    const form = panel.closest("form");
    const report = panel.querySelector("[data-plain-language-report]");
    let asked = 0;
    let timer = null;

    const check = async () => {
      const mine = ++asked;
      report.setAttribute("aria-busy", "true");
      let answer = null;
      try {
        const response = await fetch(panel.dataset.plainLanguage, {
          method: "POST",
          body: new FormData(form),
          credentials: "same-origin",
        });
        answer = response.ok ? await response.text() : null;
      } catch {
        answer = null;
      }
      if (mine !== asked) return; // a later question has overtaken this one
      report.removeAttribute("aria-busy");
      if (answer === null) report.textContent = report.dataset.failed;
      else report.innerHTML = answer;
    };

    panel.querySelector("[data-plain-language-check]").addEventListener("click", check);
    const typed = () => {
      if (!asked) return;
      clearTimeout(timer);
      timer = setTimeout(check, REST);
    };
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);

    report.addEventListener("click", (event) => {
      const link = event.target.closest("[data-plain-language-field]");
      if (!link) return;
      event.preventDefault();
      const name = link.dataset.plainLanguageField;
      const field = form.querySelector(`[data-contentpath="${name}"]`) || form.querySelector(`[name="${name}"]`);
      if (!field) return;
      const tab = field.closest("[role=tabpanel]");
      if (tab?.hidden) document.querySelector(`[role=tab][href="#${tab.id}"]`)?.click();
      const target = field.matches("input, textarea")
        ? field
        : field.querySelector("[contenteditable], input:not([type=hidden]), textarea");
      setTimeout(() => {
        // only once the tab is open can its field be seen and take the focus
        field.scrollIntoView({ block: "center" });
        target?.focus({ preventScroll: true });
      }, 100);
    });
  };

  const find = () => document.querySelectorAll("[data-plain-language]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", find);
  else find();
})();
