// A poster's link with ?size=large shows large text at once; here the choice is kept for the next pages.
export function display() {
  const chosen = document.documentElement.dataset.display;
  if (chosen === undefined) return;
  document.cookie = `display=${chosen}; path=/; max-age=31536000; samesite=lax`;
}
