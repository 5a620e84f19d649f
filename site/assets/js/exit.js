// Leaves at once and leaves nothing behind: used only where being seen here is dangerous.
import { forget } from "./store.js";

export function exit() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-exit]");
    if (!link) return;
    event.preventDefault();
    forget();
    document.documentElement.hidden = true;
    location.replace(link.href);
  });
  // Signing out clears what this phone remembers.
  document.addEventListener("submit", (event) => {
    if (event.target.action?.includes("/logout/")) forget();
  });
}
