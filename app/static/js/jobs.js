/** The ring in the top bar: the user's own running jobs. Asks again only while something runs. */
import { request } from "splot/http";

const SVG = "http://www.w3.org/2000/svg";
const PAUSE = 2500;
const place = document.querySelector("[data-jobs]");

function ring(percent) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "ring");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("aria-hidden", "true");
  for (const [name, dash] of [["", ""], ["v", `${percent} 100`]]) {
    const circle = document.createElementNS(SVG, "circle");
    const about = { cx: 8, cy: 8, r: 6.2, pathLength: 100, class: name, "stroke-dasharray": dash };
    Object.entries(about).forEach(([key, value]) => value !== "" && circle.setAttribute(key, value));
    drawing.append(circle);
  }
  return drawing;
}

async function look() {
  const jobs = document.hidden ? null : await request("/shell/jobs");
  if (jobs) show(jobs[0]);
  if (!jobs || jobs.length) setTimeout(() => look().catch(() => {}), PAUSE);
}

function show(job) {
  place.hidden = !job;
  if (!job) return;
  place.href = job.url;
  const name = Object.assign(document.createElement("span"), { className: "ell", textContent: job.name });
  const part = Object.assign(document.createElement("span"), { className: "t3 num", textContent: job.percent_text });
  place.replaceChildren(ring(job.percent), name, part);
}

if (place) look().catch(() => {});
export { look };
