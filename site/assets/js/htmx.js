// Partial updates carry the CSRF token, and are spoken where the answer says so with data-announce.
import { announce } from "./announce.js";
import { csrfToken } from "./offline.js";

export function htmxSetUp() {
  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx?.request;
    if (!request || /^(GET|HEAD)$/i.test(request.method)) return;
    const token = csrfToken();
    if (token) request.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const words = event.target.querySelector?.("[data-announce]");
    if (words) announce(words.textContent.trim());
  });
}
