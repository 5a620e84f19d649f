// What this device remembers, all under one prefix. Names and phones never get here: see `plainFields`.
const PREFIX = "zhouji:";

export const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
};

export const write = (key, value) => {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false; // storage is full or switched off
  }
};

export const drop = (key) => {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // storage is switched off, so there is nothing to drop
  }
};

export const forget = () => {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key));
  } catch {
    // as above
  }
};

const NEVER = ["password", "file", "tel", "email"];
const NEVER_COMPLETE = /^(name|tel|email|one-time-code|given-name|family-name|street-address)/;

// Whether a field may be stored: not if marked private, and not if its type or autocomplete says it is about a person.
export const mayStore = (field) =>
  field.name &&
  field.name !== "csrfmiddlewaretoken" &&
  !field.closest("[data-private]") &&
  !NEVER.includes(field.type) &&
  field.inputMode !== "tel" &&
  !NEVER_COMPLETE.test(field.autocomplete || "");

export const plainFields = (form) =>
  [...form.elements].filter(
    (field) => mayStore(field) && !["submit", "button"].includes(field.type) && (!/radio|checkbox/.test(field.type) || field.checked),
  );
