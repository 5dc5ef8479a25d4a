/** The change history: a set opens at the side without leaving the list; j and k walk through the sets. */
import { register } from "splot/keys";

const board = document.querySelector("[data-history]");
const side = board?.querySelector("[data-side]");
const rows = () => [...board.querySelectorAll("tr[data-id]:has([data-open])")];
const current = () => rows().findIndex((row) => row.classList.contains("on"));

async function open(row) {
  const url = row.querySelector("[data-open]").href;
  const answer = await fetch(`${url}&part=side`, { credentials: "same-origin" });
  if (!answer.ok) {
    location.assign(url);
    return;
  }
  mark(row);
  side.innerHTML = await answer.text();
  side.hidden = false;
  board.classList.add("open");
  history.replaceState(null, "", url);
  row.scrollIntoView({ block: "nearest" });
}

function mark(row) {
  rows().forEach((other) => {
    other.classList.toggle("on", other === row);
    other.toggleAttribute("aria-selected", other === row);
  });
}

function close() {
  mark(null);
  side.hidden = true;
  board.classList.remove("open");
  const url = new URL(location.href);
  url.searchParams.delete("set");
  history.replaceState(null, "", url);
}

function step(by) {
  const all = rows();
  const next = all[Math.min(Math.max(current() + by, 0), all.length - 1)];
  if (next) open(next);
}

if (board) {
  board.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const stepper = event.target.closest("[data-step]");
    const row = event.target.closest("tr[data-id]");
    if (stepper) step(Number(stepper.dataset.step));
    else if (event.target.closest("[data-close-side]")) { event.preventDefault(); close(); }
    else if (row?.querySelector("[data-open]") && (!event.target.closest("a") || event.target.closest("[data-open]"))) { event.preventDefault(); open(row); }
  });
  register({ code: "KeyJ", run: () => step(1) });
  register({ code: "KeyK", run: () => step(-1) });
  register({ code: "Escape", run: close, when: () => !side.hidden });
}
