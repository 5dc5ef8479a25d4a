/** Where the nodes of the relation map stand: by force, as a tree, or in circles. Each settles at once, nothing floats. */
import cytoscape from "cytoscape";

const MANY = 350;
const MOST_BY_FORCE = 900;
const APART = 44;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
let isKnown = false;

function force(shown, isAnew) {
  if (!isKnown) cytoscape.use(window.cytoscapeFcose);
  isKnown = true;
  const count = shown.nodes().length;
  const isLarge = count > MANY;
  return {
    name: "fcose", quality: isLarge ? "draft" : "proof", randomize: isAnew, nodeRepulsion: 9000, idealEdgeLength: 104, edgeElasticity: 0.4,
    gravity: 0.3, numIter: 2000, nodeSeparation: 80, packComponents: false, nodeDimensionsIncludeLabels: false, tile: true, tilingPaddingVertical: 24, tilingPaddingHorizontal: 36,
  };
}

/** A spiral from where the map begins outward, step by step: for maps so large that force would take seconds. */
function spiral(shown) {
  const ordered = shown.nodes().sort((one, other) => one.data("step") - other.data("step") || other.degree(false) - one.degree(false));
  ordered.forEach((node, place) => {
    const [far, angle] = [APART * Math.sqrt(place), place * GOLDEN];
    node.position({ x: far * Math.cos(angle), y: far * Math.sin(angle) });
  });
}

function tree(shown, roots) {
  return { name: "breadthfirst", directed: false, roots, spacingFactor: 1.1, nodeDimensionsIncludeLabels: true, grid: shown.nodes().length > MANY };
}

function circle(shown) {
  return { name: "circle", spacingFactor: 1, nodeDimensionsIncludeLabels: shown.nodes().length <= MANY, avoidOverlap: true };
}

/** The records that stand on top of a tree: those that no line leads to, else where the map begins. */
function topOf(shown, starts) {
  const own = starts.map((id) => shown.getElementById(id)).filter((node) => node.nonempty());
  const tops = shown.nodes().filter((node) => node.indegree(false) === 0 && node.outdegree(false) > 0);
  const first = own.length ? own[0].union(own[0].predecessors("node")).intersection(tops) : tops;
  return first.nonempty() ? first.map((node) => `#${CSS.escape(node.id())}`) : own.slice(0, 1).map((node) => `#${CSS.escape(node.id())}`);
}

/** Lay out what is shown. With `isAnew` false what stands keeps about where it is. */
export function layOut(cy, name, starts, { isAnew = true } = {}) {
  const shown = cy.elements().not(".gone");
  if (shown.empty()) return;
  if (name === "force" && shown.nodes().length > MOST_BY_FORCE) { cy.batch(() => spiral(shown)); return; }
  const options = {
    force: () => force(shown, isAnew),
    tree: () => tree(shown, topOf(shown, starts)),
    circle: () => circle(shown),
  }[name]();
  shown.layout({ ...options, animate: false, fit: false, padding: 40 }).run();
  if (document.documentElement.dir === "rtl" && name === "tree") shown.nodes().positions((node) => ({ x: -node.position("x"), y: node.position("y") }));
}
