/** The ring in the top bar and its popover: the user's own running jobs. Asks again only while something runs, and says so at the
 *  start, at each quarter and at the end. */
import { request, token } from "splot/http";

const SVG = "http://www.w3.org/2000/svg";
const PAUSE = 2500;
const place = document.querySelector("[data-jobs]");
const panel = document.getElementById("m-jobs");
const list = panel?.querySelector("[data-jobs-list]");
const status = document.querySelector("[data-jobs-status]");
const isOnItsPage = document.querySelector("main[data-job]") !== null; // that page says it itself
let said = null; // {id, name, quarter} of the job that was spoken of last

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
  if (jobs) show(jobs);
  if (!jobs || jobs.length) setTimeout(() => look().catch(() => {}), PAUSE);
}

const element = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });

function show(jobs) {
  const [first] = jobs;
  place.hidden = !first;
  tell(first);
  if (!first) { panel.hidePopover(); return; }
  place.replaceChildren(ring(first.percent), element("span", "ell", first.name), element("span", "t3 num", first.percent_text));
  if (!list.contains(document.activeElement) || list.children.length !== jobs.length) list.replaceChildren(...jobs.map(line));
  else jobs.forEach((job, at) => list.children[at].querySelector("[data-so-far]").replaceWith(soFar(job)));
}

function soFar(job) {
  const box = element("div", "");
  box.dataset.soFar = "";
  const bar = element("progress", "pbar");
  Object.assign(bar, { max: job.total || 1, value: job.done });
  bar.setAttribute("aria-label", job.name);
  const words = element("div", "row- gap8 t3 f12");
  words.append(element("span", "num", job.said));
  if (job.left) words.append(element("span", "", job.left));
  if (job.wrong) words.append(element("span", "bad", job.wrong));
  box.append(bar, words);
  return box;
}

function line(job) {
  const box = element("div", "jobs-1");
  const head = element("div", "row-");
  const name = Object.assign(element("a", "w5 ell grow", job.name), { href: job.url });
  const form = Object.assign(element("form", ""), { method: "post", action: job.cancel_url });
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "csrf_token", value: token() }), Object.assign(element("button", "btn btn-sm", panel.dataset.cancel), { type: "submit" }));
  head.append(name, form);
  box.append(head, soFar(job));
  return box;
}

function tell(job) {
  if (isOnItsPage || !status) return;
  if (!job || job.id !== said?.id) {
    if (said) status.textContent = status.dataset.ended.replace("{name}", said.name);
    if (job) status.textContent = status.dataset.started.replace("{name}", job.name);
    said = job ? { id: job.id, name: job.name, quarter: Math.floor(job.percent / 25) } : null;
    return;
  }
  const quarter = Math.floor(job.percent / 25);
  if (quarter > said.quarter && quarter < 4) status.textContent = status.dataset.quarter.replace("{percent}", job.percent_text);
  said.quarter = quarter;
}

if (place) look().catch(() => {});
export { look };
