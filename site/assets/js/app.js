// Small behaviour on top of pages that work without any of it. Each module looks for its own data attribute.
import { busy } from "./busy.js";
import { copy } from "./copy.js";
import { count } from "./count.js";
import { disclose } from "./disclose.js";
import { display } from "./display.js";
import { draft } from "./draft.js";
import { errors } from "./errors.js";
import { exit } from "./exit.js";
import { filter } from "./filter.js";
import { htmxSetUp } from "./htmx.js";
import { offlineQueue } from "./offline.js";
import { photos } from "./photos.js";

document.documentElement.classList.add("js");
for (const start of [display, errors, disclose, busy, copy, draft, exit, filter, offlineQueue, photos, htmxSetUp]) start();
count(document);
document.addEventListener("htmx:after:swap", () => count(document));
