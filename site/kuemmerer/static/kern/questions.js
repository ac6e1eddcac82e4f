/* Questions that depend on an earlier answer: what is not asked waits in a <template>, so it is neither seen nor sent.
   The server decides again whenever the form is sent; without this script it alone decides. */
(() => {
  "use strict";

  const answered = (form, key) => {
    const fields = [...form.elements].filter((field) => field.name === `q_${key}` || field.name.startsWith(`q_${key}-`));
    return fields
      .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
      .map((field) => field.value.trim())
      .filter(Boolean);
  };

  const holds = (form, part) => {
    const given = answered(form, part.dataset.when);
    const wanted = JSON.parse(part.dataset.is);
    return wanted.length ? given.some((value) => wanted.includes(value)) : given.length > 0;
  };

  const show = (part) => {
    const waiting = part.querySelector(":scope > template");
    if (!waiting) return;
    waiting.replaceWith(waiting.content);
    part.hidden = false;
  };

  const hide = (part) => {
    if (part.querySelector(":scope > template")) return;
    const waiting = document.createElement("template");
    waiting.content.append(...part.childNodes);
    part.append(waiting);
    part.hidden = true;
  };

  /* In the order of the page: what depends on a question that has just gone goes too. */
  const look = (form) => {
    for (const part of form.querySelectorAll("[data-when]")) {
      (holds(form, part) ? show : hide)(part);
    }
  };

  for (const form of document.querySelectorAll("form:has([data-when])")) {
    look(form);
    form.addEventListener("input", () => look(form));
    form.addEventListener("change", () => look(form));
  }
})();
