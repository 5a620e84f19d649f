// Icons of the sprite, by what they stand for. An icon always has words beside it; `{% icon "name" %}` draws one.
export const ICONS = [
  // kinds of hardship
  ...["stethoscope", "circle-alert", "flame", "house", "graduation-cap", "circle-help"],
  // facts about a need or a source
  ...["badge-check", "clock-3", "map-pin", "receipt-text", "scale", "landmark", "building-2", "heart-handshake"],
  ...["shield-check", "hand-coins", "banknote", "wallet", "package", "truck", "users", "user", "user-check", "hand-heart"],
  // states and messages
  ...["check", "x", "circle-check", "circle-x", "info", "triangle-alert", "lock", "eye", "eye-off", "ban", "pause", "siren"],
  // actions
  ...["search", "sliders-horizontal", "arrow-left", "arrow-right", "arrow-up-right", "chevron-right", "chevron-left"],
  ...["chevron-down", "plus", "minus", "pencil", "trash-2", "copy", "download", "upload", "printer", "send", "undo-2"],
  ...["refresh-cw", "log-in", "log-out", "settings", "menu", "external-link", "qr-code", "camera", "mic", "paperclip"],
  // things
  ...["phone", "mail", "message-square", "bell", "inbox", "list-checks", "clipboard-check", "copy-check", "flag", "history"],
  ...["calendar-clock", "calendar", "chart-column", "file-text", "image", "scroll-text", "signature", "gauge", "archive"],
  ...["newspaper", "megaphone", "key", "smartphone", "wifi-off", "a-large-small", "languages", "contrast", "git-compare"],
  ...["life-buoy", "door-open", "layers", "target", "credit-card", "gift", "umbrella", "folder", "globe"],
];
