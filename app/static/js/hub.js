// The search field of the settings hub: hides what does not have the words.

const field = document.querySelector("[data-hub-search]");
const none = document.querySelector("[data-hub-none]");

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ł", "l").toLowerCase();

function narrow() {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const group of document.querySelectorAll("[data-hub-group]")) {
    let inside = 0;
    for (const entry of group.querySelectorAll("[data-words]")) {
      const text = fold(entry.dataset.words);
      entry.hidden = !words.every((word) => text.includes(word));
      inside += entry.hidden ? 0 : 1;
    }
    group.hidden = inside === 0;
    shown += inside;
  }
  none.hidden = shown > 0;
}

field?.addEventListener("input", narrow);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.matches("input, textarea, select")) {
    event.preventDefault();
    field?.focus();
  }
});
