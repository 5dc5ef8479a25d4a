/** Fields of the relation map that look a record up: the one that is chosen is kept by its number, or gone to at once. */
import { attach } from "splot/typeahead";

function start(box) {
  const text = box.querySelector("[data-map-finder-text]");
  const id = box.querySelector("[data-map-finder-id]");
  attach(text, {
    source: box.dataset.source, none: box.dataset.none,
    pick: (hit) => {
      if (box.dataset.goes) { location.assign(`${box.dataset.goes}${hit.id}`); return; }
      id.value = hit.id;
      text.value = hit.name;
    },
  });
  text.addEventListener("input", () => { id.value = ""; });
}

document.querySelectorAll("[data-map-finder]").forEach(start);
document.addEventListener("submit", (event) => {
  if (!event.target.matches?.("[data-map-way]")) return;
  const missing = [...event.target.querySelectorAll("[data-map-finder]")].find((box) => {
    const typed = box.querySelector("[data-map-finder-text]").value.trim();
    const id = box.querySelector("[data-map-finder-id]");
    if (!id.value && /^\d{1,9}$/.test(typed)) id.value = typed;
    return !id.value;
  });
  if (!missing) return;
  event.preventDefault();
  missing.querySelector("[data-map-finder-text]").focus();
});
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-map-print]")) setTimeout(() => window.print(), 50); });
