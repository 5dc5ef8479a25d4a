/** The rows of a list: which one the keyboard is at, and which cell of it. One row at a time can be reached by Tab, with its acts;
 *  arrows, or j and k, walk. Others hear of a move by `splot:at` ({row}). */
import { register } from "splot/keys";

export const table = document.querySelector("table[data-kind]");
const REACHABLE = "a[href], button, input, select";

export const rows = () => [...(table?.tBodies[0]?.rows ?? [])];
export const current = () => table?.querySelector("tbody tr.foc") ?? null;
export const nameOf = (row) => row.querySelector("a.nm");
export const headOf = (cell) => table.tHead.rows[0].cells[cell.cellIndex];
const isMirrored = document.documentElement.dir === "rtl";

/** The profile of a row, and the way on from it: its address carries the words of this list. */
export const profileOf = (row) => {
  const url = new URL(nameOf(row).href);
  url.search = new URLSearchParams({ list: table.dataset.walk });
  return url.href;
};

let column = null; // the cell that the keyboard is at; null for the row as a whole

// --- one row is in the order of Tab -------------------------------------------------------------------------------------------

const reach = (row, can) => row?.querySelectorAll(REACHABLE).forEach((part) => { part.tabIndex = can ? 0 : -1; });

function mark(row) {
  const before = current();
  if (before && before !== row) { before.classList.remove("foc"); reach(before, false); }
  if (!before) rows().forEach((one) => { if (one !== row) reach(one, false); });
  row.classList.add("foc");
  reach(row, true);
  document.dispatchEvent(new CustomEvent("splot:at", { detail: { row } }));
}

/** Go to a row, or to a cell of it. */
export function goTo(row, at = column) {
  if (!row) return;
  column = at;
  mark(row);
  const cell = column === null ? null : row.cells[column];
  if (cell) cell.tabIndex = -1;
  (cell ?? nameOf(row) ?? row.querySelector(REACHABLE))?.focus({ preventScroll: true });
  (cell ?? row).scrollIntoView({ block: "nearest", inline: "nearest" });
}

export const isAtCell = () => current() !== null && column !== null;
export const toRow = () => goTo(current(), null);
export const leave = () => { current()?.classList.remove("foc"); document.activeElement?.blur(); };

export function step(by) {
  const all = rows();
  const at = all.indexOf(current());
  goTo(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function sideways(by) {
  const cells = [...current().cells].filter((cell) => !cell.matches(".ck") && cell.getClientRects().length);
  const at = column === null ? 0 : cells.indexOf(current().cells[column]);
  const next = cells[at + by];
  if (next) goTo(current(), next.cellIndex);
}

/** A fresh row came in the place of an old one. */
function replaced({ old, row }) {
  if (!old.classList.contains("foc")) reach(row, false);
  else { row.classList.add("foc"); document.dispatchEvent(new CustomEvent("splot:at", { detail: { row } })); }
}

if (table) {
  const isHere = (event) => rows().length > 0 && table.contains(event.target) && current();
  const ahead = isMirrored ? -1 : 1;
  register({ code: "KeyJ", run: () => step(1), when: () => rows().length > 0 });
  register({ code: "KeyK", run: () => step(-1), when: () => rows().length > 0 });
  register({ code: "ArrowDown", run: () => step(1), when: isHere });
  register({ code: "ArrowUp", run: () => step(-1), when: isHere });
  register({ code: "ArrowRight", run: () => sideways(ahead), when: isHere });
  register({ code: "ArrowLeft", run: () => sideways(-ahead), when: isHere });
  rows().slice(1).forEach((row) => reach(row, false));
  table.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (row && row !== current() && event.target.matches(":focus-visible")) { column = null; mark(row); }
  });
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("tbody td:not(.ck)");
    if (cell && !event.target.closest("a, button, input, select, label, form")) goTo(cell.closest("tr"), cell.cellIndex);
  });
  for (const name of ["pointerdown", "click", "contextmenu"])
    table.addEventListener(name, (event) => { const link = event.target.closest?.("a.nm"); if (link) link.href = profileOf(link.closest("tr")); }, true);
  document.addEventListener("splot:row", (event) => replaced(event.detail));
  document.addEventListener("splot:table", () => { column = null; rows().slice(1).forEach((row) => reach(row, false)); });
}
