/** Columns of a list: the chooser, order by dragging, widths by the edge of a head. Every change is an address of the same list; its
 *  tabs and table are fetched and put in place, so that the page, its selection and its popovers stay.
 *  Others hear of a fresh table by `splot:table`. Without this module the steps are links. */
import "sortablejs"; // as it comes smallest: it gives the page `Sortable`
import { fetchPart } from "splot/views";

const NARROWEST = 60;
const WIDEST = 900;
const STEP = 8;
const PAUSE = 500;
const table = document.querySelector("table[data-kind]");
const scroller = document.querySelector("[data-list]");
const main = table?.closest("main");
const isPhone = matchMedia("(max-width: 767.98px)");
const isRtl = document.documentElement.dir === "rtl";

// --- a fresh table ---------------------------------------------------------------------------------------------------------

let latest = 0;

/** Go to `url`, another layout of this list, without leaving the page. */
async function goTo(url) {
  const mine = ++latest;
  main.classList.add("is-waiting");
  const body = await fetchPart(url, "view").catch(() => location.assign(url));
  if (!body || mine !== latest) return;
  main.classList.remove("is-waiting");
  const part = body.querySelector("[data-list-part]");
  history.replaceState(history.state, "", part.dataset.address);
  putTable(part.querySelector("table"));
  putTabs(part.querySelector("nav"));
  const chooser = part.querySelector("[data-columns]");
  if (chooser) putChooser(chooser);
  carry(new URL(part.dataset.address, location.href));
  document.dispatchEvent(new CustomEvent("splot:table", { detail: { table } }));
}

function putTable(fresh) {
  const chosen = new Set([...table.querySelectorAll("input[name=ids]:checked")].map((one) => one.value));
  const tick = table.tHead.querySelector("th.ck");
  fresh.tHead.querySelector("th.ck").replaceWith(tick);
  fresh.querySelectorAll("input[name=ids]").forEach((one) => {
    one.checked = chosen.has(one.value);
    one.closest("tr").classList.toggle("sel", one.checked);
  });
  const { left } = { left: scroller.scrollLeft };
  table.replaceChildren(...fresh.childNodes);
  scroller.scrollLeft = left;
  byHeads();
}

function putTabs(nav) {
  const old = document.querySelector("[data-views]");
  if (old) old.replaceChildren(...nav.childNodes);
}

/** Links and forms that were on the page before go on with the same columns. */
function carry(address) {
  const words = ["columns", "widths"];
  const base = main.querySelector(".lh form[role=search]").action.replace(/\?.*/, "");
  main.querySelectorAll(":is(.lh-e, .fb, .fp, .lf) a[href]").forEach((link) => {
    if (!link.href.startsWith(base)) return;
    const target = new URL(link.href);
    words.forEach((word) => (address.searchParams.has(word) ? target.searchParams.set(word, address.searchParams.get(word)) : target.searchParams.delete(word)));
    link.href = target;
  });
  main.querySelectorAll(":is(.lh-e, .fb, .fp, .lf) form:is([method=get], [data-export])").forEach((form) => words.forEach((word) => {
    form.querySelector(`input[type=hidden][name=${word}]`)?.remove();
    if (address.searchParams.has(word)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: word, value: address.searchParams.get(word) }));
  }));
}

/** The address of this list with other columns or widths. */
function laidOut({ columns, widths }) {
  const url = new URL(location.href);
  if (columns) url.searchParams.set("columns", columns.join(","));
  if (widths) url.searchParams.set("widths", widths.map(([word, width]) => `${word}:${width}`).join(",") || "0");
  if (chooser()?.closest(":popover-open")) url.searchParams.set("choose", "columns");
  return url;
}

// --- the chooser -------------------------------------------------------------------------------------------------------------

const chooser = () => document.querySelector("[popover] [data-columns]");
const wordsIn = (list) => [...list.querySelectorAll("[data-word]")].map((one) => one.dataset.word);
let focusNext = null;

function putChooser(fresh) {
  const old = chooser();
  if (!old) return;
  const top = old.querySelector("[data-columns-body]").scrollTop;
  const sought = old.querySelector("[data-find-column]").value;
  old.replaceWith(fresh);
  fresh.querySelector("[data-find-column]").value = sought;
  find(fresh.querySelector("[data-find-column]"));
  startChooser(fresh);
  fresh.querySelector("[data-columns-body]").scrollTop = top;
  (focusNext?.(fresh) ?? fresh.querySelector("[data-find-column]")).focus({ preventScroll: true });
  focusNext = null;
}

function find(input) {
  const wanted = input.value.trim().toLocaleLowerCase();
  const box = input.closest(".cc");
  let found = 0;
  box.querySelectorAll("[data-offered]").forEach((section) => {
    const items = [...section.querySelectorAll("[data-name]")];
    items.forEach((item) => { item.hidden = !item.dataset.name.toLocaleLowerCase().includes(wanted); });
    section.hidden = items.every((item) => item.hidden);
    found += items.filter((item) => !item.hidden).length;
  });
  box.querySelectorAll("[data-shown] > li").forEach((row) => {
    row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
    found += row.hidden ? 0 : 1;
  });
  box.querySelector("[data-none]").hidden = found > 0;
}

const DRAGGING = { handle: "[data-grip]", animation: 160, forceFallback: true, fallbackOnBody: false, ghostClass: "cc-drop", fallbackClass: "cc-lift" };

function startChooser(box) {
  const list = box.querySelector("[data-shown]");
  Sortable.create(list, {
    ...DRAGGING,
    draggable: "li",
    filter: "[data-locked]",
    onMove: (event) => !("locked" in event.related.dataset) || event.willInsertAfter,
    onEnd: (event) => moved(list, event.item.dataset.word),
  });
}

function moved(list, word) {
  focusNext = (box) => box.querySelector(`[data-word="${CSS.escape(word)}"] [data-grip]`);
  goTo(laidOut({ columns: wordsIn(list) }));
}

/** `Alt ↑ ↓` on a handle. */
function step(grip, by) {
  const row = grip.closest("li");
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other || "locked" in other.dataset) return;
  if (by < 0) other.before(row);
  else other.after(row);
  grip.focus();
  if (row.dataset.word) moved(row.parentElement, row.dataset.word);
}

document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.(".cc-r")?.querySelector("[data-grip]");
  if (!grip || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  step(grip, event.key === "ArrowUp" ? -1 : 1);
}, true);

document.addEventListener("input", (event) => { if (event.target.matches?.("[data-find-column]")) find(event.target); });

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[popover] [data-columns] a[data-step]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.matches("[data-way]")) {
    focusNext = (box) => {
      const first = box.querySelector("[data-way=back], [data-offered]");
      first.scrollIntoView({ block: "start" });
      return first.matches("a") ? first : box.querySelector("[data-find-column]");
    };
    return goTo(link.href);
  }
  const place = [...link.closest("[data-columns]").querySelectorAll("a[data-step]")].filter((one) => one.className === link.className).indexOf(link);
  focusNext = (box) => [...box.querySelectorAll("a[data-step]")].filter((one) => one.className === link.className)[place];
  goTo(link.href);
});

document.addEventListener("splot:piece", (event) => {
  const box = event.detail.panel.querySelector("[data-columns]");
  if (box) startChooser(box);
  event.detail.panel.querySelectorAll("[data-sorted]").forEach((list) => Sortable.create(list, { ...DRAGGING, draggable: "li" }));
});

// --- heads: dragged to another place, wider or narrower by their edge ------------------------------------------------------------

const heads = () => [...table.tHead.rows[0].querySelectorAll("th[data-field]")].filter((head) => head.dataset.field);
const colOf = (head) => table.querySelectorAll("colgroup col")[head.cellIndex];
const widthOf = (head) => Number(colOf(head).getAttribute("width"));
const sized = () => heads().filter((head) => "sized" in colOf(head).dataset);
let pause = 0;
let sorting = null;

/** Columns whose width was chosen keep it; what a wide window has left over is shared out among the others. */
function fit() {
  const cols = [...table.querySelectorAll("colgroup col")];
  if (isPhone.matches || !sized().length) {
    cols.forEach((col) => { col.style.width = ""; });
    table.style.width = "";
    return;
  }
  const natural = (col) => Number(col.getAttribute("width"));
  const fixed = cols.filter((col, place) => place === 0 || "sized" in col.dataset);
  const free = cols.filter((col) => !fixed.includes(col));
  const taken = fixed.reduce((sum, col) => sum + natural(col), 0);
  const wanted = free.reduce((sum, col) => sum + natural(col), 0);
  const factor = wanted ? Math.max(1, (scroller.clientWidth - taken) / wanted) : 1;
  fixed.forEach((col) => { col.style.width = `${natural(col)}px`; });
  free.forEach((col) => { col.style.width = `${natural(col) * factor}px`; });
  table.style.width = `${taken + wanted * factor}px`;
}

function size(head, width) {
  const col = colOf(head);
  col.setAttribute("width", Math.round(Math.min(Math.max(width, NARROWEST), WIDEST)));
  col.dataset.sized = "";
  head.querySelector(".rz").setAttribute("aria-valuenow", col.getAttribute("width"));
  fit();
}

/** What stands before the edge keeps its place while the edge is moved. */
function freezeBefore(head) {
  const before = heads().filter((one) => one.cellIndex <= head.cellIndex);
  const widths = before.map((one) => one.getBoundingClientRect().width);
  before.forEach((one, place) => size(one, widths[place]));
}

const keepWidths = () => goTo(laidOut({ widths: sized().map((head) => [head.dataset.field, widthOf(head)]) }));

function pull(event, head) {
  if (event.button !== 0) return;
  event.preventDefault();
  const handle = event.currentTarget;
  const from = event.clientX;
  let start = 0;
  const move = (now) => {
    if (!start) {
      freezeBefore(head);
      start = widthOf(head);
    }
    size(head, start + (now.clientX - from) * (isRtl ? -1 : 1));
  };
  const end = () => {
    handle.removeEventListener("pointermove", move);
    document.documentElement.classList.remove("is-sizing");
    if (start) keepWidths();
  };
  document.documentElement.classList.add("is-sizing");
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", end, { once: true });
}

function freed(head) {
  delete colOf(head).dataset.sized;
  keepWidths();
}

function byKey(event, head) {
  const steps = { ArrowRight: isRtl ? -STEP : STEP, ArrowLeft: isRtl ? STEP : -STEP };
  const by = steps[event.key];
  if (by === undefined && !["Delete", "Backspace"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  if (by === undefined) return freed(head);
  if (!("sized" in colOf(head).dataset)) freezeBefore(head);
  size(head, widthOf(head) + by * (event.shiftKey ? 4 : 1));
  clearTimeout(pause);
  pause = setTimeout(() => { focusHandle = head.dataset.field; keepWidths(); }, PAUSE);
}

let focusHandle = "";

function handleOf(head, width) {
  head.setAttribute("aria-label", head.textContent.trim()); // the name of a head is not that of its edge
  const handle = Object.assign(document.createElement("div"), { className: "rz", tabIndex: 0 });
  handle.setAttribute("role", "separator");
  handle.setAttribute("aria-orientation", "vertical");
  handle.setAttribute("aria-label", table.dataset.widthLabel.replace("{}", head.textContent.trim()));
  handle.setAttribute("aria-valuemin", NARROWEST);
  handle.setAttribute("aria-valuemax", WIDEST);
  handle.setAttribute("aria-valuenow", Math.round(width));
  handle.addEventListener("pointerdown", (event) => pull(event, head));
  handle.addEventListener("dblclick", () => freed(head));
  handle.addEventListener("keydown", (event) => byKey(event, head));
  return handle;
}

function byHeads() {
  fit();
  const widths = heads().map((head) => head.getBoundingClientRect().width); // all read before any is written: each writing lays out the whole table anew
  heads().forEach((head, place) => head.append(handleOf(head, widths[place])));
  if (focusHandle) heads().find((head) => head.dataset.field === focusHandle)?.querySelector(".rz").focus();
  focusHandle = "";
  sorting?.destroy();
  sorting = Sortable.create(table.tHead.rows[0], {
    draggable: "th[data-field]:not([data-slot=name])",
    filter: ".rz",
    preventOnFilter: false,
    direction: "horizontal",
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 6,
    ghostClass: "th-drop",
    fallbackClass: "th-lift",
    onEnd: (event) => { if (event.oldIndex !== event.newIndex) goTo(laidOut({ columns: heads().map((head) => head.dataset.field) })); },
  });
}

if (table && scroller && !new URLSearchParams(location.search).has("deleted")) {
  byHeads();
  new ResizeObserver(fit).observe(scroller);
}
