/** Selects with many choices become token fields (Tom Select, fetched only where one stands on the page). */
const LIBRARY = document.querySelector("meta[name=tom-select]")?.content;

function fetchLibrary() {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: LIBRARY, onload: () => resolve(window.TomSelect), onerror: reject });
    document.head.append(script);
  });
}

/** Turn every `select[data-tokens]` below `root` into a token field. Without the library they stay plain selects. */
export async function enhance(root = document) {
  const selects = [...root.querySelectorAll("select[data-tokens]:not(.tomselected)")];
  if (!selects.length || !LIBRARY) return;
  const TomSelect = window.TomSelect ?? (await fetchLibrary());
  selects.forEach((select) => {
    new TomSelect(select, { plugins: ["remove_button"], maxOptions: 500, hidePlaceholder: true });
    select.setAttribute("aria-hidden", "true"); // its label goes to the field that took its place
  });
}

enhance().catch(() => {});
