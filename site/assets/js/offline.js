// <form data-offline-queue data-queued="…" data-partial="…">: a report sent without a network is kept and sent later.
//
// While the page stays open the whole form waits in memory, names and phones too. On the device only the other fields are
// kept, so a closed page sends the report without them. The form's `token` makes a report that arrives twice one report.
import { announce } from "./announce.js";
import { release } from "./busy.js";
import { plainFields, read, write } from "./store.js";

const KEY = "queue";
const inMemory = new Map();

export function offlineQueue() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("offlineQueue" in form.dataset) || navigator.onLine) return;
    event.preventDefault();
    keep(form);
    release();
  });
  window.addEventListener("online", sendAll);
  if (navigator.onLine) sendAll();
}

function keep(form) {
  const token = form.elements.token?.value || crypto.randomUUID();
  const fields = plainFields(form).map((field) => [field.name, field.value]);
  if (!form.elements.token) fields.push(["token", token]);
  const waiting = (read(KEY) || []).filter((report) => report.token !== token);
  const stored = write(KEY, [...waiting, { token, url: form.action, fields, at: Date.now() }]);
  const whole = new FormData(form);
  whole.delete("csrfmiddlewaretoken");
  whole.set("token", token);
  inMemory.set(token, whole);
  say(stored ? form.dataset.queued : form.dataset.partial);
}

async function sendAll() {
  const waiting = read(KEY) || [];
  const csrf = csrfToken();
  if (!waiting.length || !csrf) return;
  const left = [];
  for (const report of waiting) {
    if (!(await send(report, csrf))) left.push(report);
  }
  write(KEY, left);
  const sent = waiting.length - left.length;
  if (sent) document.dispatchEvent(new CustomEvent("queue:sent", { detail: { sent } }));
  if (!left.length) document.querySelector(".offline")?.remove();
}

// Done means that the server took it or answered for good; a lost network or a busy server means later.
async function send(report, csrf) {
  const body = inMemory.get(report.token) || toFormData(report.fields);
  try {
    const answer = await fetch(report.url, { method: "POST", body, headers: { "X-CSRFToken": csrf, "X-Queued": "1" } });
    const taken = answer.ok && !(await answer.clone().text()).includes("data-error-summary");
    if (taken) inMemory.delete(report.token);
    return taken;
  } catch {
    return false;
  }
}

function toFormData(fields) {
  const data = new FormData();
  fields.forEach(([name, value]) => data.append(name, value));
  return data;
}

export const csrfToken = () =>
  document.querySelector('meta[name="csrf-token"]')?.content ||
  document.querySelector('[name="csrfmiddlewaretoken"]')?.value ||
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ||
  "";

function say(text) {
  let banner = document.querySelector(".offline");
  if (!banner) {
    banner = document.createElement("div");
    banner.className = "offline";
    document.body.prepend(banner);
  }
  banner.textContent = text || "";
  announce(text || "");
}
