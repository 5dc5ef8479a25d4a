/** Editing in place: a cell of a list, or a fact of a profile, turns into its control. Enter saves and stays, Tab saves and goes on,
 *  Esc drops, a click elsewhere saves. What is refused stays open with its sentence; without this module one edits in the form. */
import { enhance } from "splot/controls";
import { freshen } from "splot/fresh";
import { request } from "splot/http";
import { register } from "splot/keys";
import { current, goTo, headOf, rows, table } from "splot/rows";
import { toast } from "splot/toasts";

const profile = document.querySelector("main[data-record]");
const ROOM_BELOW = 280;
let open = null; // {place, form, began}

// --- where a value stands ------------------------------------------------------------------------------------------------------

const isCell = (place) => place.matches("td");
const fieldOf = (place) => (isCell(place) ? headOf(place).dataset.field : place.dataset.cell);
const isOpenable = (place) => (isCell(place) ? "open" in headOf(place).dataset : place.querySelector("[data-cell-edit]") !== null);

function addressOf(place) {
  const [route, id] = isCell(place) ? [table.dataset.route, place.closest("tr").dataset.id] : [profile.dataset.route, profile.dataset.record];
  const about = isCell(place) ? location.search.slice(1) : `part=facts${location.search.replace("?", "&")}`;
  return `${route}/cell/${id}/${fieldOf(place)}?${about}`;
}

// --- opening and closing -------------------------------------------------------------------------------------------------------

async function begin(place) {
  if (open && !(await save())) return;
  place.classList.add("is-busy");
  try {
    const { html } = await request(addressOf(place));
    draw(place, html);
  } catch (error) {
    say(place, error.message);
  } finally {
    place.classList.remove("is-busy");
  }
}

function draw(place, html) {
  const form = new DOMParser().parseFromString(html, "text/html").querySelector("[data-cell-form]");
  const box = open?.place === place ? open.box : boxIn(place);
  box.replaceChildren(form);
  place.classList.add("editing");
  enhance(form);
  const began = open?.place === place ? open.began : state(form);
  open = { place, box, form, began };
  const wrong = form.querySelector("[aria-invalid=true]:is(input, select, textarea), [aria-invalid=true] input");
  const first = wrong ?? form.querySelector("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea, input[type=radio]:checked, input:not([type=hidden])");
  first?.focus();
  first?.select?.();
}

/** The control of a cell lies over it; that of a fact takes the place of its value. */
function boxIn(place) {
  const box = document.createElement(place.matches("dl") ? "dd" : "div");
  box.className = "ce-w";
  if (isCell(place)) {
    const [cell, list] = [place.getBoundingClientRect(), table.closest("[data-list]").getBoundingClientRect()];
    box.classList.toggle("up", list.bottom - cell.bottom < ROOM_BELOW);
    box.classList.toggle("at-end", place.cellIndex > place.parentElement.cells.length / 2);
  }
  place.append(box);
  return box;
}

function close() {
  const { place, box } = open;
  open = null;
  box.remove();
  place.classList.remove("editing");
}

function drop() {
  const { place } = open;
  close();
  back(place);
}

function back(place) {
  if (isCell(place)) goTo(place.closest("tr"), place.cellIndex);
  else place.querySelector("[data-cell-edit]")?.focus();
}

/** A sentence at a place that does not open. */
function say(place, words) {
  const note = Object.assign(document.createElement("div"), { className: "ce-n", textContent: words });
  note.setAttribute("role", "alert");
  place.classList.add("editing");
  place.append(note);
  const away = () => {
    note.remove();
    place.classList.remove("editing");
    ["pointerdown", "keydown"].forEach((name) => document.removeEventListener(name, away, true));
  };
  ["pointerdown", "keydown"].forEach((name) => document.addEventListener(name, away, true));
}

// --- saving --------------------------------------------------------------------------------------------------------------------

const state = (form) => new URLSearchParams([...new FormData(form)].filter(([name]) => !name.endsWith(".was"))).toString();

/** True once nothing is open any more. */
async function save({ goesOn = 0, stays = false } = {}) {
  const { place, form, began } = open;
  if (form.dataset.sending) return false;
  if (state(form) === began) {
    close();
    if (goesOn) next(place, goesOn); else if (stays) back(place);
    return true;
  }
  form.dataset.sending = "1";
  try {
    const answer = await request(addressOf(place), { method: "POST", data: new FormData(form) });
    close();
    done(show(place, answer), answer, { goesOn, stays });
    return true;
  } catch (error) {
    delete form.dataset.sending;
    refused(place, error);
    return false;
  }
}

function refused(place, error) {
  if (!error.body?.html) { toast(error.message, { bad: true }); return; }
  draw(place, error.body.html);
  open.fresh = error.body;
  open.began = "";
}

function done(place, answer, { goesOn, stays }) {
  if (answer.said) toast(answer.said, { undoUrl: answer.undo });
  if (answer.offer) toast(answer.offer.text, { act: answer.offer });
  if (goesOn && place) next(place, goesOn);
  else if (stays && place) back(place);
}

function next(place, by) {
  const all = isCell(place) ? [...place.parentElement.cells] : [...document.querySelectorAll("#facts [data-cell]")].filter((one) => one.getClientRects().length);
  const others = by > 0 ? all.slice(all.indexOf(place) + 1) : all.slice(0, all.indexOf(place)).reverse();
  const found = others.find((one) => isOpenable(one) && one.getClientRects().length);
  if (found) begin(found); else back(place);
}

// --- what is fresh -------------------------------------------------------------------------------------------------------------

/** Put the answer in the place of what stood there; gives the place of the value now, null where it went. */
function show(place, answer) {
  return isCell(place) ? showRow(place, answer.row) : showPage(place, answer.page);
}

function showRow(place, html) {
  const old = place.closest("tr");
  const row = html && new DOMParser().parseFromString(html, "text/html").querySelector("tr[data-id]");
  if (!row) { old.remove(); return null; }
  row.className = old.className;
  const [before, now] = [old, row].map((one) => one.querySelector("input[name=ids]"));
  if (before && now) now.checked = before.checked;
  old.replaceWith(row);
  document.dispatchEvent(new CustomEvent("splot:row", { detail: { old, row } }));
  row.classList.add("done");
  row.addEventListener("animationend", () => row.classList.remove("done"), { once: true });
  return row.cells[place.cellIndex];
}

function showPage(place, html) {
  if (!html) { location.assign(`${profile.dataset.route}/list/`); return null; }
  freshen(html);
  const now = document.querySelector(`[data-cell="${CSS.escape(place.dataset.cell)}"]`);
  (now?.querySelector("dd") ?? now)?.classList.add("done");
  return now;
}

// --- hands ---------------------------------------------------------------------------------------------------------------------

function pressed(event) {
  if (event.isComposing || event.defaultPrevented) return;
  const isText = event.target.matches("textarea");
  const act = {
    Escape: drop,
    Enter: () => (isText && !event.ctrlKey && !event.metaKey ? false : event.target.closest("button") ? false : save({ stays: true })),
    Tab: () => (hasMore(event) ? false : save({ goesOn: event.shiftKey ? -1 : 1 })),
  }[event.key];
  if (!act) return;
  event.stopPropagation();
  if (act() !== false) event.preventDefault();
}

/** Whether Tab still has somewhere to go inside a control of several fields. */
function hasMore(event) {
  const parts = [...open.form.querySelectorAll("input:not([type=hidden]), select, textarea, [data-rows] button")].filter((one) => one.getClientRects().length && one.tabIndex >= 0);
  const at = parts.indexOf(event.target);
  return at >= 0 && (event.shiftKey ? at > 0 : at < parts.length - 1);
}

function clicked(event) {
  if (event.target.closest("[data-cell-drop]")) return drop();
  if (event.target.closest("[data-take]")) {
    const { place, fresh } = open;
    close();
    back(show(place, fresh) ?? place);
  }
}

document.addEventListener("keydown", (event) => { if (open?.form.contains(event.target)) pressed(event); });
document.addEventListener("submit", (event) => {
  if (!open || event.target !== open.form) return;
  event.preventDefault();
  save({ stays: true });
});
document.addEventListener("click", (event) => { if (open?.form.contains(event.target)) clicked(event); });
document.addEventListener("pointerdown", (event) => {
  if (open && !open.box.contains(event.target) && !event.target.closest(".toasts")) save();
}, true);

if (table) {
  const at = (target) => target.closest?.("tbody td:not(.ck)");
  table.addEventListener("dblclick", (event) => {
    const cell = at(event.target);
    if (!cell || open?.place === cell || event.target.closest("a, button, .racts, .ce-w")) return;
    getSelection()?.removeAllRanges();
    begin(cell);
  });
  register({ code: "Enter", run: () => { begin(document.activeElement); }, when: (event) => event.target.matches?.("tbody td") });
  register({ code: "F2", run: () => { begin(at(document.activeElement) ?? current().cells[1]); }, when: () => current() && rows().length });
}

if (profile) {
  document.addEventListener("click", (event) => {
    const place = event.target.closest?.("[data-cell]");
    if (!place || place.classList.contains("editing") || !isOpenable(place)) return;
    const isMeant = event.target.closest("[data-cell-edit]") || (!event.target.closest("a, button, input, label, summary, .ph") && getSelection().isCollapsed);
    if (!isMeant) return;
    event.preventDefault();
    begin(place);
  });
}
