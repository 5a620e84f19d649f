// <form data-offline-queue data-queued="…" data-partial="…">: a report sent without a network is kept and sent later.
//
// While the page stays open the whole form waits in memory, names and phones too. On the device only the other fields are
// kept, so a closed page sends the report without them; a form that carries its answers sealed by the server (`carried`)
// loses nothing. The form's `token` makes a report that arrives twice one report.
//
// `data-fresh="url"` asks the server first: no answer means no network, whatever the browser believes, and an answer
// brings the form's token of today. <form data-needs-network="…"> stays where it is while there is no network.
import { release } from "./busy.js";
import { plainFields, read, write } from "./store.js";

const KEY = "queue";
const PATIENCE = 8000;
const AGAIN = 20000;
const inMemory = new Map();
let sending = false;

export function offlineQueue() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.needsNetwork && !navigator.onLine) {
      event.preventDefault();
      release();
      say(form.dataset.needsNetwork);
    }
    if ("offlineQueue" in form.dataset) hold(event, form);
  });
  window.addEventListener("online", () => {
    if (!(read(KEY) || []).length) document.querySelector(".offline")?.remove();
    sendAll();
  });
  if (navigator.onLine) sendAll();
}

async function hold(event, form) {
  const asked = form.dataset.asked;
  delete form.dataset.asked;
  if (asked || (navigator.onLine && !form.dataset.fresh)) return;
  event.preventDefault();
  const csrf = navigator.onLine ? await freshToken(form.dataset.fresh) : null;
  release();
  if (csrf === null) {
    keep(form);
    return;
  }
  if (csrf) form.elements.csrfmiddlewaretoken.value = csrf;
  form.dataset.asked = "true";
  form.requestSubmit(event.submitter);
}

// Today's token, "" where nobody is signed in any more, null where there is no network.
async function freshToken(url) {
  try {
    const answer = await fetch(url, { cache: "no-store", headers: { "X-Queued": "1" }, signal: AbortSignal.timeout?.(PATIENCE) });
    return answer.ok ? (await answer.json()).csrf : "";
  } catch {
    return null;
  }
}

function keep(form) {
  const token = form.elements.token?.value || crypto.randomUUID();
  const fields = plainFields(form).map((field) => [field.name, field.value]);
  if (!form.elements.token) fields.push(["token", token]);
  const waiting = (read(KEY) || []).filter((report) => report.token !== token);
  const report = { token, url: form.action, fresh: form.dataset.fresh, fields, at: Date.now() };
  const stored = write(KEY, [...waiting, report]);
  const whole = new FormData(form);
  whole.delete("csrfmiddlewaretoken");
  whole.set("token", token);
  inMemory.set(token, whole);
  say(stored ? form.dataset.queued : form.dataset.partial);
  setTimeout(sendAll, AGAIN);
}

async function sendAll() {
  if (sending) return;
  sending = true;
  const sent = [];
  for (const report of read(KEY) || []) {
    const address = await send(report);
    if (address) sent.push({ ...report, address });
  }
  const left = (read(KEY) || []).filter((report) => !sent.some((done) => done.token === report.token));
  sending = false;
  if (sent.length) {
    write(KEY, left);
    document.dispatchEvent(new CustomEvent("queue:sent", { detail: { sent: sent.length } }));
    if (!left.length) document.querySelector(".offline")?.remove();
    showResult(sent);
  }
  if (left.length) setTimeout(sendAll, AGAIN);
}

// Done means that the server took it: the address of its answer. A lost network, a lost sign-in or a busy server mean later.
async function send(report) {
  const csrf = report.fresh ? await freshToken(report.fresh) : csrfToken();
  if (!csrf) return null;
  const body = inMemory.get(report.token) || toFormData(report.fields);
  try {
    const answer = await fetch(report.url, { method: "POST", body, headers: { "X-CSRFToken": csrf, "X-Queued": "1" } });
    const taken = answer.ok && !(await answer.clone().text()).includes("data-error-summary");
    if (taken) inMemory.delete(report.token);
    return taken ? answer.url : null;
  } catch {
    return null;
  }
}

// The person who still looks at the form sees the end of it.
function showResult(sent) {
  const open = document.querySelector("form[data-offline-queue][data-fresh]")?.elements.token?.value;
  const done = sent.find((report) => report.token === open);
  if (done) location.assign(done.address);
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
    banner.setAttribute("role", "status");
    document.body.prepend(banner);
  }
  setTimeout(() => (banner.textContent = text || ""), 50); // a live region speaks of changes, not of how it was born
}
