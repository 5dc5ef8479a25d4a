/** The form of a custom field: asks only what fits its kind of value, puts choices in order, and shows at the end what comes of it. */
import { register } from "splot/keys";
import { sortable } from "splot/sorting";
import { watch } from "splot/unsaved";

const form = document.querySelector("[data-field-form]");
const language = document.documentElement.lang;
const type = form.querySelector("[data-type]");
const SAMPLES = {
  text: "Abc", long_text: "Abc…", number: "12", money: "1,200.00", date: "2026-03-07", datetime: "2026-03-07 12:00", link: "example.test",
  email: "name@example.test", phone: "+48 601 555 019", user: "…", record: "…",
};

const written = (what) => form.elements[`${what}_${language}`]?.value || form.elements[what]?.value || "";
const choices = () => [...form.querySelectorAll("[data-choice]")].map((row) => ({
  label: row.querySelector(`[name^="choice_label_${language}."]`)?.value || row.querySelector('[name^="choice_label."]').value,
  color: row.querySelector("select").value,
})).filter((one) => one.label);

function value() {
  const span = document.createElement("span");
  const first = choices()[0];
  if (type.value === "yes_no") span.textContent = "✓";
  else if (type.value.startsWith("choice")) Object.assign(span, { textContent: first?.label ?? "…", className: first?.color ? `st d-${first.color}` : "" });
  else Object.assign(span, { textContent: SAMPLES[type.value] ?? "…", dir: type.value.includes("text") ? "auto" : "ltr" });
  return span;
}

function draw() {
  form.querySelectorAll("[data-types]").forEach((part) => { part.hidden = !part.dataset.types.split(" ").includes(type.value); });
  const name = written("label") || form.querySelector("h1").textContent;
  form.querySelectorAll("[data-pv-label]").forEach((place) => { place.textContent = name; });
  form.querySelectorAll("[data-pv-value]").forEach((place) => place.replaceChildren(value()));
  form.querySelector("[data-pv-help]").textContent = written("help");
  form.querySelector("[data-pv-required]").hidden = !form.elements.is_required.checked;
  form.querySelector("[data-pv-control]").dataset.of = type.value;
  const set = form.querySelector("[data-set]");
  const isOther = set && set.value !== "" && ![...set.options].some((one) => one.value === set.value && one.defaultSelected);
  form.querySelector("[data-choices]").hidden = Boolean(isOther);
}

const look = watch(form, { isChanged: "changed" in form.dataset });
const list = form.querySelector("[data-choices]");
sortable(list, { item: "[data-choice]", moved: () => { draw(); look(); } });
list.addEventListener("click", (event) => {
  if (!event.target.closest("[data-drop]")) return;
  event.target.closest("[data-choice]").remove();
  draw(); look();
});
form.querySelector("[name=more_choices]").addEventListener("click", (event) => {
  const last = list.lastElementChild;
  if (!last) return;
  event.preventDefault();
  const number = 1 + Math.max(...[...form.querySelectorAll("[name=choice]")].map((one) => Number(one.value)));
  const row = last.cloneNode(true);
  row.querySelectorAll("[name]").forEach((input) => {
    input.name = input.name.replace(/\.\d+$/, `.${number}`);
    input.value = input.name === "choice" ? number : "";
  });
  list.append(row);
  row.querySelector("input.form-control").focus();
});
form.addEventListener("input", draw);
form.addEventListener("change", draw);
register({ code: "KeyS", ctrl: true, inFields: true, run: () => form.querySelector("[data-save]").click() });
draw();
