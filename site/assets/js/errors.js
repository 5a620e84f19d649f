// After a refused form: focus the summary, and let each of its lines focus the field, not only scroll to it.
export function errors() {
  const show = () => document.querySelector("[data-error-summary]")?.focus();
  show();
  document.addEventListener("htmx:after:swap", show);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field") || field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}
