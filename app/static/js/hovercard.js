/** The card beside a row: after a moment of pointing at it, at once on focus. It stays while it is pointed at or has focus; Tab goes
 *  into it, the arrows go from row to row. Never the only way to an act. */
import { request } from "splot/http";
import { place } from "splot/popover";

const WAIT = 350;
const LEAVE = 180;
const cache = new Map();
const roomy = matchMedia("(min-width: 768px)");
let shown = null; // { row, card, stop }
let timer = 0;

async function show(row) {
  clearTimeout(timer);
  if (!roomy.matches || shown?.row === row) return;
  hide();
  const card = Object.assign(document.createElement("div"), { className: "pop hc", hidden: true });
  shown = { row, card, stop: () => {} };
  try {
    const url = row.dataset.card;
    if (!cache.has(url)) cache.set(url, (await request(url)).html);
    if (shown?.card !== card || !row.isConnected) return;
    card.append(...new DOMParser().parseFromString(cache.get(url), "text/html").body.childNodes);
    row.after(card);
    card.hidden = false;
    const isRtl = document.documentElement.dir === "rtl";
    shown.stop = place(row, card, isRtl ? "right-start" : "left-start");
  } catch {
    if (shown?.card === card) shown = null;
  }
}

function hide() {
  clearTimeout(timer);
  shown?.stop();
  shown?.card.remove();
  shown = null;
}

const soon = (act, wait) => { clearTimeout(timer); timer = setTimeout(act, wait); };
const rowOf = (target) => target.closest?.("[data-card]");
const isInside = (target) => Boolean(shown && target instanceof Node && (shown.card.contains(target) || shown.row.contains(target)));

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const row = rowOf(event.target);
  if (row && row !== shown?.row) soon(() => show(row), WAIT);
  else if (isInside(event.target)) clearTimeout(timer);
});
document.addEventListener("pointerout", (event) => {
  const from = rowOf(event.target) ?? (shown?.card.contains(event.target) ? shown.card : null);
  if (!from || isInside(event.relatedTarget)) return;
  if (shown && !isInside(document.activeElement)) soon(hide, LEAVE); else if (!shown) clearTimeout(timer);
});

document.addEventListener("focusin", (event) => {
  const row = rowOf(event.target);
  if (row?.matches(":focus-visible")) show(row);
  else if (shown && !isInside(event.target)) hide();
});
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-relation-form], [data-relation-table]")) hide(); }, true);
document.addEventListener("splot:fresh", () => { cache.clear(); hide(); });

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown && isInside(event.target)) {
    event.preventDefault();
    const { row } = shown;
    hide();
    if (document.activeElement !== row) { row.focus(); hide(); }
    return;
  }
  const row = rowOf(event.target);
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!row || !by) return;
  const rows = [...row.closest("section").querySelectorAll("[data-card]")].filter((one) => one.getClientRects().length);
  event.preventDefault();
  rows[(rows.indexOf(row) + by + rows.length) % rows.length].focus();
});
