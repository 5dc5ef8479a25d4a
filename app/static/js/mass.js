/** The mass bar and its preview drawer. Without this module the bar is a form, and the drawer a page. */
import { enhance } from "splot/links";
import { request } from "splot/http";
import { register } from "splot/keys";
import { toast } from "splot/toasts";

const form = document.querySelector("form[data-mass]");
const bar = form?.querySelector("[data-massbar]");
const drawer = document.getElementById("mass-drawer");
const everything = form?.querySelector("[data-mass-everything]");
const pageSwitch = form?.querySelector("[data-mass-page]");
const allSwitch = form?.querySelector("[data-mass-all]");
const status = form?.querySelector("[data-mass-status]");
let opener = null;
let asked = 0;

const figure = (n) => new Intl.NumberFormat(document.documentElement.lang).format(n);
const tell = (wish) => document.dispatchEvent(new CustomEvent("splot:select", { detail: { wish } }));

function selected({ ids, all }) {
  const isShown = all || ids.length > 0;
  bar.hidden = !isShown;
  form.closest("main")?.classList.toggle("has-sel", isShown);
  everything.disabled = !all;
  const rows = document.querySelectorAll("table[data-kind] tbody tr[data-id]").length;
  const words = ids.length === rows ? pageSwitch.dataset.page : pageSwitch.dataset.some;
  pageSwitch.textContent = words.replace("{n}", figure(ids.length));
  pageSwitch.setAttribute("aria-pressed", String(!all));
  allSwitch.setAttribute("aria-pressed", String(all));
  status.textContent = isShown ? (all ? allSwitch : pageSwitch).textContent : "";
  if (!isShown) close();
}

// --- the drawer ---

const parsed = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("[data-mass-form]");
const part = (root, name) => root.querySelector(`[data-part=${name}]`);

/** Draw the answer: all of it, or only what follows from the controls, so that focus and typing stay where they are. */
function draw(html) {
  const fresh = parsed(html);
  const old = drawer.querySelector("[data-mass-form]");
  if (!old || old.dataset.controls !== fresh.dataset.controls || old.elements.selection.value !== fresh.elements.selection.value) {
    drawer.replaceChildren(fresh);
    enhance(fresh);
    (fresh.querySelector("[data-part=controls] :is(select, input):not([type=hidden])") ?? drawer).focus();
    return;
  }
  ["summary", "footer"].forEach((name) => part(old, name).replaceWith(part(fresh, name)));
  errors(old, fresh);
}

/** Sentences below controls come and go with the answer. */
function errors(old, fresh) {
  old.querySelectorAll("[data-part=controls] .fld").forEach((field, at) => {
    const now = fresh.querySelectorAll("[data-part=controls] .fld")[at];
    [...field.children].slice(2).forEach((note) => note.remove());
    field.append(...[...now.children].slice(2));
    const control = field.querySelector("select, input:not([type=hidden])");
    const next = now.querySelector("select, input:not([type=hidden])");
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (next.hasAttribute(name)) control.setAttribute(name, next.getAttribute(name));
      else control.removeAttribute(name);
    }
  });
}

async function show(data, url) {
  const turn = ++asked;
  drawer.classList.add("is-busy");
  try {
    const answer = await request(url, { method: "POST", data });
    if (turn !== asked) return;
    if (answer.go) location.assign(answer.go);
    else open(answer.html);
  } catch (error) {
    toast(error.message, { bad: true });
  } finally {
    drawer.classList.remove("is-busy");
  }
}

function open(html) {
  drawer.hidden = false;
  draw(html);
}

function close() {
  if (drawer.hidden) return;
  asked += 1;
  drawer.hidden = true;
  drawer.replaceChildren();
  mark(null);
  opener?.focus();
}

const mark = (act) => form.querySelectorAll(".a[name=action]").forEach((one) => one.classList.toggle("on", one === act));

function preview() {
  const inside = drawer.querySelector("[data-mass-form]");
  show(new FormData(inside), inside.dataset.preview);
}

if (form) {
  document.addEventListener("splot:selection", (event) => selected(event.detail));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    opener = event.submitter;
    mark(opener);
    document.getElementById("m-mass")?.hidePopover();
    drawer.replaceChildren();
    show(new FormData(form, event.submitter), form.getAttribute("action"));
  });
  pageSwitch.addEventListener("click", () => tell("page"));
  allSwitch.addEventListener("click", () => tell("all"));
  form.querySelector("[data-mass-clear]").addEventListener("click", () => tell("none"));
  drawer.addEventListener("change", (event) => { if (event.target.matches("[data-tells]")) preview(); });
  drawer.addEventListener("click", (event) => {
    if (!event.target.closest("[data-mass-close]")) return;
    event.preventDefault();
    close();
  });
  drawer.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-mass-rows")) return;
    event.preventDefault();
    const inside = event.target;
    if (event.submitter?.hasAttribute("data-mass-start")) show(new FormData(inside, event.submitter), inside.getAttribute("action"));
    else preview();
  });
  const isReady = () => !bar.hidden;
  register({ code: "Escape", inFields: true, run: close, when: () => !drawer.hidden });
  register({ code: "KeyT", run: () => form.querySelector("[name=action][value=tag]")?.click(), when: isReady });
}
