/** The command sheet: records of every kind, saved filters, groups and acts in one list under one field.
 *  Acts of the page are what it marks with data-command. Old rows stay until the new ones are there. */
import { fill } from "splot/counts";
import { request } from "splot/http";
import { icon } from "splot/icons";
import { register } from "splot/keys";
import { choose } from "splot/look";
import { fold, marked, sign } from "splot/typeahead";

const PAUSE = 100;
const LAST = "splot:acts";
const MOST_LAST = 5;
const sheet = document.getElementById("command");
const input = sheet?.querySelector("[data-command-text]");
const list = sheet?.querySelector("[role=listbox]");
const narrow = sheet?.querySelector("[data-command-kind]");
const status = sheet?.querySelector("[data-command-status]");
const kinds = sheet ? JSON.parse(sheet.dataset.kinds) : [];
let turn = 0;
let timer = 0;
let kind = -1; // place in `kinds`; -1 for all
let opener = null;

// --- what is asked and what is shown -------------------------------------------------------------------------------------------

const typed = () => input.value.trim();
const lastActs = () => { try { return JSON.parse(localStorage.getItem(LAST)) ?? []; } catch { return []; } };

async function ask() {
  const number = ++turn;
  const words = new URLSearchParams({ q: typed(), kind: kinds[kind]?.[0] ?? "", last: typed() ? "" : lastActs().join(",") });
  const groups = await request(`/search/sheet?${words}`).catch(() => null);
  if (number !== turn || !groups || !sheet.open) return;
  draw(kind < 0 ? withPage(groups) : groups);
}

/** The acts of this page stand before those that work anywhere. */
function withPage(groups) {
  const wanted = fold(typed().replace(/^>\s*/, ""));
  const elements = [...document.querySelectorAll("[data-command]")].filter((one) => one.getClientRects().length && !one.closest("[inert]"));
  const rows = elements.map((element) => ({ name: element.dataset.command, icon: element.dataset.commandIcon ?? "bolt", key: element.dataset.commandKey ?? "", element }));
  const fitting = rows.filter((row) => fold(row.name).includes(wanted) && (wanted || typed() || rows.length < 9));
  if (!fitting.length) return groups;
  const acts = groups.findIndex((one) => one.group === "acts");
  const own = { group: "page", label: sheet.dataset.acts, count: "", rows: fitting };
  return acts < 0 ? [...groups, own] : [...groups.slice(0, acts), own, ...groups.slice(acts)];
}

function draw(groups) {
  const parts = groups.flatMap((group, place) => [...(place ? [divider()] : []), head(group), ...group.rows.map(option)]);
  list.replaceChildren(...parts);
  const all = options();
  if (!all.length && typed()) list.append(Object.assign(document.createElement("div"), { className: "mn t3", textContent: sheet.dataset.none }));
  all.forEach((one, number) => { one.id = `command-${number}`; });
  status.textContent = typed() ? (all.length ? sheet.dataset.found.replace("{n}", String(all.length)) : sheet.dataset.none) : "";
  mark(all.find((one) => !one.row.is_new) ?? all[0]);
  list.scrollTop = 0;
  fill(list).catch(() => {});
}

const options = () => [...list.querySelectorAll("[role=option]")];
const current = () => list.querySelector("[aria-selected=true]");

function head({ label, count }) {
  const line = element("div", "mn-h", label);
  line.setAttribute("role", "presentation");
  if (count) line.append(element("span", "num w4", count));
  return line;
}

function divider() {
  const line = element("hr", "mn-l");
  line.setAttribute("role", "presentation");
  return line;
}

const element = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });

function option(row) {
  const line = document.createElement("a");
  line.className = "mn";
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.tabIndex = -1;
  if (row.href) line.href = row.href;
  const name = element("bdi", "ell");
  name.append(...marked(row.name, typed().replace(/^>\s*/, "")));
  line.append(picture(row), name);
  if (row.note) line.append(element("span", "w", row.note));
  line.append(end(row));
  line.row = row;
  return line;
}

function picture(row) {
  if (row.shape) return sign(row, 22);
  if (row.thread) return element("span", `dot d-${row.thread}`);
  return icon(row.icon, 16);
}

function end(row) {
  const place = element("span", "end");
  if (row.hint) place.append(element("bdi", "ell", row.hint));
  if (row.locked) place.append(element("span", "link", row.said));
  if (row.count_for) place.append(element("span", "num"));
  if (row.count_for) place.lastChild.dataset.countFor = row.count_for;
  (row.key ? row.key.split(" ") : []).forEach((key) => place.append(element("kbd", "", key)));
  return place;
}

function mark(one) {
  options().forEach((other) => { other.classList.toggle("on", other === one); other.setAttribute("aria-selected", String(other === one)); });
  if (!one) { input.removeAttribute("aria-activedescendant"); return; }
  input.setAttribute("aria-activedescendant", one.id);
  one.scrollIntoView({ block: "nearest" });
}

// --- what is done --------------------------------------------------------------------------------------------------------------

function remember(row) {
  if (!row.act) return;
  try { localStorage.setItem(LAST, JSON.stringify([row.act, ...lastActs().filter((one) => one !== row.act)].slice(0, MOST_LAST))); } catch { /* private windows keep nothing */ }
}

function take(one, event) {
  if (!one) return;
  const { row } = one;
  remember(row);
  if (row.href && (event?.ctrlKey || event?.metaKey) && event.type === "click") return; // the browser opens it beside
  event?.preventDefault();
  close();
  if (row.element) row.element.click();
  else if (Object.keys(row.choice ?? {}).length) Object.entries(row.choice).forEach(([name, value]) => choose(name, value));
  else location.assign(row.href);
}

function step(by) {
  const all = options();
  if (all.length) mark(all[(all.indexOf(current()) + by + all.length) % all.length]);
}

function narrowTo(by) {
  kind = ((kind + 1 + by + kinds.length + 1) % (kinds.length + 1)) - 1;
  narrow.textContent = kinds[kind]?.[1] ?? sheet.dataset.all;
  ask();
}

// --- opening and closing -------------------------------------------------------------------------------------------------------

export function open(text = "") {
  if (sheet.open) { input.select(); return; }
  opener = document.activeElement;
  document.querySelectorAll("[popover]:popover-open").forEach((one) => one.hidePopover());
  sheet.showModal();
  input.value = text;
  input.focus();
  ask();
}

function close() {
  sheet.close();
}

function closed() {
  turn += 1;
  clearTimeout(timer);
  if (kind >= 0) { kind = -1; narrow.textContent = sheet.dataset.all; }
  if (opener?.id === "search") opener.value = "";
  opener?.blur?.();
  if (opener?.id !== "search") opener?.focus?.({ preventScroll: true });
}

function pressed(event) {
  if (event.isComposing) return;
  const added = () => options().find((one) => one.row.is_new);
  const act = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Tab: () => narrowTo(event.shiftKey ? -1 : 1),
    Enter: () => take(event.ctrlKey || event.metaKey ? added() ?? current() : current()),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

if (sheet) {
  register({ code: "KeyK", ctrl: true, inFields: true, run: () => open() });
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  input.addEventListener("keydown", pressed);
  list.addEventListener("click", (event) => { const one = event.target.closest("[role=option]"); if (one) take(one, event); });
  list.addEventListener("pointermove", (event) => { const one = event.target.closest("[role=option]"); if (one && one !== current()) mark(one); });
  narrow.addEventListener("click", () => { narrowTo(1); input.focus(); });
  sheet.addEventListener("click", (event) => { if (event.target === sheet) close(); });
  sheet.addEventListener("close", closed);
  const field = document.getElementById("search");
  field?.closest("form").addEventListener("click", (event) => { event.preventDefault(); open(field.value); });
  field?.addEventListener("input", () => open(field.value));
  document.querySelectorAll('.bn a[href="/search"]').forEach((link) => link.addEventListener("click", (event) => { event.preventDefault(); open(); }));
}
