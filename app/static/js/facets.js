/** Live counts beside the ticks of the filter panel, fetched for the sections that stand open. */
import { request } from "splot/http";

const table = document.querySelector("table[data-kind]");

async function fill(box) {
  box.dataset.asked = "1";
  const words = new URLSearchParams(table.dataset.filter);
  words.set("kind", table.dataset.kind);
  words.set("field", box.dataset.facet);
  const counts = await request(`/filters/counts?${words}`).catch(() => ({}));
  box.querySelectorAll("[data-facet-of]").forEach((place) => { place.textContent = counts[place.dataset.facetOf] ?? ""; });
}

/** Fetch the counts below `root` that have not been asked for. */
export function facets(root) {
  if (!table) return;
  [...root.querySelectorAll("[data-facet]:not([data-asked])")]
    .filter((box) => box.closest("details")?.open)
    .forEach(fill);
}
