/** The card of the node that is chosen on the relation map: open it, bring in what it is related to, put it in the middle. */
import { toast } from "splot/toasts";

const box = document.querySelector("[data-map]");
const card = document.querySelector("[data-map-card]");
let asked = 0;

const words = () => new URLSearchParams({ as_of: box.dataset.asOf, links: box.dataset.links, types: box.dataset.types });

async function fetched(url) {
  const answer = await fetch(url, { headers: { Accept: url.includes("/data") ? "application/json" : "text/html" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(answer.statusText);
  return url.includes("/data") ? answer.json() : answer.text();
}

/** `act` says how many could be brought in (`missing`), brings them in (`expand`), takes them out again (`collapse`). */
export function cardOf(graph) {
  async function show(node) {
    const number = ++asked;
    if (node.data("kind") === "text") return close();
    try {
      const html = await fetched(`/relations/map/card/${node.id()}?${words()}`);
      if (number !== asked) return;
      card.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      card.hidden = false;
      label(node);
    } catch (error) {
      if (number === asked) toast(error.message, { bad: true });
    }
  }

  function close() {
    asked += 1;
    card.hidden = true;
    card.replaceChildren();
  }

  function label(node) {
    const button = card.querySelector("[data-map-expand]");
    if (!button) return;
    const missing = card.firstElementChild.dataset.neighbours.split(",").filter((id) => id && !graph.has(id));
    const isOpen = graph.isExpanded(node.id());
    button.querySelector("span").textContent = isOpen ? box.dataset.collapse : box.dataset.expand.replace("{count}", missing.length);
    button.hidden = !isOpen && missing.length === 0;
  }

  async function expand(node) {
    if (graph.isExpanded(node.id())) graph.collapse(node.id());
    else {
      const more = await fetched(`/relations/map/data?${new URLSearchParams({ ...Object.fromEntries(words()), record: node.id(), depth: 1 })}`).catch((error) => { toast(error.message, { bad: true }); return null; });
      if (more && !graph.expand(node.id(), more)) toast(box.dataset.full, { bad: true });
    }
    label(node);
  }

  card.addEventListener("click", (event) => {
    if (event.target.closest("[data-map-close]")) graph.choose(null);
    if (event.target.closest("[data-map-expand]")) expand(graph.chosen());
    const go = event.target.closest("[data-map-go]");
    if (go) graph.goTo(go.dataset.mapGo);
  });

  return { show, close, expand };
}
