/** Pieces of a list that are fetched when they are opened (menu of a list view, column chooser, menu of a saved filter) and shown as
 *  popovers beside what opened them: `a[data-piece=<id>]`. Without this module the same addresses are pages of their own. */
import { token } from "splot/http";
import { place } from "splot/popover";
import { toast } from "splot/toasts";

const WIDE = ["pc-columns", "pc-panel"];
const followers = new WeakMap();
let openAtPress = null;

/** What is at `url`, as the body of a document. */
export async function fetchPart(url, part = "piece") {
  const address = new URL(url, location.href);
  address.hash = "";
  address.searchParams.set("part", part);
  const answer = await fetch(address, { credentials: "same-origin", headers: { "X-CSRFToken": token() } });
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

function panelOf(opener) {
  const id = opener.dataset.piece;
  const known = document.getElementById(id);
  if (known) return known;
  const panel = Object.assign(document.createElement("div"), { id, className: `pop ${WIDE.includes(id) ? "w344" : "w280"}` });
  panel.popover = "auto";
  panel.dataset.menu = "";
  panel.setAttribute("role", "dialog");
  document.querySelector("main").append(panel);
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    followers.get(panel)?.();
    followers.delete(panel);
    document.querySelectorAll(`[data-piece="${id}"]`).forEach((one) => one.setAttribute("aria-expanded", "false"));
  });
  return panel;
}

const isSeen = (element) => element.getClientRects().length > 0;

async function open(opener) {
  const panel = panelOf(opener);
  const body = await fetchPart(addressOf(opener)).catch(() => location.assign(opener.href));
  if (!body) return;
  panel.setAttribute("aria-label", opener.dataset.title ?? opener.textContent.trim());
  panel.replaceChildren(...body.childNodes);
  opener.closest("[popover]")?.hidePopover();
  panel.showPopover();
  const beside = isSeen(opener) ? opener : document.querySelector(`[popovertarget="${opener.closest("[popover]")?.id}"]`);
  if (beside) followers.set(panel, place(beside, panel, opener.dataset.placement ?? "bottom-end"));
  opener.setAttribute("aria-expanded", "true");
  (panel.querySelector("[data-first]") ?? panel.querySelector("input[type=search]") ?? panel.querySelector(".mn, button, input"))?.focus();
  document.dispatchEvent(new CustomEvent("splot:piece", { detail: { panel } }));
}

/** The menu of a saved filter also offers to keep the conditions that stand in the list now. */
function addressOf(opener) {
  const address = new URL(opener.href);
  if ("withConditions" in opener.dataset) address.searchParams.set("now", document.querySelector("table[data-kind]")?.dataset.filter ?? "");
  return address;
}

async function here(link) {
  const panel = link.closest("[popover]");
  const body = panel && (await fetchPart(link.href).catch(() => null));
  if (!body) return location.assign(link.href);
  panel.replaceChildren(...body.childNodes);
  panel.querySelector("[data-first]")?.focus();
}

async function copy(link) {
  await navigator.clipboard.writeText(link.href).then(() => {
    link.closest("[popover]")?.hidePopover();
    toast(link.dataset.copied);
  }, () => location.assign(link.href));
}

document.addEventListener("pointerdown", (event) => {
  const opener = event.target.closest?.("a[data-piece]");
  const panel = opener && document.getElementById(opener.dataset.piece);
  openAtPress = panel?.matches(":popover-open") && opener.getAttribute("aria-expanded") === "true" ? opener : null;
}, true);

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  const link = event.target.closest?.("a[data-piece], a[data-piece-here], a[data-copy-link]");
  if (event.target.closest?.("[data-close-piece]")) event.target.closest("[popover]")?.hidePopover();
  if (!link) return;
  event.preventDefault();
  if ("pieceHere" in link.dataset) here(link);
  else if ("copyLink" in link.dataset) copy(link);
  else if (openAtPress === link) link.setAttribute("aria-expanded", "false");
  else open(link);
  openAtPress = null;
});

document.querySelectorAll("a[data-piece]").forEach((opener) => opener.setAttribute("aria-expanded", "false"));

// the sign beside “Saved filters”: keep the conditions that stand, or begin with one
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-new-filter]")) return;
  const save = document.querySelector("[popovertarget=save-filter]");
  (save ?? document.querySelector("[data-add-filter]"))?.click();
});
