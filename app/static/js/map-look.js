/** How the relation map looks: colours from the tokens of the theme, shapes and icons by kind. */
const SIZE = 34;
const CENTRE = 52;
const MANY = 300;
const FEWEST_OF_HUB = 8;
const SMALL = 0.6;

const tokens = getComputedStyle(document.documentElement);
export const token = (name) => tokens.getPropertyValue(`--s-${name}`).trim();
export const font = () => tokens.getPropertyValue("--s-font").trim();

let symbols = new Map();

/** Read the sprite once: nodes are drawn on a canvas, which takes no reference into another file. */
export async function readIcons() {
  const sprite = document.querySelector("meta[name=icons]").content;
  const drawn = new DOMParser().parseFromString(await (await fetch(sprite)).text(), "image/svg+xml");
  symbols = new Map([...drawn.querySelectorAll("symbol")].map((one) => [one.id, one.innerHTML]));
}

/** The shapes of an icon, for a drawing. */
export const shapesOf = (name) => symbols.get(name) ?? "";

const pictures = new Map();

function picture(name, colour) {
  const key = `${name} ${colour}`;
  if (!pictures.has(key)) {
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 24 24" fill="none" stroke="${colour}" color="${colour}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${shapesOf(name)}</svg>`;
    pictures.set(key, `data:image/svg+xml;utf8,${encodeURIComponent(drawing)}`);
  }
  return pictures.get(key);
}

/** What a node or a line is, as Cytoscape takes it. Of many only centre and hubs keep their labels, others show them on hover. */
export function elementsOf(data, count = data.nodes.length) {
  const kinds = { ...data.kinds, text: { icon: "cursor-text", shape: "round-rectangle" } };
  const centre = data.rooted && data.starts.length === 1 ? data.starts[0] : null;
  const degrees = new Map();
  data.edges.flatMap((one) => [one.source, one.target]).forEach((id) => degrees.set(id, (degrees.get(id) ?? 0) + 1));
  const classes = (one) => [
    one.kind === "text" && "text", one.id === centre && "centre", count > MANY && "quiet", degrees.get(one.id) >= FEWEST_OF_HUB && "hub",
  ].filter(Boolean).join(" ");
  const nodes = data.nodes.map((one) => ({ group: "nodes", data: { ...one, icon: kinds[one.kind].icon, shape: kinds[one.kind].shape }, classes: classes(one) }));
  return [...nodes, ...data.edges.map((one) => ({ group: "edges", data: one, classes: one.arrow ? "arrow" : "" }))];
}

/** The same once what is shown has changed. */
export function markAnew(cy) {
  cy.batch(() => {
    cy.nodes().toggleClass("quiet", cy.nodes().not(".gone").length > MANY);
    cy.nodes().forEach((node) => { node.toggleClass("hub", node.degree() >= FEWEST_OF_HUB); });
  });
}

/** Under that size only the centre, the chosen one and hubs keep their labels. */
export function markSmall(cy) {
  const isSmall = cy.zoom() < SMALL;
  if (cy.scratch("small") === isSmall) return;
  cy.scratch("small", isSmall);
  cy.batch(() => cy.nodes().toggleClass("small", isSmall));
}

/** The style sheet of the graph. */
export function lookOf(isLarge) {
  const named = (one) => `\u2068${one.data("name")}\u2069`;
  const label = {
    label: named, "font-family": font(), "font-size": 12, "font-weight": 500, color: token("text"),
    "text-valign": "bottom", "text-halign": "center", "text-margin-y": 5, "text-max-width": 130, "text-wrap": "ellipsis",
    "text-background-color": token("sunken"), "text-background-opacity": 0.86, "text-background-padding": 2, "text-background-shape": "roundrectangle",
  };
  const node = {
    ...label, width: SIZE, height: SIZE, shape: "data(shape)", "background-color": token("surface"), "border-width": 1.5, "border-color": token("control"),
    "background-image": (one) => picture(one.data("icon"), token("text-2")), "background-width": 18, "background-height": 18, "background-clip": "none", "overlay-opacity": 0,
  };
  const edge = {
    width: 1.6, "line-color": (one) => token(`${one.data("color")}-s`), opacity: 0.72, "curve-style": isLarge ? "straight" : "bezier", "control-point-step-size": 26,
    "target-arrow-color": (one) => token(`${one.data("color")}-s`), "arrow-scale": 0.9, "overlay-opacity": 0,
  };
  return [
    { selector: "node", style: node },
    { selector: "node.text", style: { "border-style": "dashed", color: token("text-2"), "font-weight": 400 } },
    { selector: "node.quiet, node.small", style: { label: "" } },
    { selector: "node.centre", style: { width: CENTRE, height: CENTRE, "background-color": token("moss-bg"), "border-color": token("moss-s"), "border-width": 2, "background-image": (one) => picture(one.data("icon"), token("moss")), "background-width": 26, "background-height": 26, "font-size": 14, "font-weight": 600 } },
    { selector: "node.way", style: { "border-width": 2, "border-color": token("text-2") } },
    { selector: "node.hit", style: { "border-color": token("warn-dot"), "border-width": 3 } },
    { selector: "node.centre,node.at,node.chosen,node.hit,node.way,node.hub", style: { label: named } },
    { selector: "node.chosen", style: { "border-color": token("accent"), "border-width": 3, "background-color": token("accent-tint"), "background-image": (one) => picture(one.data("icon"), token("accent-text")), "underlay-color": token("accent"), "underlay-opacity": 0.16, "underlay-padding": 5, "z-index": 9 } },
    { selector: "edge", style: edge },
    { selector: "edge.arrow", style: { "target-arrow-shape": "triangle" } },
    { selector: "edge.lit", style: { width: 3, opacity: 1, "z-index": 8 } },
    { selector: ".gone", style: { display: "none" } },
  ];
}
