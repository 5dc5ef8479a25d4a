/** Rows of entries: found by words, moved by hand or by Alt and the arrow keys, seen at the side as they will look. */
import { request } from "splot/http";
import { register } from "splot/keys";
import { sortable } from "splot/sorting";

const list = document.querySelector("[data-rows]");
const rows = () => [...list.querySelectorAll("[data-row]")];
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ł", "l").toLowerCase();

// --- finding ---

const field = document.querySelector("[data-rows-search]");

function narrow() {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows()) {
    const text = fold([...row.querySelectorAll("[data-word]")].map((input) => input.value).join(" "));
    row.hidden = !words.every((word) => text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  list.querySelector("[data-rows-none]").hidden = shown > 0 || !words.length;
}

field?.addEventListener("input", narrow);
register({ code: "Slash", run: () => field?.focus() });

// --- what was changed, and how it will look ---

function preview(row) {
  const color = row.querySelector("[name=color]:checked")?.value ?? "slate";
  row.querySelector("[data-swatch-of] .dot")?.setAttribute("class", `dot d-${color}`);
  const first = row.querySelector("[data-word]").value;
  for (const box of document.querySelectorAll("[data-preview]")) {
    const seen = box.querySelector(`[data-of="${row.dataset.row ?? "new"}"]`);
    const word = row.querySelector(`[data-word="${box.dataset.preview}"]`)?.value || first;
    const shown = seen?.firstElementChild;
    if (!shown) continue;
    if (box.dataset.look === "status") shown.className = `st d-${color}`;
    if (box.dataset.look === "tag") shown.className = `tg c-${color}`;
    (shown.querySelector("bdi") ?? shown).textContent = word;
  }
}

list.classList.add("live");
list.addEventListener("input", (event) => {
  const row = event.target.closest(".ed-r");
  row.classList.add("is-new");
  preview(row);
});
list.addEventListener("change", (event) => {
  if (event.target.name === "color") event.target.closest("[popover]")?.hidePopover();
});

// --- order ---

if (list.dataset.orderUrl) {
  sortable(list, {
    item: "[data-row]",
    moved: () => {
      const order = rows().map((row) => row.dataset.row);
      for (const box of document.querySelectorAll("[data-preview]")) {
        box.prepend(...order.map((id) => box.querySelector(`[data-of="${id}"]`)).filter(Boolean));
      }
      return request(list.dataset.orderUrl, { method: "POST", data: { order: order.join(",") } });
    },
  });
}
