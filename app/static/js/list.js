/** A list: ticks and acts of a row. Tells the mass bar what is selected by `splot:selection` and hears its
 *  wishes by `splot:select` ({wish: "page" | "all" | "none"}). Without this module rows are links and ticks of a form. */
import { register } from "splot/keys";
import { current, isAtCell, leave, nameOf, profileOf, rows, table, toRow } from "splot/rows";

const scroller = document.querySelector("[data-list]");
const tickOf = (row) => row.querySelector("input[name=ids]");

// --- selection -----------------------------------------------------------------------------------------------------------

const head = table?.querySelector("[data-select-page]");
let isAll = false;
let anchor = null;

const chosen = () => rows().filter((row) => tickOf(row)?.checked);

function tell() {
  const ids = chosen().map((row) => Number(row.dataset.id));
  rows().forEach((row) => {
    row.classList.toggle("sel", tickOf(row).checked);
    row.setAttribute("aria-selected", String(tickOf(row).checked));
  });
  head.checked = ids.length > 0 && ids.length === rows().length;
  head.indeterminate = ids.length > 0 && !head.checked;
  const count = isAll ? Number(table.dataset.total) : ids.length;
  document.dispatchEvent(new CustomEvent("splot:selection", { detail: { ids, all: isAll, count } }));
}

function select(some, on = true) {
  some.forEach((row) => { tickOf(row).checked = on; });
  if (!on) isAll = false;
  tell();
}

const selectPage = () => { isAll = false; select(rows()); };
const selectAll = () => { isAll = true; select(rows()); };
const selectNone = () => select(rows(), false);

function range(row, on) {
  const all = rows();
  const [from, to] = [all.indexOf(anchor), all.indexOf(row)].sort((a, b) => a - b);
  select(all.slice(Math.max(from, 0), to + 1), on);
}

function ticked(event) {
  const row = event.target.closest("tr");
  if (event.shiftKey && anchor?.isConnected) range(row, event.target.checked);
  else if (!event.target.checked) isAll = false;
  anchor = row;
  tell();
}

function bySelection() {
  head.addEventListener("change", () => (head.checked ? selectPage() : selectNone()));
  table.addEventListener("click", (event) => { if (event.target.matches("input[name=ids]")) ticked(event); });
  document.addEventListener("splot:select", (event) => ({ page: selectPage, all: selectAll, none: selectNone })[event.detail.wish]?.());
  register({
    code: "KeyA", ctrl: true,
    run: () => (chosen().length === rows().length && !isAll ? selectAll() : selectPage()),
    when: () => rows().length > 0,
  });
  register({ code: "Escape", run: leave, when: () => current() });
  register({ code: "Escape", run: selectNone, when: () => chosen().length > 0 });
  register({ code: "Escape", run: toRow, when: isAtCell });
  register({ code: "KeyX", run: () => toggle(current()), when: current });
  register({ code: "KeyX", shift: true, run: () => { range(current(), true); }, when: current });
  if (chosen().length) tell();
}

function toggle(row) {
  select([row], !tickOf(row).checked);
  anchor = row;
}

// --- acts of the keyboard row ----------------------------------------------------------------------------------------------

const follow = (selector) => () => { current().querySelector(selector)?.click(); };

function byKeys() {
  const when = () => current() !== null;
  register({ code: "KeyO", run: follow("a.nm"), when });
  register({ code: "Enter", run: follow("a.nm"), when: (event) => when() && !event.target.closest?.("a, button, input, select, summary, td") });
  register({ code: "KeyE", run: () => { location.href = editUrl(current()); }, when });
  register({ code: "KeyC", run: follow("[data-phone]"), when });
  register({ code: "KeyM", run: follow("[data-mail]"), when });
  register({ code: "KeyT", run: () => { select([current()]); document.querySelector("form[data-mass] [name=action][value=tag]")?.click(); }, when: () => when() && !chosen().length });
}

// --- acts of a row: one set of buttons that moves to the row in question -----------------------------------------------------

const acts = document.getElementById("row-acts")?.content.firstElementChild;
const more = document.getElementById("m-row");
const editUrl = (row) => nameOf(row).pathname.replace("/show/", "/edit/");
const deleteUrl = (row) => nameOf(row).pathname.replace("/show/", "/delete/");

function links(row) {
  return {
    call: row.querySelector("[data-phone]")?.href,
    mail: row.querySelector("[data-mail]")?.href,
    open: nameOf(row) && profileOf(row),
    edit: editUrl(row),
    map: `/relations/map?record=${row.dataset.id}`,
  };
}

function fill(root, row) {
  for (const [act, href] of Object.entries(links(row))) {
    root.querySelectorAll(`a[data-act=${act}]`).forEach((link) => { link.hidden = !href; if (href) link.href = href; });
  }
}

function showActs(row) {
  if (!acts || acts.parentElement?.parentElement === row || more?.matches(":popover-open")) return;
  fill(acts, row);
  row.cells[row.cells.length - 1].append(acts);
}

function byActs() {
  table.addEventListener("pointerover", (event) => {
    const row = event.target.closest("tbody tr");
    if (row && event.pointerType !== "touch") showActs(row);
  });
  document.addEventListener("splot:at", (event) => showActs(event.detail.row));
  document.addEventListener("splot:row", tell);
  more?.addEventListener("beforetoggle", () => {
    const row = acts.closest("tr");
    fill(more, row);
    more.querySelector("form").action = deleteUrl(row);
  });
}

// --- what is cut is told on hover; scrolling and waiting --------------------------------------------------------------------

function told(event) {
  const part = event.target.closest?.("td, .ell, .nm");
  if (part && !part.title && part.scrollWidth > part.clientWidth && !part.querySelector(".racts")) part.title = part.textContent.trim();
}

const place = () => `list:${location.pathname}${location.search}`;

function byScrolling() {
  const kept = sessionStorage.getItem(place());
  const isReturn = performance.getEntriesByType("navigation")[0]?.type !== "navigate" || sessionStorage.getItem("list:stay") === place();
  if (kept && isReturn) scroller.scrollTop = Number(kept);
  sessionStorage.removeItem("list:stay");
  addEventListener("pagehide", () => sessionStorage.setItem(place(), String(scroller.scrollTop)));
  table.addEventListener("submit", () => sessionStorage.setItem("list:stay", place()));
}

/** Old rows stay, dimmed, while a filter is applied or another page comes. */
function byWaiting() {
  const main = table.closest("main");
  const wait = () => main.classList.add("is-waiting");
  main.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const stays = link?.matches("[data-piece], [data-piece-here], [data-copy-link], [data-step], [data-part-link], [data-fm-fetch], [data-fm-section], [data-fm-deeper]");
    const isPlain = !stays && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (isPlain && link?.pathname === location.pathname && link.search !== location.search) wait();
  });
  main.addEventListener("submit", (event) => { if (event.target.method === "get" && !event.defaultPrevented) wait(); });
  addEventListener("pageshow", () => main.classList.remove("is-waiting"));
}

if (table && scroller) {
  bySelection();
  byKeys();
  byActs();
  byScrolling();
  byWaiting();
  table.addEventListener("pointerover", told);
}
