/** Fields that name one record or user: found by typing. Without this module the name is typed in full. */
import { attach } from "splot/typeahead";

export function enhance(root = document) {
  root.querySelectorAll("[data-link]").forEach(start);
}

function start(box) {
  const [id, was, text, note] = ["id", "was", "text", "note"].map((part) => box.querySelector(`[data-link-${part}]`));
  const keep = (value, name, words = "") => {
    id.value = value; was.value = name; text.value = name; note.textContent = words;
    box.querySelector(".tick")?.remove();
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const stays = box.querySelector("[data-keep]");
  const offer = () => { if (stays) stays.hidden = text.value.trim() === stays.dataset.keep; };
  offer();
  text.addEventListener("input", offer);
  box.addEventListener("change", offer);
  const makes = box.dataset.new ?? "";
  const { ask } = attach(text, {
    source: box.dataset.source, least: { user: 0, guest: 1 }[box.dataset.source] ?? 2, makes, none: box.dataset.none,
    pick: (hit) => {
      keep(hit.id, hit.name, hit.hint === hit.id ? "" : hit.hint);
      box.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: hit }));
    },
    make: (name) => keep(`new:${name}`, name, box.dataset.newNote),
    says: box.dataset.says ?? "",
    say: (text) => keep(`text:${text}`, text, box.dataset.saysNote),
  });
  text.addEventListener("input", () => { note.textContent = ""; });
  text.addEventListener("focus", () => { if (box.dataset.source !== "user") text.select(); else ask(); });
}
