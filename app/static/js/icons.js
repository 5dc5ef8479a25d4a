/** An icon of the sprite as an element, for what scripts add to a page. */
const SVG = "http://www.w3.org/2000/svg";
const sprite = document.querySelector("meta[name=icons]")?.content ?? "";

export function icon(name, size = 16, flip = false) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", `i i-${size}${flip ? " flip" : ""}`);
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  drawing.append(use);
  return drawing;
}
