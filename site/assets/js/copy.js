// <button type="button" data-copy="text or #id" data-copied="已复制">
import { announce } from "./announce.js";

export function copy() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = button.dataset.copy;
    const text = source.startsWith("#") ? document.querySelector(source).textContent.trim() : source;
    if (!(await write(text))) return;
    const label = button.querySelector("span") || button;
    const before = label.textContent;
    label.textContent = button.dataset.copied || before;
    announce(label.textContent);
    setTimeout(() => (label.textContent = before), 2500);
  });
}

// Chat-app browsers often have no clipboard API, so the old way stays as the second.
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
