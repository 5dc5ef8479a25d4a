/** Fills the counts of the side menu after the page, a few at a time. What has not come stays empty, never 0. */
import { icon } from "splot/icons";
import { request } from "splot/http";

const AT_ONCE = 12;
const BROKEN = "!";

function show(place, text) {
  if (text !== BROKEN) {
    place.textContent = text;
    return;
  }
  const sign = Object.assign(document.createElement("span"), { className: "wn" });
  sign.setAttribute("role", "img");
  sign.setAttribute("aria-label", place.dataset.broken);
  sign.append(icon("alert-triangle", 14));
  place.replaceChildren(sign);
}

/** Fetch the counts of every `[data-count-for]` below `root`. */
export async function fill(root = document) {
  const places = [...root.querySelectorAll("[data-count-for]")];
  const names = [...new Set(places.map((place) => place.dataset.countFor))];
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = names.slice(at, at + AT_ONCE);
    const found = await request(`/shell/counts?of=${encodeURIComponent(some.join(","))}`);
    places.filter((place) => place.dataset.countFor in found).forEach((place) => show(place, found[place.dataset.countFor]));
  }
}

fill().catch(() => {}); // the menu works without its counts
