/** Fields of several tags, groups, users or records: tokens that are typed, pointed at or made on the spot. Without this module the
 *  tokens are ticks and new ones are typed with commas between. With `data-submits` the first one chosen sends the form, with
 *  `data-single` the last one stays. `data-new-as` stands before the name of one that is to be made, `text:` before a free text. */
import { icon } from "splot/icons";
import { attach, sign } from "splot/typeahead";

export function enhance(root = document) {
  root.querySelectorAll("[data-picker]").forEach(start);
}

function start(box) {
  const input = box.querySelector("[data-picker-text]");
  const { source, name, newAs = "" } = box.dataset;
  const isWord = newAs === "" && box.dataset.new;
  const present = () => [...box.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)].map((tick) => tick.value);
  const changed = () => box.dispatchEvent(new Event("change", { bubbles: true }));

  function add(hit) {
    input.value = "";
    if ("single" in box.dataset) box.querySelectorAll(".tok-b").forEach((one) => one.remove());
    if (!present().includes(String(hit.id))) input.before(token(hit, name, source));
    changed();
    if ("submits" in box.dataset) box.closest("form").requestSubmit();
  }

  attach(input, {
    source, least: Number(box.dataset.least ?? 0), makes: box.dataset.new ?? "", says: box.dataset.says ?? "", none: box.dataset.none, skip: present,
    pick: add,
    make: (text) => add(newAs ? made(newAs, text) : { id: text, name: text, shape: "dot", thread: "slate" }),
    say: (text) => add({ id: `text:${text}`, name: text, shape: "sign", icon: "cursor-text" }),
  });

  box.addEventListener("change", (event) => {
    if (!event.target.matches?.("input[type=checkbox]") || event.target.checked) return;
    event.target.closest("label").remove();
    input.focus();
  });
  input.addEventListener("keydown", (event) => {
    const word = isWord && input.value.trim();
    const last = [...box.querySelectorAll(".tok-b")].pop();
    if (event.key === "Backspace" && !input.value && last) { last.remove(); changed(); }
    if (word && !event.defaultPrevented && !event.ctrlKey && (event.key === "," || event.key === "Enter")) {
      event.preventDefault();
      add({ id: word, name: word, shape: "dot", thread: "slate" });
    }
  });
  turning(box, changed);
  box.querySelector(".toks").addEventListener("click", (event) => { if (event.target.matches(".toks")) input.focus(); });
}

const made = (newAs, text) => ({ id: `${newAs}${text}`, name: text, shape: "sign", icon: "plus" });

/** *Make a record*, while a free text stands there. */
function turning(box, changed) {
  const [button, hint] = [box.querySelector("[data-picker-turn]"), box.querySelector("[data-picker-hint]")];
  if (!button) return;
  const texts = () => [...box.querySelectorAll(".tok-b input")].filter((tick) => tick.value.startsWith("text:"));
  button.addEventListener("click", (event) => {
    event.preventDefault();
    texts().forEach((tick) => tick.closest("label").replaceWith(token(made(box.dataset.newAs, tick.value.slice("text:".length)), box.dataset.name, box.dataset.source)));
    changed();
  });
  box.addEventListener("change", () => {
    button.hidden = texts().length === 0;
    hint.hidden = !button.hidden;
  });
}

function token(hit, name, source) {
  const label = Object.assign(document.createElement("label"), { className: `${source === "tag" ? `tg c-${hit.thread}` : "tok"} tok-b` });
  const tick = Object.assign(document.createElement("input"), { type: "checkbox", className: "sr", name, value: hit.id, checked: true });
  const text = Object.assign(document.createElement("bdi"), { className: "ell", textContent: hit.name });
  label.append(tick, ...(source === "tag" ? [] : [sign(hit)]), text, icon("x", 12));
  return label;
}
