/** A list of hits under a field: opens while one types, walked with the arrows, taken with Enter, left with Esc.
 *  `attach(input, options)`: `source` kind asked for, `least` letters before it asks, `makes` words of the row that makes a new one
 *  ("New company “{name}”") or "", `says` those of the row that takes the text as it stands, `none` words for no hits, `pick(hit)` takes
 *  one, `make(text)` makes one, `say(text)` takes the text, `skip()` ids left out. */
import { request } from "splot/http";
import { icon } from "splot/icons";
import { ask as askFor } from "splot/locked";

const PAUSE = 150;
let numbers = 0;

export function attach(input, { source, least = 2, makes = "", says = "", none = "", pick, make, say, skip = () => [] }) {
  const box = input.closest(".ta-w");
  const list = panel(box, `ta-${++numbers}`);
  const state = { hits: [], at: -1, timer: 0, asked: 0, isAsking: false, takesFirst: false };
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })
    .forEach(([name, value]) => input.setAttribute(name, value));

  const typed = () => input.value.trim();
  const close = () => { list.hidden = true; state.at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };

  async function ask() {
    state.isAsking = typed().length >= least;
    if (!state.isAsking) return close();
    const number = ++state.asked;
    const hits = await request(`/search/suggest?${new URLSearchParams({ kind: source, q: typed() })}`).catch(() => []);
    if (number !== state.asked) return;
    state.isAsking = false;
    if (document.activeElement !== input) return;
    const left = new Set(skip().map(String));
    state.hits = hits.filter((hit) => !left.has(String(hit.id)));
    draw();
    if (state.takesFirst && choices().length) take(choices()[0]);
    state.takesFirst = false;
  }

  function draw() {
    const text = typed();
    const rows = state.hits.map((hit) => row(hit, text));
    const others = [
      makesNew() && actRow("plus", makes.replace("{name}", text), () => make(text), "Ctrl ↵"),
      says && text && actRow("cursor-text", says.replace("{name}", text), () => say(text)),
    ].filter(Boolean);
    if (!rows.length && !others.length && none && text) rows.push(nothing(none));
    if (others.length) rows.push(...(rows.length ? [divider()] : []), ...others);
    list.replaceChildren(...rows);
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    const options = choices();
    options.forEach((option, place) => { option.id = `${list.id}-${place}`; });
    mark(state.hits.length && typed() ? 0 : -1);
  }

  const makesNew = () => makes && typed() && !state.hits.some((hit) => hit.name.toLocaleLowerCase() === typed().toLocaleLowerCase());
  const choices = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];

  function mark(place) {
    state.at = place;
    choices().forEach((option, number) => { option.classList.toggle("on", number === place); option.setAttribute("aria-selected", String(number === place)); });
    const marked = choices()[place];
    if (marked) { input.setAttribute("aria-activedescendant", marked.id); marked.scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
  }

  function take(option) {
    const hit = state.hits[choices().indexOf(option)];
    if (hit?.locked) return askFor(option.querySelector("[data-ask]"));
    close();
    if (hit) pick(hit); else option.act();
  }

  input.addEventListener("input", () => {
    clearTimeout(state.timer);
    state.isAsking = typed().length >= least;
    state.takesFirst = false;
    state.timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("focus", () => { if (!least) ask(); });
  input.addEventListener("click", () => { if (!least && list.hidden) ask(); });
  input.addEventListener("blur", () => setTimeout(close, 120));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]:not([aria-disabled])"); if (option) take(option); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = choices().length - 1;
    const act = {
      ArrowDown: () => (list.hidden ? ask() : mark(state.at >= last ? 0 : state.at + 1)),
      ArrowUp: () => mark(state.at <= 0 ? last : state.at - 1),
      Escape: close,
      Enter: () => {
        if (event.ctrlKey) { close(); make(typed()); } else if (state.isAsking) state.takesFirst = true; else take(choices()[state.at]);
      },
    }[event.key];
    if (!act || !isMeant(event)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });

  /** Whether the key is for the list: Enter takes what is marked, or what is about to come; alone it sends the form. */
  function isMeant(event) {
    if (event.key === "ArrowDown") return true;
    if (event.key !== "Enter") return !list.hidden;
    if (event.ctrlKey) return Boolean(makes && typed());
    return typed() !== "" && (state.isAsking || (!list.hidden && state.at >= 0));
  }

  return { close, ask };
}

function panel(box, id) {
  const list = Object.assign(document.createElement("div"), { className: "pop mn-s", id, hidden: true });
  list.setAttribute("role", "listbox");
  box.append(list);
  return list;
}

function option(...parts) {
  const element = Object.assign(document.createElement("div"), { className: "mn" });
  element.setAttribute("role", "option");
  element.append(...parts.filter(Boolean));
  return element;
}

function row(hit, typed) {
  const name = Object.assign(document.createElement("bdi"), { className: "ell" });
  name.append(...marked(hit.name, typed));
  if (hit.locked) return lockedRow(hit, name);
  const hint = hit.hint && Object.assign(document.createElement("bdi"), { className: "end", textContent: hit.hint });
  return option(sign(hit), name, hint);
}

/** A record that one does not see: lock, name, owner, Ask. */
function lockedRow(hit, name) {
  const end = Object.assign(document.createElement("span"), { className: "end row- gap8" });
  if (hit.hint) end.append(Object.assign(document.createElement("bdi"), { textContent: hit.hint }));
  const said = Object.assign(document.createElement("span"), { className: "link", textContent: hit.said });
  Object.assign(said.dataset, { ask: hit.ask, done: hit.done });
  end.append(said);
  const line = option(icon("lock", 15), name, end);
  line.classList.add("lk");
  return line;
}

function nothing(text) {
  const element = Object.assign(document.createElement("div"), { className: "mn t3", textContent: text });
  element.setAttribute("role", "option");
  element.setAttribute("aria-disabled", "true");
  return element;
}

function divider() {
  const line = Object.assign(document.createElement("hr"), { className: "mn-l" });
  line.setAttribute("role", "presentation");
  return line;
}

function actRow(sign, text, act, key = "") {
  const words = Object.assign(document.createElement("span"), { className: "ell", textContent: text });
  const end = key && Object.assign(document.createElement("span"), { className: "end" });
  if (key) end.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  return Object.assign(option(icon(sign, 15), words, end), { act });
}

/** The avatar of a hit, the dot of a tag or group, or the sign of a text and of what is to be made. */
export function sign(hit, size = 18) {
  if (hit.shape === "dot") return Object.assign(document.createElement("span"), { className: `dot d-${hit.thread}` });
  if (hit.shape === "sign") return icon(hit.icon, 14);
  const avatar = Object.assign(document.createElement("span"), { className: `av c-${hit.thread} s${size}${hit.shape === "circle" ? "" : " sq"}` });
  avatar.setAttribute("aria-hidden", "true");
  if (hit.picture) avatar.append(Object.assign(document.createElement("img"), { src: hit.picture, alt: "" }));
  else if (hit.shape === "icon") avatar.append(icon(hit.icon, 14));
  else avatar.textContent = hit.initials;
  return avatar;
}

export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[łŁ]/g, "l").toLocaleLowerCase();

/** The name with the part that was typed in a mark; the folded name must be as long as the name, or nothing is marked. */
export function marked(name, typed) {
  const place = fold(name).length === name.normalize("NFC").length && typed ? fold(name).indexOf(fold(typed)) : -1;
  if (place < 0) return [name];
  const end = place + fold(typed).length;
  return [name.slice(0, place), Object.assign(document.createElement("mark"), { textContent: name.slice(place, end) }), name.slice(end)];
}
