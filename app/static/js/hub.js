/** The settings hub: its search hides what does not have the words; arrow keys walk the cards, Enter opens the first one found. */
import { register } from "splot/keys";

const field = document.querySelector("[data-hub-search]");
const none = document.querySelector("[data-hub-none]");

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ł", "l").toLowerCase();
const cards = () => [...document.querySelectorAll("[data-words]")].filter((card) => !card.hidden).map((card) => card.querySelector("a"));

function narrow() {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  for (const group of document.querySelectorAll("[data-hub-group]")) {
    for (const entry of group.querySelectorAll("[data-words]")) {
      const text = fold(`${entry.dataset.words} ${entry.textContent}`);
      entry.hidden = !words.every((word) => text.includes(word));
    }
    group.hidden = !group.querySelector("[data-words]:not([hidden])");
  }
  none.hidden = cards().length > 0;
}

field.addEventListener("input", narrow);
register({ code: "Slash", run: () => field.focus() });

const columns = () => {
  const shown = cards();
  const top = shown[0]?.getBoundingClientRect().top;
  return shown.filter((card) => card.getBoundingClientRect().top === top).length || 1;
};
const FORWARD = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";

function steps(key) {
  if (key === "ArrowDown") return columns();
  if (key === "ArrowUp") return -columns();
  if (["ArrowLeft", "ArrowRight"].includes(key)) return key === FORWARD ? 1 : -1;
  return 0;
}

document.querySelector("[data-hub]").addEventListener("keydown", (event) => {
  const shown = cards();
  if (event.target === field) {
    if (event.key === "Escape" && field.value) { field.value = ""; narrow(); event.stopPropagation(); }
    if (event.key === "Enter") shown[0]?.click();
    if (event.key === "ArrowDown") { event.preventDefault(); shown[0]?.focus(); }
    return;
  }
  const at = shown.indexOf(event.target);
  const to = at < 0 ? null : at + steps(event.key);
  if (to === null || to === at) return;
  event.preventDefault();
  if (to < 0) field.focus(); else shown[Math.min(to, shown.length - 1)].focus();
});
