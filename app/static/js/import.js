/** Imports: a file dropped on the form, and the review that follows every choice. Without this module both are plain forms. */
import { enhance } from "splot/picker";
import { token } from "splot/http";

const drop = document.querySelector("[data-drop]");
let asked = 0;

if (drop) {
  const file = drop.querySelector("input[type=file]");
  const error = drop.querySelector("[data-error]");
  const tell = (text) => { error.hidden = !text; error.querySelector("[data-error-text]").textContent = text; };
  const isTooLarge = () => (file.files[0]?.size ?? 0) > Number(drop.dataset.largest) * 1024 * 1024;
  ["dragenter", "dragover"].forEach((name) => drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); }));
  ["dragleave", "drop"].forEach((name) => drop.addEventListener(name, () => drop.classList.remove("over")));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    file.files = event.dataTransfer.files;
    file.dispatchEvent(new Event("change", { bubbles: true }));
    if (!isTooLarge()) drop.requestSubmit();
  });
  const words = drop.querySelector("[data-file-words]");
  const name = drop.querySelector("[data-file-name]");
  words.hidden = false;
  file.addEventListener("change", () => {
    name.textContent = file.files[0]?.name ?? name.dataset.none;
    tell(isTooLarge() ? drop.dataset.tooLarge : "");
  });
  drop.addEventListener("submit", (event) => { if (isTooLarge()) event.preventDefault(); });
}

/** Ask for the page as the form has it now and put its new review in the place of the old one. */
async function review(form, focused) {
  const number = ++asked;
  const data = new FormData(form);
  data.set("act", "preview");
  form.setAttribute("aria-busy", "true");
  const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html", "X-CSRFToken": token() }, credentials: "same-origin" }).catch(() => null);
  const text = answer && (answer.ok || answer.status === 422) ? await answer.text() : "";
  if (number !== asked) return;
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-review]");
  if (!fresh) { form.removeAttribute("aria-busy"); return; }
  const left = form.querySelector(".im-p")?.scrollLeft ?? 0;
  const top = form.querySelector(".im-s")?.scrollTop ?? 0;
  const isOpen = form.querySelector("details")?.open;
  form.replaceWith(document.adoptNode(fresh));
  const [table, sheet, details] = [fresh.querySelector(".im-p"), fresh.querySelector(".im-s"), fresh.querySelector("details")];
  if (table) table.scrollLeft = left;
  if (sheet) sheet.scrollTop = top;
  if (details && isOpen) details.open = true;
  start(fresh);
  document.getElementById(focused)?.focus({ preventScroll: true });
}

function start(form) {
  enhance(form);
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-live]")) review(form, event.target.id);
  });
}

const form = document.querySelector("[data-review]");
if (form) start(form);

