// Asks the server how the page in the form would be found with some words; a late answer never replaces a newer one.
(() => {
  const start = (panel) => {
    const form = panel.closest("form");
    const words = panel.querySelector("[data-found-words]");
    const partner = panel.querySelector("[data-found-partner]");
    const report = panel.querySelector("[data-found-report]");
    let asked = 0;

    const look = async () => {
      const mine = ++asked;
      const data = new FormData(form);
      data.append("found_words", words.value);
      if (partner) data.append("found_partner", partner.value);
      report.setAttribute("aria-busy", "true");
      let answer = null;
      try {
        const response = await fetch(panel.dataset.found, { method: "POST", body: data, credentials: "same-origin" });
        answer = response.ok ? await response.text() : null;
      } catch {
        answer = null;
      }
      if (mine !== asked) return;
      report.removeAttribute("aria-busy");
      if (answer === null) report.textContent = report.dataset.failed;
      else report.innerHTML = answer;
    };

    panel.querySelector("[data-found-look]").addEventListener("click", look);
    partner?.addEventListener("change", () => words.value.trim() && look());
    words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // it would send the page's form
      look();
    });
    // What is typed here is no change of the page: Wagtail would warn of it when one leaves.
    for (const field of [words, partner]) {
      for (const kind of ["input", "change", "keyup"]) field?.addEventListener(kind, (event) => event.stopPropagation());
    }
  };

  const find = () => document.querySelectorAll("[data-found]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", find);
  else find();
})();
