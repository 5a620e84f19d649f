// A form is sent once: the pressed button shows that it is on its way, and further presses do nothing.
export function busy() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    if (event.submitter) {
      // Not `disabled`: a disabled button would drop its own name and value from the form.
      event.submitter.dataset.busy = "true";
      event.submitter.setAttribute("aria-disabled", "true");
    }
  });
  // Back from the page cache, or after a partial answer, the form can be sent again.
  window.addEventListener("pageshow", (event) => event.persisted && release());
  document.addEventListener("htmx:finally:request", release);
}

export function release() {
  document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("[data-busy]").forEach((button) => {
    delete button.dataset.busy;
    button.removeAttribute("aria-disabled");
  });
}
