/** The page of a job: asks how far it is, says so at the start, at each quarter and at the end, then shows the result. */
import { request } from "splot/http";

const PAUSE = 1000;
const page = document.querySelector("main[data-job]");
const live = page?.querySelector("[data-job-live]");
const count = page?.querySelector("[data-job-count]");
const bar = page?.querySelector("progress");
const language = document.documentElement.lang;
const figure = (n) => new Intl.NumberFormat(language).format(n);
const percent = (part) => new Intl.NumberFormat(language, { style: "percent" }).format(part);
let quarter = 0;

function show({ state, done, total }) {
  page.dataset.state = state;
  count.textContent = count.dataset.words.replace("{done}", figure(done)).replace("{total}", figure(total));
  bar.max = total || 1;
  bar.value = done;
  const reached = total ? Math.floor((4 * done) / total) : 0;
  if (reached > quarter && reached < 4) live.textContent = live.dataset.quarter.replace("{percent}", percent(reached / 4));
  quarter = reached;
}

async function look() {
  const job = await request(`/jobs/${page.dataset.job}.json`).catch(() => null);
  if (job && job.state !== "queued" && job.state !== "running") {
    live.textContent = live.dataset.ended;
    location.reload();
    return;
  }
  if (job) show(job);
  setTimeout(look, PAUSE);
}

if (live && bar) {
  live.textContent = live.dataset.started;
  look();
}
