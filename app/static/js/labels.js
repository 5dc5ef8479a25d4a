/** Labels of all languages: found by words or by what they lack; only what was changed is sent. */
import { register } from "splot/keys";
import { watch } from "splot/unsaved";

const form = document.querySelector("[data-labels]");
const field = form.querySelector("[data-rows-search]");
const only = form.querySelector("[data-only-missing]");
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ł", "l").toLowerCase();

function narrow() {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  for (const line of form.querySelectorAll("[data-line]")) {
    const text = fold([line.textContent, ...[...line.querySelectorAll("input")].map((input) => input.value)].join(" "));
    line.hidden = (only.checked && !("lacks" in line.dataset)) || !words.every((word) => text.includes(word));
  }
}

field.addEventListener("input", narrow);
only.addEventListener("change", narrow);
form.addEventListener("input", (event) => event.target.classList.toggle("lacks", event.target.lang && !event.target.value));
form.addEventListener("submit", () => {
  for (const input of form.querySelectorAll("[data-line] input")) input.disabled = input.value === input.defaultValue && !input.classList.contains("is-bad");
});
watch(form, { isChanged: form.querySelector("[role=alert]") !== null });
register({ code: "Slash", run: () => field.focus() });
register({ code: "KeyS", ctrl: true, inFields: true, run: () => form.querySelector("[data-save]").click() });
