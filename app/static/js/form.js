/** What a record's form does beyond a plain one: look-ups, tokens, rows, suggestions by country, and a word about unsaved changes. */
import { enhance as enhanceRows } from "splot/channels";
import { register } from "splot/keys";
import { enhance as enhanceTokens } from "splot/picker";
import { attach } from "splot/typeahead";

const form = document.querySelector("[data-form]");

// --- links to one record or user ---

function startLink(box) {
  const [id, was, text, note] = ["id", "was", "text", "note"].map((part) => box.querySelector(`[data-link-${part}]`));
  const keep = (value, name, words = "") => {
    id.value = value; was.value = name; text.value = name; note.textContent = words;
    box.querySelector(".tick")?.remove();
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const makes = box.dataset.new ?? "";
  const { ask } = attach(text, {
    source: box.dataset.source, least: box.dataset.source === "user" ? 0 : 2, makes, none: box.dataset.none,
    pick: (hit) => keep(hit.id, hit.name, hit.hint === hit.id ? "" : hit.hint),
    make: (name) => keep(`new:${name}`, name, box.dataset.newNote),
  });
  text.addEventListener("input", () => { note.textContent = ""; });
  text.addEventListener("focus", () => { if (box.dataset.source !== "user") text.select(); else ask(); });
}

// --- a province is offered for the country that is chosen ---

function startProvinces() {
  const country = form.querySelector("[name=country]");
  const province = form.querySelector("[data-by-country]");
  if (!country || !province) return;
  const follow = () => {
    const list = document.getElementById(`${province.id}-${country.value || "PL"}`);
    if (list) province.setAttribute("list", list.id); else province.removeAttribute("list");
  };
  country.addEventListener("change", follow);
  follow();
}

// --- what was typed is not lost ---

function watchChanges() {
  const hint = form.querySelector("[data-unsaved]");
  const isRetry = form.querySelector("[role=alert]") !== null;
  const state = () => new URLSearchParams([...new FormData(form)].filter(([name]) => !name.endsWith(".was"))).toString();
  const began = isRetry ? null : state();
  let isLeaving = false;
  const look = () => { hint.hidden = state() === began; };
  form.addEventListener("input", look);
  form.addEventListener("change", () => setTimeout(look));
  form.addEventListener("click", () => setTimeout(look));
  form.addEventListener("submit", () => { isLeaving = true; });
  form.querySelectorAll(".lh-e a").forEach((link) => link.addEventListener("click", () => { isLeaving = true; }));
  window.addEventListener("beforeunload", (event) => { if (!isLeaving && !hint.hidden) event.preventDefault(); });
  look();
}

if (form) {
  form.querySelectorAll("[data-link]").forEach(startLink);
  enhanceTokens(form);
  enhanceRows(form);
  startProvinces();
  watchChanges();
  const save = () => form.querySelector("[data-save]").click();
  register({ code: "Enter", ctrl: true, inFields: true, run: save });
  const first = form.querySelector("[role=alert]") ? null : document.getElementById(location.hash.slice(1)) ?? form.querySelector(".f2 input:not([type=hidden])");
  first?.focus();
}
