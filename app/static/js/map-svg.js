/** The relation map as a drawing (SVG): what is shown, as it stands, with its labels as text. */
import { font, shapesOf, token } from "splot/map-look";

const MARGIN = 60;
const ICON = 18;
const SIDES = { diamond: 4, hexagon: 6 };

const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
const n = (value) => Math.round(value * 10) / 10;

function shape(node) {
  const { x, y } = node.position();
  const half = node.width() / 2;
  const look = `fill="${node.style("background-color")}" stroke="${node.style("border-color")}" stroke-width="${n(parseFloat(node.style("border-width")))}"${node.hasClass("text") ? ' stroke-dasharray="4 3"' : ""}`;
  const sides = SIDES[node.data("shape")];
  if (sides) {
    const turn = sides === 4 ? -Math.PI / 2 : 0;
    const points = Array.from({ length: sides }, (_, place) => { const angle = turn + (place * 2 * Math.PI) / sides; return `${n(x + half * Math.cos(angle))},${n(y + half * Math.sin(angle))}`; });
    return `<polygon points="${points.join(" ")}" ${look}/>`;
  }
  if (node.data("shape") === "ellipse") return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(half)}" ${look}/>`;
  return `<rect x="${n(x - half)}" y="${n(y - half)}" width="${n(2 * half)}" height="${n(2 * half)}" rx="8" ${look}/>`;
}

function drawnNode(node) {
  const { x, y } = node.position();
  const size = node.hasClass("centre") ? 26 : ICON;
  const icon = `<g transform="translate(${n(x - size / 2)} ${n(y - size / 2)}) scale(${n(size / 2.4) / 10})" fill="none" stroke="${token("text-2")}" color="${token("text-2")}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${shapesOf(node.data("icon"))}</g>`;
  const label = `<text x="${n(x)}" y="${n(y + node.height() / 2 + 17)}" text-anchor="middle" font-size="${node.hasClass("centre") ? 14 : 12}" font-weight="${node.hasClass("centre") ? 600 : 500}" fill="${token("text")}" stroke="${token("sunken")}" stroke-width="3" paint-order="stroke" unicode-bidi="plaintext">${escape(node.data("name"))}</text>`;
  return shape(node) + icon + label;
}

function drawnEdge(edge) {
  const from = edge.sourceEndpoint();
  const to = edge.targetEndpoint();
  const [bend] = edge.controlPoints() ?? [];
  const way = bend ? `Q${n(bend.x)} ${n(bend.y)} ${n(to.x)} ${n(to.y)}` : `L${n(to.x)} ${n(to.y)}`;
  const arrow = edge.data("arrow") ? ` marker-end="url(#a-${edge.data("color")})"` : "";
  return `<path d="M${n(from.x)} ${n(from.y)}${way}" fill="none" stroke="${token(`${edge.data("color")}-s`)}" stroke-width="1.6"${arrow}/>`;
}

const marker = (color) =>
  `<marker id="a-${color}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="${token(`${color}-s`)}"/></marker>`;

/** The whole drawing as text. */
export function drawingOf(cy, title) {
  const shown = cy.elements().not(".gone");
  const box = shown.boundingBox({ includeLabels: true });
  const [x, y, width, height] = [box.x1 - MARGIN, box.y1 - MARGIN, box.w + 2 * MARGIN, box.h + 2 * MARGIN].map(n);
  const colours = [...new Set(shown.edges().map((edge) => edge.data("color")))];
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}" font-family="${escape(font())}" direction="${document.documentElement.dir}">`,
    `<title>${escape(title)}</title><defs>${colours.map(marker).join("")}</defs>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${token("sunken")}"/>`,
    ...shown.edges().map(drawnEdge), ...shown.nodes().map(drawnNode), "</svg>",
  ];
  return parts.join("\n");
}
