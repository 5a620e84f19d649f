// Counts what is left in a text; characters as people see them, not UTF-16 units.
export function count(root) {
  root.querySelectorAll("[data-count]").forEach((area) => {
    const output = document.getElementById(area.dataset.count);
    if (!output || area.dataset.counted) return;
    area.dataset.counted = "true";
    const show = () => {
      const left = Number(output.dataset.limit) - Array.from(area.value.replace(/\r\n/g, "\n")).length;
      output.dataset.over = String(left < 0);
      output.textContent = (left < 0 ? output.dataset.overText : output.dataset.left).replace("{n}", Math.abs(left));
    };
    area.addEventListener("input", show);
    show();
  });
}
