// <form data-draft="report">: what was typed survives a closed tab on this device for a week. Sent forms leave no draft.
import { drop, plainFields, read, write } from "./store.js";

const WEEK = 7 * 24 * 3600 * 1000;

export function draft() {
  document.querySelectorAll("form[data-draft]").forEach((form) => {
    const key = `draft:${form.dataset.draft}`;
    const kept = read(key);
    if (kept && Date.now() - kept.at < WEEK && !document.querySelector("[data-error-summary]")) restore(form, kept.fields);
    else if (kept && Date.now() - kept.at >= WEEK) drop(key);
    form.addEventListener("input", () => {
      const fields = plainFields(form).filter((field) => field.type !== "hidden");
      write(key, { at: Date.now(), fields: fields.map((field) => [field.name, field.value]) });
    });
    form.addEventListener("submit", () => drop(key));
  });
}

// Only empty fields are filled: what the server sent wins over what the device remembers.
function restore(form, fields) {
  const touched = new Set([...form.elements].filter((field) => field.checked).map((field) => field.name));
  for (const [name, value] of fields) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (/radio|checkbox/.test(field.type)) {
        if (!touched.has(name) && field.value === value) field.checked = true;
      } else if (!field.value) field.value = value;
    }
  }
}
