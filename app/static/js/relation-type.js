/** The form of a relation type: shows at the end how it reads, and says before saving which relations would no longer fit. */
import { request } from "splot/http";
import { register } from "splot/keys";
import { toast } from "splot/toasts";
import { watch } from "splot/unsaved";

const form = document.querySelector("[data-type-form]");
const language = document.documentElement.lang;
const SIDES = ["primary", "secondary"];
const all = (what) => form.querySelectorAll(what);
const ticked = (name) => form.elements[name].checked;
const kind = (side) => form.elements[`${side}_kind`].value;
const isSymmetric = () => ticked("is_symmetric") && kind("primary") === kind("secondary");

function label(side, code) {
  const own = isSymmetric() ? "primary" : side;
  return form.elements[code === "en" ? `${own}_label` : `${own}_label_${code}`]?.value || form.elements[`${own}_label`].value;
}

function draw() {
  const isOne = isSymmetric();
  const isSameKind = kind("primary") === kind("secondary");
  const color = form.querySelector("[name=color]:checked")?.value ?? "slate";
  form.querySelector("[data-labels]").classList.toggle("is-one", isOne);
  all("[data-second], [data-apart]").forEach((part) => { part.hidden = isOne; });
  form.querySelector("[data-same-kind]").hidden = !isSameKind;
  form.elements.is_acyclic.closest("[data-apart]").hidden = isOne || !isSameKind;
  all("[data-tag]").forEach((tag) => {
    tag.className = `tg c-${color}`;
    tag.firstElementChild.textContent = label(tag.dataset.tag, tag.dataset.code) || "…";
  });
  all("[data-word]").forEach((word) => {
    word.firstElementChild.textContent = label(word.dataset.word, language) || word.firstElementChild.textContent;
  });
  const line = form.querySelector("[data-line]");
  line.className = `rt-w d-${color}${isOne ? " is-even" : ""}`;
  form.querySelector("[data-map]").dataset.free = ticked("has_free_text") ? "1" : "0";
  for (const side of SIDES) form.elements[`section_${side}`].disabled = !ticked(`form_${side}`);
}

function useKind(side) {
  const { content } = form.querySelector(`template[data-of-kind="${CSS.escape(kind(side))}"]`);
  const copy = content.cloneNode(true);
  form.querySelector(`[data-map-end=${side}]`).replaceChildren(copy.querySelector("svg"));
  const sections = form.elements[`section_${side}`];
  const before = sections.value;
  sections.replaceChildren(...copy.querySelector("select").children);
  sections.value = [...sections.options].some((one) => one.value === before) ? before : "";
}

let asked = 0;
async function count() {
  const mine = ++asked;
  const chosen = form.elements.unfit?.value;
  const found = await request(form.dataset.effectsUrl, { method: "POST", data: new FormData(form) });
  if (mine !== asked) return;
  form.querySelector("[data-unfit]").innerHTML = found.html;
  const again = chosen && form.querySelector(`[name=unfit][value="${CSS.escape(chosen)}"]`);
  if (again) again.checked = true;
  all("[data-note]").forEach((note) => {
    note.innerHTML = found.notes[note.dataset.note] ?? "";
    note.hidden = !note.innerHTML;
  });
}

const TOUCHES = "select[data-kind], .rt-m input, [name=has_free_text]";
form.addEventListener("input", draw);
form.addEventListener("change", (event) => {
  if (event.target.matches("[data-kind]")) useKind(event.target.dataset.kind);
  if (!isSymmetric() && kind("primary") !== kind("secondary")) form.elements.is_symmetric.checked = false;
  if (isSymmetric()) form.elements.is_acyclic.checked = false;
  draw();
  if (form.dataset.effectsUrl && event.target.matches(TOUCHES)) count().catch((error) => toast(error.message, { bad: true }));
});
watch(form, { isChanged: "changed" in form.dataset });
register({ code: "KeyS", ctrl: true, inFields: true, run: () => form.querySelector("[data-save]").click() });
draw();
