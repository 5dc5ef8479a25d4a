/** Lists put in order by hand: dragged at their grip, or moved by Alt and the arrow keys while the grip has focus. */
import Sortable from "sortablejs";
import { toast } from "splot/toasts";

/**
 * Let the items of `list` be moved.
 * @param item   what can be moved; its grip is `[data-grip]`
 * @param group  lists of one group take each other's items
 * @param moved  called after each move with the item; a promise that fails puts its sentence into a toast
 */
export function sortable(list, { item, group = "", moved }) {
  const report = (what) => Promise.resolve(moved(what)).catch((error) => toast(error.message, { bad: true }));
  Sortable.create(list, {
    handle: "[data-grip]", draggable: item, animation: 160, group: group || undefined,
    ghostClass: "s-ghost", dragClass: "s-lift", onEnd: (event) => report(event.item),
  });
  list.addEventListener("keydown", (event) => {
    const grip = event.target.closest("[data-grip]");
    const one = grip?.closest(item);
    if (!one || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const other = neighbour(one, item, event.key === "ArrowUp" ? "previousElementSibling" : "nextElementSibling");
    if (!other) return;
    if (event.key === "ArrowUp") other.before(one); else other.after(one);
    grip.focus();
    report(one);
  });
}

function neighbour(one, item, side) {
  let other = one[side];
  while (other && (!other.matches(item) || other.hidden)) other = other[side];
  return other;
}
