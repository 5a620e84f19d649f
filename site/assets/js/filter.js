// <form data-filter="results">: facets apply when changed; the address changes too, so Back and links work. Without script
// the button of the form does the same.
import { announce } from "./announce.js";

export function filter() {
  document.addEventListener("change", async (event) => {
    const form = event.target.closest("form[data-filter]");
    if (!form) return;
    const url = `${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
      swap(form.dataset.filter, page);
      swapCounts(form, page);
      history.pushState({ filter: true }, "", url);
    } catch {
      location.assign(url);
    }
  });
  window.addEventListener("popstate", () => document.querySelector("form[data-filter]") && location.reload());
}

function swap(id, page) {
  const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (!old || !fresh) throw new Error("no results in the answer");
  old.replaceWith(fresh);
  announce(fresh.querySelector("[data-announce]")?.textContent.trim() || "");
}

// Only the counts: replacing the boxes would take the focus from the one that was just changed.
function swapCounts(form, page) {
  const rows = page.querySelector("form[data-filter]")?.querySelectorAll(".facet__row .count") || [];
  form.querySelectorAll(".facet__row .count").forEach((count, index) => {
    if (rows[index]) count.textContent = rows[index].textContent;
  });
}
