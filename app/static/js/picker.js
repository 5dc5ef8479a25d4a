/** Fields of several tags, groups or users: tokens that are typed, pointed at or made on the spot. Without this module the
 *  tokens are ticks and new ones are typed with commas between. With `data-submits` the first one chosen sends the form. */
import { icon } from "splot/icons";
import { attach, sign } from "splot/typeahead";

export function enhance(root = document) {
  root.querySelectorAll("[data-picker]").forEach(start);
}

function start(box) {
  const input = box.querySelector("[data-picker-text]");
  const { source, name } = box.dataset;
  const present = () => [...box.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)].map((tick) => tick.value);
  const changed = () => box.dispatchEvent(new Event("change", { bubbles: true }));

  function add(hit) {
    input.value = "";
    if (!present().includes(String(hit.id))) input.before(token(hit, name, source));
    changed();
    if ("submits" in box.dataset) box.closest("form").requestSubmit();
  }

  attach(input, {
    source, least: 0, makes: box.dataset.new ?? "", none: box.dataset.none, skip: present,
    pick: add,
    make: (text) => add({ id: text, name: text, shape: "dot", thread: "slate" }),
  });

  box.addEventListener("change", (event) => {
    if (!event.target.matches?.("input[type=checkbox]") || event.target.checked) return;
    event.target.closest("label").remove();
    input.focus();
  });
  input.addEventListener("keydown", (event) => {
    const isWord = box.dataset.new && input.value.trim();
    const last = [...box.querySelectorAll(".tok-b")].pop();
    if (event.key === "Backspace" && !input.value && last) { last.remove(); changed(); }
    if (isWord && !event.defaultPrevented && !event.ctrlKey && (event.key === "," || event.key === "Enter")) {
      event.preventDefault();
      add({ id: isWord, name: isWord, shape: "dot", thread: "slate" });
    }
  });
  box.querySelector(".toks").addEventListener("click", (event) => { if (event.target.matches(".toks")) input.focus(); });
}

function token(hit, name, source) {
  const label = Object.assign(document.createElement("label"), { className: `${source === "tag" ? `tg c-${hit.thread}` : "tok"} tok-b` });
  const tick = Object.assign(document.createElement("input"), { type: "checkbox", className: "sr", name, value: hit.id, checked: true });
  const text = Object.assign(document.createElement("bdi"), { className: "ell", textContent: hit.name });
  label.append(tick, ...(source === "tag" ? [] : [sign(hit)]), text, icon("x", 12));
  return label;
}
