/** The parts of a profile as they are now, put in the place of those that stand there: after an act that changed the record. */
const PARTS = ["header.ph", "#facts", "#board", "#links"];

/** `html` is the whole page. Each new part is told of by `splot:fresh`, so that modules bring it to life. */
export function freshen(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const unfolded = document.querySelector(".more-f")?.open;
  for (const part of PARTS) {
    const fresh = page.querySelector(part);
    document.querySelector(part).replaceWith(fresh);
    document.dispatchEvent(new CustomEvent("splot:fresh", { detail: { root: fresh } }));
  }
  if (unfolded) document.querySelector(".more-f")?.setAttribute("open", "");
  document.title = page.title;
}
