/** Rows of entries: found by words, moved by hand or by Alt and the arrow keys, seen at the side as they will look. */
import { request } from "splot/http";
import { register } from "splot/keys";
import { sortable } from "splot/sorting";

const lists = [...document.querySelectorAll("[data-rows]")];
const own = (list) => [...list.children].filter((one) => one.matches("[data-row]"));
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ł", "l").toLowerCase();

// --- finding ---

const field = document.querySelector("[data-rows-search]");

function narrow() {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of own(lists[0])) {
    const text = fold([...row.querySelectorAll("[data-word]")].map((input) => input.value).join(" "));
    row.hidden = !words.every((word) => text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  document.querySelector("[data-rows-none]").hidden = shown > 0 || !words.length;
}

field?.addEventListener("input", narrow);
register({ code: "Slash", run: () => field?.focus() });

// --- what was changed, and how it will look ---

function preview(form) {
  const color = form.querySelector("[name=color]:checked")?.value ?? "slate";
  form.querySelector("[data-swatch-of] .dot")?.setAttribute("class", `dot d-${color}`);
  const first = form.querySelector("[data-word]").value;
  const key = form.parentElement.dataset.seen;
  for (const seen of document.querySelectorAll(`[data-of="${CSS.escape(key ?? "")}"]`)) {
    const code = seen.closest("[data-preview]").dataset.preview;
    const word = form.querySelector(`[data-word="${code}"]`)?.value || first;
    const shown = seen.firstElementChild;
    if (!shown) continue;
    if (shown.classList.contains("st")) shown.className = `st d-${color}`;
    if (shown.classList.contains("tg")) shown.className = `tg c-${color}`;
    (shown.querySelector("bdi") ?? shown).textContent = word;
  }
}

for (const list of lists) list.classList.add("live");
lists[0].addEventListener("input", (event) => {
  const form = event.target.closest(".ed-r");
  form.classList.add("is-new");
  preview(form);
});
lists[0].addEventListener("change", (event) => {
  if (event.target.name === "color") event.target.closest("[popover]")?.hidePopover();
});

// --- order ---

for (const list of lists.filter((one) => one.dataset.orderUrl)) {
  sortable(list, {
    item: "[data-row]",
    moved: () => {
      for (const box of document.querySelectorAll("[data-preview]")) {
        const seen = own(list).map((row) => box.querySelector(`:scope > [data-of="${CSS.escape(row.dataset.seen)}"]`)).filter(Boolean);
        if (seen.length && !box.querySelector(":scope > [data-preview]")) box.prepend(...seen);
      }
      const order = own(list).map((row) => row.dataset.row);
      return request(list.dataset.orderUrl, { method: "POST", data: { order: order.join(",") } });
    },
  });
}
