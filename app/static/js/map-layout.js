/** Where the nodes of the relation map stand: by force, as a tree, or in circles. Each settles at once, nothing floats. */
import cytoscape from "cytoscape";

const MANY = 350;
let isKnown = false;

function force(cy, isAnew) {
  if (!isKnown) cytoscape.use(window.cytoscapeFcose);
  isKnown = true;
  const count = cy.nodes(":visible").length;
  const isLarge = count > MANY;
  return {
    name: "fcose", quality: isLarge ? "draft" : "proof", randomize: isAnew, nodeRepulsion: 9000, idealEdgeLength: 104, edgeElasticity: 0.4,
    gravity: 0.3, numIter: 2000, nodeSeparation: 80, packComponents: false, nodeDimensionsIncludeLabels: false, tile: true, tilingPaddingVertical: 24, tilingPaddingHorizontal: 36,
  };
}

/** Rings round where the map begins: the larger it is, the farther apart. For maps so large that force would take seconds. */
function rings(cy) {
  return {
    name: "concentric", concentric: (node) => -node.data("step"), levelWidth: () => 1, minNodeSpacing: 12, nodeDimensionsIncludeLabels: false, spacingFactor: 1,
  };
}

function tree(cy, roots) {
  return { name: "breadthfirst", directed: false, roots, spacingFactor: 1.1, nodeDimensionsIncludeLabels: true, grid: cy.nodes(":visible").length > MANY };
}

function circle(cy) {
  return { name: "circle", spacingFactor: 1, nodeDimensionsIncludeLabels: cy.nodes(":visible").length <= MANY, avoidOverlap: true };
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
  const shown = cy.elements(":visible");
  if (shown.empty()) return;
  const isHuge = shown.nodes().length > 4 * MANY;
  const options = {
    force: () => (isHuge ? rings(cy) : force(cy, isAnew)),
    tree: () => tree(cy, topOf(shown, starts)),
    circle: () => circle(cy),
  }[name]();
  shown.layout({ ...options, animate: false, fit: false, padding: 40 }).run();
  if (document.documentElement.dir === "rtl" && name === "tree") shown.nodes().positions((node) => ({ x: -node.position("x"), y: node.position("y") }));
}
