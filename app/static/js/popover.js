/** Places popovers beside what opened them, keeps aria-expanded true to them, and lets arrow keys walk in menus.
 *  Without this module they still open and close: the popover attribute is the browser's own. */
import { autoUpdate, computePosition, flip, offset, shift, size } from "@floating-ui/dom";

const followers = new WeakMap();
let pressed = null;

/** Keep `panel` beside `opener` until it is closed. Returns the function that stops it. */
export function place(opener, panel, placement = panel.dataset.placement ?? "bottom-start") {
  const follow = async () => {
    const room = size({ padding: 8, apply: ({ availableHeight }) => { panel.style.maxBlockSize = `${availableHeight}px`; } });
    const middleware = [offset(4), flip({ padding: 8 }), shift({ padding: 8 }), room];
    const spot = await computePosition(opener, panel, { placement, strategy: "fixed", middleware });
    Object.assign(panel.style, { inset: "auto", left: `${spot.x}px`, top: `${spot.y}px` });
  };
  return autoUpdate(opener, panel, follow);
}

const openersOf = (panel) => [...document.querySelectorAll(`[popovertarget="${CSS.escape(panel.id)}"]`)];
const isSeen = (element) => element.getClientRects().length > 0;

function openerOf(panel) {
  const openers = openersOf(panel);
  return openers.find((opener) => opener === pressed) ?? openers.find(isSeen);
}

function opened(panel) {
  const opener = openerOf(panel);
  if (opener && !("center" in panel.dataset)) followers.set(panel, place(opener, panel));
  if (opener?.matches(":focus-visible") && "menu" in panel.dataset) itemsOf(panel)[0]?.focus();
}

document.addEventListener("click", (event) => { pressed = event.target.closest?.("[popovertarget]") ?? null; }, true);

document.addEventListener("toggle", (event) => {
  const panel = event.target;
  if (!panel.matches?.("[popover]")) return;
  const isOpen = event.newState === "open";
  openersOf(panel).forEach((opener) => {
    if (opener.hasAttribute("aria-expanded")) opener.setAttribute("aria-expanded", isOpen);
  });
  followers.get(panel)?.();
  followers.delete(panel);
  if (isOpen) opened(panel);
}, true);

// --- arrow keys, Home, End and first letters inside menus ---

const itemsOf = (panel) => [...panel.querySelectorAll("a[href].mn, button.mn, [role=option]")].filter(isSeen);

function next(items, at, key) {
  const last = items.length - 1;
  if (key === "ArrowDown") return items[at >= last ? 0 : at + 1];
  if (key === "ArrowUp") return items[at <= 0 ? last : at - 1];
  if (key === "Home") return items[0];
  if (key === "End") return items[last];
  if (key.length !== 1 || key === " ") return null;
  const letter = key.toLocaleLowerCase();
  return [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(letter));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, textarea, select")) return;
  const panel = event.target.closest?.("[data-menu]");
  const items = panel ? itemsOf(panel) : [];
  const target = items.length && next(items, items.indexOf(event.target), event.key);
  if (!target) return;
  event.preventDefault();
  event.stopPropagation();
  target.focus();
});
