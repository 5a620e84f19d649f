// Menus and filters are <details>: open on wide screens, folded on phones; Escape folds them and gives focus back.
// Dialogs open by <button data-dialog="id">, print by <button data-print>.
const narrow = window.matchMedia("(max-width: 56rem)");

export function disclose() {
  const fit = () =>
    document.querySelectorAll("details[data-open-wide]").forEach((details) => (details.open = !narrow.matches));
  fit();
  narrow.addEventListener("change", fit);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !narrow.matches) return;
    const details = event.target.closest?.("details[data-open-wide][open]");
    if (!details) return;
    details.open = false;
    details.querySelector("summary").focus();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    if (event.target.closest("[data-print]")) window.print();
  });

  // Print what is folded away, too.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details:not([open])").forEach((details) => {
      details.open = true;
      details.dataset.openedToPrint = "true";
    });
  });
  window.addEventListener("afterprint", () => {
    document.querySelectorAll("[data-opened-to-print]").forEach((details) => {
      details.open = false;
      delete details.dataset.openedToPrint;
    });
  });
}
