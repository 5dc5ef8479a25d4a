/** The relation map as a graph: draws it, and hangs legend, card, search, keys, layouts and export on it. */
import cytoscape from "cytoscape";
import { register } from "splot/keys";
import { cardOf } from "splot/map-card";
import { elementsOf, lookOf, markAnew, markSmall, readIcons, token } from "splot/map-look";
import { layOut } from "splot/map-layout";
import { drawingOf } from "splot/map-svg";
import { fold } from "splot/typeahead";

const box = document.querySelector("[data-map]");
const canvas = document.getElementById("map-canvas");
const status = document.querySelector("[data-map-status]");
const data = JSON.parse(document.getElementById("map-data").textContent);
const language = document.documentElement.lang;
const number = (value) => new Intl.NumberFormat(language).format(value);
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
const isLarge = data.nodes.length > 600;
const expanded = new Map();
let cy = null;
let card = null;
let chosen = null;

// --- what is shown -------------------------------------------------------------------------------------------------------

const shownOf = (what) => cy[what]().not(".gone");
const off = () => [...document.querySelectorAll("[data-map-switch]:not(:checked)")].map((one) => one.value);

/** Hide the lines of types that are off, and what can no longer be reached. */
function show() {
  const away = new Set(off());
  cy.batch(() => {
    cy.edges().forEach((edge) => { edge.toggleClass("gone", away.has(edge.data("group"))); });
    const lines = cy.edges().not(".gone");
    const starts = cy.collection(data.starts.map((id) => cy.getElementById(id)).filter((node) => node.nonempty()).map((node) => node[0]));
    const reached = data.rooted ? reach(starts, lines) : lines.connectedNodes();
    cy.nodes().forEach((node) => { node.toggleClass("gone", !reached.has(node)); });
  });
  markAnew(cy);
  count(away.size);
}

function reach(starts, lines) {
  let found = starts;
  for (let newest = starts; newest.nonempty(); ) {
    newest = newest.connectedEdges().intersection(lines).connectedNodes().difference(found);
    found = found.union(newest);
  }
  return found;
}

function count(offCount) {
  const shown = shownOf("nodes").length;
  each("[data-map-nodes]", (one) => { one.textContent = number(shown); });
  each("[data-map-edges]", (one) => { one.textContent = number(shownOf("edges").length); });
  each("[data-map-off]", (one) => { one.textContent = number(offCount); });
  each("[data-map-off-line]", (one) => { one.hidden = !offCount; });
  if (!shown) status.textContent = box.dataset.empty;
}

/** Addresses say what is switched off, so that table, file and a copied link show the same. */
function keepOff() {
  const words = off().join(",");
  const put = (address) => { const url = new URL(address, location.href); if (words) url.searchParams.set("off", words); else url.searchParams.delete("off"); return url; };
  history.replaceState(null, "", put(location.href));
  each("a[data-map-link]", (link) => { link.href = put(link.href); });
}

function switched() {
  show();
  keepOff();
}

// --- view ----------------------------------------------------------------------------------------------------------------

const layout = () => document.querySelector("[name=map-layout]:checked").value;
const isNarrow = () => window.matchMedia("(max-width: 767.98px)").matches;

/** Of many nodes the places alone, since measuring labels and lines takes as long as drawing them. */
function extentOf(nodes) {
  const [xs, ys] = ["x", "y"].map((axis) => nodes.map((node) => node.position(axis)));
  const [x1, y1] = [xs, ys].map((all) => Math.min(...all) - 30);
  return { x1, y1, w: Math.max(...xs) + 30 - x1, h: Math.max(...ys) + 30 - y1 };
}

/** Between the panels, where there is room for that. */
function fit() {
  const shown = shownOf("elements");
  if (shown.empty()) return;
  const taken = canvas.clientWidth < 900 ? 0 : document.querySelector(".map-side").offsetWidth + 24;
  const room = { w: canvas.clientWidth - taken - 40, h: canvas.clientHeight - (taken ? 110 : 200) };
  const around = isLarge ? extentOf(shown.nodes()) : shown.boundingBox({ includeOverlays: false, includeUnderlays: false });
  const level = Math.max(cy.minZoom(), Math.min(1.15, room.w / around.w, room.h / around.h));
  const middle = { x: (taken / 2) * (document.dir === "rtl" ? -1 : 1) + canvas.clientWidth / 2, y: canvas.clientHeight / 2 - (taken ? 16 : 0) };
  cy.viewport({ zoom: level, pan: { x: middle.x - (around.x1 + around.w / 2) * level, y: middle.y - (around.y1 + around.h / 2) * level } });
}

function arrange(options) {
  layOut(cy, layout(), data.starts, options);
  fit();
}

function zoom(by) {
  const middle = { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 };
  if (by === "fit") fit();
  else cy.zoom({ level: by === "one" ? 1 : cy.zoom() * (by === "in" ? 1.25 : 0.8), renderedPosition: middle });
}

// --- choosing ------------------------------------------------------------------------------------------------------------

const graph = {
  has: (id) => cy.getElementById(id).nonempty(),
  chosen: () => chosen,
  isExpanded: (id) => expanded.has(id),
  choose(node, { quietly = false } = {}) {
    cy.elements(".chosen,.lit").removeClass("chosen lit");
    chosen = node;
    if (!node) return card.close();
    node.addClass("chosen");
    node.connectedEdges().addClass("lit");
    if (!quietly) card.show(node);
    const kind = data.kinds[node.data("kind")]?.label ?? box.dataset.text;
    status.textContent = box.dataset.chosen.replace("{name}", node.data("name")).replace("{kind}", kind).replace("{count}", node.connectedEdges().not(".gone").length);
  },
  goTo(id) {
    const node = cy.getElementById(id);
    if (node.empty() || !node.visible()) { location.assign(`/r/${id}`); return; }
    graph.choose(node);
    bringIn(node);
  },
  /** Bring in what a record is related to; false where the map has no room. */
  expand(id, more) {
    const added = elementsOf({ ...more, starts: [], rooted: false }, cy.nodes().length).filter((one) => cy.getElementById(one.data.id).empty());
    if (cy.nodes().length + added.filter((one) => one.group === "nodes").length > Number(box.dataset.most)) return false;
    const at = cy.getElementById(id).position();
    const made = cy.add(added.map((one, place) => (one.group === "edges" ? one : { ...one, position: { x: at.x + 120 * Math.cos(place), y: at.y + 120 * Math.sin(place) } })));
    expanded.set(id, made);
    cy.removeScratch("small");
    show();
    arrange({ isAnew: false });
    return true;
  },
  collapse(id) {
    expanded.get(id).remove();
    expanded.delete(id);
    show();
  },
};

function bringIn(node) {
  const { x, y } = node.renderedPosition();
  if (x < 40 || y < 40 || x > canvas.clientWidth - 40 || y > canvas.clientHeight - 40) cy.center(node);
}

/** The nearest node in a direction, by how far it is and how far off the direction. */
function beside(key) {
  const shown = shownOf("nodes");
  if (!chosen) return shown.filter(".centre")[0] ?? shown[0];
  const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  const from = chosen.position();
  const rated = shown.filter((node) => node !== chosen).map((node) => {
    const [x, y] = [node.position("x") - from.x, node.position("y") - from.y];
    const ahead = x * dx + y * dy;
    return { node, ahead, rate: ahead + 2 * Math.abs(x * dy - y * dx) };
  });
  return rated.filter((one) => one.ahead > 1).sort((one, other) => one.rate - other.rate)[0]?.node;
}

canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = {
    Enter: () => { if (chosen) card.show(chosen).then(() => document.querySelector("[data-map-open]")?.focus({ preventScroll: true })); },
    Escape: () => { if (chosen) graph.choose(null); },
    "+": () => zoom("in"), "=": () => zoom("in"), "-": () => zoom("out"), 0: () => zoom("fit"), " ": () => { if (chosen && chosen.data("kind") !== "text") card.expand(chosen); },
  }[event.key];
  const next = event.key.startsWith("Arrow") && beside(event.key);
  if (!act && !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  event.stopPropagation();
  act?.();
  if (next) { graph.choose(next, { quietly: !document.querySelector("[data-map-card]:not([hidden])") }); bringIn(next); }
});

// --- search, export ------------------------------------------------------------------------------------------------------

function search(text) {
  const wanted = fold(text.trim());
  cy.nodes(".hit").removeClass("hit");
  const hits = wanted.length > 1 ? shownOf("nodes").filter((node) => fold(node.data("name")).includes(wanted)) : cy.collection();
  hits.addClass("hit");
  each("[data-map-hits]", (one) => { one.textContent = wanted.length > 1 ? number(hits.length) : ""; });
  return hits;
}

function save(blob, suffix) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `relation-map.${suffix}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function exported(as) {
  if (as === "svg") save(new Blob([drawingOf(cy, document.title)], { type: "image/svg+xml" }), "svg");
  else save(await cy.png({ output: "blob-promise", full: true, scale: 2, maxWidth: 8000, maxHeight: 8000, bg: token("sunken") }), "png");
}

// --- begin ---------------------------------------------------------------------------------------------------------------

function hang() {
  cy.on("tap", "node", (event) => graph.choose(event.target));
  cy.on("dbltap", "node", (event) => { if (event.target.data("kind") !== "text") card.expand(event.target); });
  cy.on("tap", (event) => { if (event.target === cy) graph.choose(null); });
  cy.on("mouseover", "node", (event) => event.target.addClass("at"));
  cy.on("mouseout", "node", (event) => event.target.removeClass("at"));
  cy.on("zoom", () => { markSmall(cy); each("[data-map-percent]", (one) => { one.textContent = `${Math.round(cy.zoom() * 100)}%`; }); });
  each("[data-map-switch]", (one) => one.addEventListener("change", switched));
  each("[name=map-layout]", (one) => one.addEventListener("change", () => arrange()));
  each("[data-map-zoom]", (one) => one.addEventListener("click", () => zoom(one.dataset.mapZoom)));
  each("[data-map-export]", (one) => one.addEventListener("click", () => exported(one.dataset.mapExport)));
  document.querySelector("[data-map-all]")?.addEventListener("click", () => { each("[data-map-switch]", (one) => { one.checked = true; }); switched(); });
  const field = document.querySelector("[data-map-search]");
  field.addEventListener("input", () => search(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const hits = search(field.value);
    const next = hits[(hits.toArray().indexOf(chosen) + 1) % hits.length];
    if (next) { graph.choose(next); cy.center(next); }
  });
  register({ code: "Slash", run: () => field.focus() });
  register({ code: "KeyO", run: () => document.querySelector("[data-map-open]").click(), when: () => document.querySelector("[data-map-open]") });
  new MutationObserver(() => cy.style(lookOf(isLarge))).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

async function begin() {
  await Promise.all([readIcons(), document.fonts.load("500 12px Inter").catch(() => null)]);
  cytoscape.warnings(false);
  cy = cytoscape({ container: canvas, elements: elementsOf(data), style: lookOf(isLarge), layout: { name: "preset", fit: false }, minZoom: 0.05, maxZoom: 4, wheelSensitivity: 0.3, boxSelectionEnabled: false, autounselectify: true, textureOnViewport: isLarge, hideEdgesOnViewport: data.nodes.length > 1200 });
  card = cardOf(graph);
  if (isNarrow()) document.querySelector(".map-side").open = false;
  if (off().length) show();
  hang();
  arrange();
  canvas.dataset.drawn = cy.nodes().length;
}

begin();
