/** The arrangement of a form: sections and fields are dragged, or moved by Alt and the arrow keys; the view at the end follows. */
import { register } from "splot/keys";
import { sortable } from "splot/sorting";
import { watch } from "splot/unsaved";

const form = document.querySelector("[data-layout]");
const view = form.querySelector("[data-view]");
const board = form.querySelector(".ly");
const make = (tag, text = "", css = "") => Object.assign(document.createElement(tag), { textContent: text, className: css });

function draw() {
  const columns = [make("div"), make("div")];
  for (const section of form.querySelectorAll("[data-section]:not([data-off])")) {
    const name = section.querySelector("[data-name]");
    const into = columns[section.querySelector("[data-aside]").checked ? 1 : 0];
    const first = section.querySelector("header input.form-control");
    into.append(make("h3", name.value || first.value || name.placeholder));
    for (const place of section.querySelectorAll("[data-place]")) {
      const line = make("p");
      line.append(make("span", place.querySelector("[data-label]").textContent, "ell"), make("i"));
      into.append(line);
    }
  }
  view.replaceChildren(...columns);
}

const look = watch(form, { isChanged: "changed" in form.dataset });
const moved = () => { draw(); look(); };

sortable(board, { item: "[data-section]:not([data-off])", moved });
const lists = [...form.querySelectorAll("[data-places]")];
lists.forEach((list) => sortable(list, { item: "[data-place]", group: "places", moved, beyond: (step) => lists[lists.findIndex((one) => one === list) + step] }));
form.addEventListener("input", draw);
register({ code: "KeyS", ctrl: true, inFields: true, run: () => form.querySelector("[data-save]").click() });
