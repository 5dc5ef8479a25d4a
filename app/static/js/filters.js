/** Conditions: making and changing them without leaving the page, the Filter menu, the panel that applies at once.
 *  Without this module every step is a page of its own, and the panel has a button. */
import { token } from "splot/http";
import { register } from "splot/keys";
import { enhance as enhancePickers } from "splot/picker";
import { enhance as enhanceTokens } from "splot/tokens";
import { facets } from "splot/facets";

const YEAR = 31536000;
const PAUSE = 900;
const bar = () => document.querySelector("[data-chips]");
const panel = () => document.querySelector("[data-panel]");
const menu = () => document.getElementById("filter-menu");
const isSeen = (element) => element.getClientRects().length > 0;
const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`; };

async function fetchPart(url, part) {
  const address = new URL(url, location.href);
  address.hash = "";
  address.searchParams.set("part", part);
  const answer = await fetch(address, { credentials: "same-origin", headers: { "X-CSRFToken": token() } });
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

// --- chips: a condition that is being made -----------------------------------------------------------------------------------

let replaced = "";

/** Begin or go on with a condition: fetch the chips anew and open what is to be chosen next. */
async function goOn(url) {
  const address = new URL(url, location.href);
  if (replaced !== "" && !address.searchParams.has("at")) address.searchParams.set("at", replaced);
  replaced = "";
  const body = await fetchPart(address, "chips").catch(() => location.assign(address));
  if (!body) return;
  bar().replaceWith(body.querySelector("[data-chips]"));
  start(bar());
  openNext();
}

function openNext() {
  const next = bar().querySelector("[popover][data-open]:last-of-type") ?? [...bar().querySelectorAll("[popover][data-open]")].pop();
  if (!next) return;
  next.showPopover();
  const first = next.querySelector("[data-first], [data-narrow], input:not([type=hidden]), select, a.mn");
  first?.focus();
}

document.addEventListener("pointerover", (event) => { if (event.target.closest?.("[popovertarget=filter-menu]")) fetched(); });

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[popovertarget=filter-menu]");
  if (opener) replaced = opener.dataset.replace ?? "";
  const link = event.target.closest?.("a[data-part-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  goOn(link.href);
});

/** A field above a long list that leaves only what fits. */
function narrow(input) {
  const wanted = input.value.trim().toLocaleLowerCase();
  const box = input.closest("form, .mn-s, .pop");
  box.querySelectorAll(".fp-tick > label, a.mn").forEach((one) => { one.hidden = !one.textContent.toLocaleLowerCase().includes(wanted); });
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-narrow]")) narrow(event.target);
  if (event.target.matches?.("[data-find-field]")) find(event.target.value);
});

// --- the Filter menu -----------------------------------------------------------------------------------------------------------

const lists = () => [...menu().querySelectorAll("[data-fm-list]")];

function showList(name) {
  lists().forEach((list) => { list.hidden = list.dataset.fmList !== name; });
  menu().querySelectorAll("[data-fm-section]").forEach((link) => {
    link.classList.toggle("on", link.dataset.fmSection === name || (name.startsWith("to:") && link.dataset.fmSection === "linked"));
  });
  menu().querySelector("[data-fm-none]").hidden = true;
}

function find(text) {
  const wanted = text.trim().toLocaleLowerCase();
  if (!lists().length) return;
  if (!wanted) return showList(lists()[0]?.dataset.fmList ?? "");
  menu().querySelectorAll("[data-fm-section]").forEach((link) => link.classList.remove("on"));
  let found = 0;
  lists().forEach((list) => {
    const items = [...list.querySelectorAll("a.mn")];
    const fitting = items.filter((item) => (item.dataset.fieldName ?? "").toLocaleLowerCase().includes(wanted));
    items.forEach((item) => { item.hidden = !fitting.includes(item); });
    list.hidden = fitting.length === 0;
    list.querySelectorAll("[class=mn-h]").forEach((title) => { title.hidden = true; });
    found += fitting.length;
  });
  menu().querySelector("[data-fm-none]").hidden = found > 0;
}

/** The fields, once: asked for when the hand nears the button, at the latest when the menu opens. */
function fetched() {
  const body = menu().querySelector("[data-fm-body]");
  body.fields ??= fetchPart(body.dataset.fmBody, "menu").then((found) => body.replaceChildren(...found.children)).catch(() => { body.fields = null; });
  return body.fields;
}

async function opened() {
  const input = menu().querySelector("[data-find-field]");
  input.value = "";
  input.focus();
  await fetched();
  menu().querySelectorAll("a.mn, .mn-h").forEach((one) => { one.hidden = false; });
  find(input.value);
}

async function deeper(link) {
  const body = await fetchPart(link.href, "menu").catch(() => null);
  if (!body) return;
  const list = Object.assign(document.createElement("div"), { id: `fm-far-${lists().length}` });
  list.dataset.fmList = list.id;
  list.append(...body.childNodes);
  menu().querySelector("[data-fm-fields]").append(list);
  showList(list.id);
}

function byMenu() {
  const own = menu();
  if (!own) return;
  own.addEventListener("toggle", (event) => { if (event.newState === "open") opened(); });
  own.addEventListener("click", (event) => {
    const section = event.target.closest("[data-fm-section], [data-fm-deeper]");
    const far = event.target.closest("[data-fm-fetch]");
    if (!section && !far) return;
    event.preventDefault();
    if (far) deeper(far);
    else showList(section.dataset.fmSection ?? `to:${section.dataset.fmDeeper}`);
  });
  own.addEventListener("keydown", async (event) => {
    if (!event.target.matches("[data-find-field]") || !["ArrowDown", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (!lists().length) await fetched().then(() => find(event.target.value));
    const first = [...own.querySelectorAll("[data-fm-list] a.mn")].find(isSeen);
    if (event.key === "Enter") first?.click();
    else first?.focus();
  });
}

register({ code: "KeyF", run: () => bar().querySelector("[data-add-filter]")?.click(), when: () => bar()?.querySelector("[data-add-filter]") });

// --- the panel -----------------------------------------------------------------------------------------------------------------

let timer = 0;

/** Leave out the controls that say nothing, so that the address stays short. */
function trim(form) {
  form.querySelectorAll("[data-block]").forEach((block) => {
    const operator = block.querySelector("[data-operator]");
    const values = [...block.querySelectorAll("[name^='v:']")];
    const says = (one) => (one.type === "checkbox" ? one.checked : one.multiple ? one.selectedOptions.length > 0 : one.value.trim() !== "");
    if (!values.some(says) && !["is_empty", "not_empty"].includes(operator.value)) {
      block.querySelectorAll("input, select").forEach((one) => { one.disabled = true; });
    }
  });
}

function send(form) {
  clearTimeout(timer);
  const active = document.activeElement;
  sessionStorage.setItem("panel:place", JSON.stringify({ top: form.closest(".fp").scrollTop, id: active?.id ?? "" }));
  form.requestSubmit();
}

/** Another operator may ask for another kind of value: the panel is drawn anew, the list stays until there is one. */
async function redraw(form) {
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form));
  const body = await fetchPart(url, "panel").catch(() => null);
  const fresh = body?.querySelector("[data-panel]");
  if (!fresh) return;
  const id = document.activeElement?.name;
  form.replaceWith(fresh);
  start(fresh);
  byPanel();
  if (id) fresh.elements[id]?.focus?.();
}

const isWaitingForDay = (input) => input.type === "date" && Number(input.value.slice(0, 4)) < 1000 && input.value !== "";

function changed(event) {
  const form = event.currentTarget;
  if (event.target.matches("[data-picker-text], [data-narrow]")) return;
  if (!event.target.matches("[data-operator]")) {
    if (isWaitingForDay(event.target)) return;
    clearTimeout(timer);
    timer = setTimeout(() => send(form), event.target.type === "date" ? PAUSE : 0);
    return;
  }
  const block = event.target.closest("[data-block]");
  const shapes = JSON.parse(event.target.dataset.shapes);
  const isAlike = shapes[event.target.value] === block.dataset.shape || shapes[event.target.value] === "none";
  const hasValue = [...new FormData(form).keys()].length && [...block.querySelectorAll("[name^='v:']")].some((one) => (one.type === "checkbox" ? one.checked : one.value));
  if (isAlike && (hasValue || shapes[event.target.value] === "none")) send(form);
  else redraw(form);
}

function byPanel() {
  const form = panel();
  if (!form) return;
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => trim(form));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([data-picker-text])")) return;
    event.preventDefault();
    send(form);
  });
  form.querySelectorAll("[data-section]").forEach((section) => section.addEventListener("toggle", () => {
    keep("sections", [...form.querySelectorAll("[data-section][open]")].map((one) => one.dataset.section).join("."));
    if (section.open) facets(section);
  }));
  facets(form);
}

/** In a narrow window the panel is a drawer: it opens and closes by the address's end, and stays chosen for wide ones. */
function byDrawer() {
  const isNarrow = () => matchMedia("(max-width: 1279.98px)").matches;
  document.querySelector("[data-panel-button]")?.addEventListener("click", (event) => {
    if (!isNarrow() || !panel()) return;
    event.preventDefault();
    location.hash = "#fp";
  });
  document.querySelector("[data-close-panel]")?.addEventListener("click", (event) => {
    if (!isNarrow()) return;
    event.preventDefault();
    location.hash = "#main";
  });
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem("panel:place") ?? "null");
  sessionStorage.removeItem("panel:place");
  if (!kept || !panel()) return;
  panel().closest(".fp").scrollTop = kept.top;
  if (kept.id) document.getElementById(kept.id)?.focus({ preventScroll: true });
}

function start(root) {
  enhancePickers(root);
  enhanceTokens(root).catch(() => {});
  byMenu();
}

if (bar()) {
  start(document.querySelector("main"));
  byPanel();
  byDrawer();
  restore();
  openNext();
}
