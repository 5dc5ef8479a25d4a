/** Lists put in order by hand: dragged at their grip, or moved by Alt and the arrow keys while the grip has focus. */
import "sortablejs"; // as it comes smallest: it gives the page `Sortable`
import { toast } from "splot/toasts";

/**
 * Let the items of `list` be moved.
 * @param item   what can be moved; its grip is `[data-grip]`
 * @param group  lists of one group take each other's items
 * @param beyond gives the list before (-1) or after (1) this one, for a key at its edge
 * @param moved  called after each move with the item; a promise that fails puts its sentence into a toast
 */
export function sortable(list, { item, group = "", beyond = () => null, moved }) {
  const report = (what) => Promise.resolve(moved(what)).catch((error) => toast(error.message, { bad: true }));
  Sortable.create(list, {
    handle: "[data-grip]", draggable: item, animation: 160, group: group || undefined,
    ghostClass: "s-ghost", dragClass: "s-lift", onEnd: (event) => report(event.item),
  });
  list.addEventListener("keydown", (event) => {
    const grip = event.target.closest("[data-grip]");
    const one = grip?.closest(item);
    if (!one || one.parentElement !== list || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation(); // a list of lists would move the whole list as well
    const isUp = event.key === "ArrowUp";
    const other = neighbour(one, item, isUp ? "previousElementSibling" : "nextElementSibling");
    const next = other ? null : beyond(isUp ? -1 : 1);
    if (!other && !next) return;
    if (next) next[isUp ? "append" : "prepend"](one);
    else if (isUp) other.before(one);
    else other.after(one);
    grip.focus();
    report(one);
  });
}

function neighbour(one, item, side) {
  let other = one[side];
  while (other && (!other.matches(item) || other.hidden)) other = other[side];
  return other;
}
