/** Relations on a profile: the form and the table open as dialogs, acts happen where one is, and what changed is drawn anew.
 *  Without this module they are pages. */
import "splot/hovercard";
import { freshen } from "splot/fresh";
import { request } from "splot/http";
import { register } from "splot/keys";
import { enhance } from "splot/links";
import { toast } from "splot/toasts";

const profile = document.querySelector("main[data-record]");
const list = new URLSearchParams(location.search).get("list");

/** Addresses whose answer has the page in it keep the list that one came from. */
const here = (url) => (list ? `${url}${url.includes("?") ? "&" : "?"}${new URLSearchParams({ list })}` : url);
const state = (dialog) => JSON.stringify([...dialog.querySelectorAll("form:not(.toasts form)")].flatMap((form) => [...new FormData(form)]).filter(([name]) => name !== "csrf_token"));
const tableDialog = () => document.querySelector("dialog[open]:has([data-relations-table])");

// --- dialogs -------------------------------------------------------------------------------------------------------------------

function draw(html, dialog) {
  const content = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  dialog.replaceChildren(content, ...dialog.querySelectorAll(":scope > .toasts"));
  enhance(content);
  return content;
}

async function open(link, width) {
  const { html } = await request(link.getAttribute("href"));
  const dialog = Object.assign(document.createElement("dialog"), { className: `dlg ${width}` });
  const place = link.closest("[data-relation], [data-relation-add]")?.getAttribute("data-relation");
  dialog.setAttribute("aria-labelledby", "relation-title");
  profile.append(dialog);
  focusIn(draw(html, dialog));
  const began = state(dialog);
  dialog.addEventListener("close", () => { raiseMessages(); dialog.remove(); back(link, place); });
  dialog.addEventListener("cancel", (event) => {
    const ask = dialog.querySelector("[data-ask]")?.dataset.ask;
    if (ask && state(dialog) !== began && !window.confirm(ask)) event.preventDefault();
  });
  dialog.showModal();
  raiseMessages();
  focusIn(dialog);
}

/** To what opened the dialog, or to what stands in its place now. */
function back(link, relation) {
  const place = link.isConnected ? link : document.querySelector(relation ? `#links [data-relation="${relation}"]` : "#links [data-relation-add]");
  (place ?? document.querySelector("#links [data-relation-add]"))?.focus();
}

function focusIn(place) {
  const wrong = place.querySelector("[aria-invalid=true]:is(input, select, textarea), [aria-invalid=true] input");
  const type = place.querySelector("select[name=type]");
  const first = wrong ?? place.querySelector("[data-relation-first]") ?? (type && !type.value ? type : null);
  (first ?? place.querySelector("[data-link-text]") ?? type ?? place.querySelector("tbody a, [data-relation-close]"))?.focus();
}

async function redraw(dialog, url) {
  const { html } = await request(url);
  focusIn(draw(html, dialog));
}

/** Messages stand above the topmost dialog while one is open: behind it nobody could press *Undo*. */
function raiseMessages() {
  const area = document.getElementById("toasts");
  ([...document.querySelectorAll("dialog[open]")].pop() ?? document.body).append(area);
}

// --- acts ----------------------------------------------------------------------------------------------------------------------

async function send(form, button) {
  const dialog = form.closest("dialog");
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await request(here(button?.getAttribute("formaction") ?? form.getAttribute("action")), { method: "POST", data });
    await settle(dialog, answer);
  } catch (error) {
    if (error.body?.html && dialog) focusIn(draw(error.body.html, dialog));
    else toast(error.message, { bad: true });
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** The act is done: the page, the table where it is open, and the message with the way back. */
async function settle(dialog, answer) {
  const table = tableDialog();
  if (answer.page) freshen(answer.page);
  if (table) await redraw(table, table.querySelector("[data-relations-table]").dataset.url);
  if (dialog && dialog !== table) dialog.close();
  toast(answer.said, { undoUrl: answer.undo });
}

/** Another type or way: what stands on the other side is asked for anew, the rest of the form stays. */
async function refit(form, name) {
  const { html } = await request(form.getAttribute("action"), { method: "POST", data: new FormData(form) });
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of ["[data-relation-far]", ".rel-ty .dot"]) form.querySelector(part).replaceWith(fresh.querySelector(part));
  enhance(form.querySelector("[data-relation-far]"));
  if (name === "way") form.querySelector("[name=way]:checked").focus();
}

// --- hands ---------------------------------------------------------------------------------------------------------------------

function clicked(event) {
  const closer = event.target.closest("dialog [data-relation-close]");
  if (closer) {
    event.preventDefault();
    return closer.closest("dialog").close();
  }
  const link = event.target.closest("a[data-relation-form], a[data-relation-table]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  event.preventDefault();
  const isForm = "relationForm" in link.dataset;
  const inside = isForm ? null : link.closest("dialog");
  const act = inside ? redraw(inside, link.getAttribute("href")) : open(link, isForm ? "" : "w920");
  return act.catch((error) => { if (error.status) toast(error.message, { bad: true }); else location.assign(link.href); });
}

if (profile) {
  document.addEventListener("click", (event) => { if (event.target.closest) clicked(event); });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("[data-relation-sheet], [data-relation-act], [data-relation-row]")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    const drop = event.key === "Escape" && event.target.closest?.("dialog")?.querySelector("[data-relation-drop]");
    if (!drop) return;
    event.preventDefault();
    drop.click();
  }, true);
  register({ code: "KeyL", run: () => document.querySelector("[data-relation-add]").click(), when: () => document.querySelector("[data-relation-add]") });
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-relation-sheet]");
  if (form && ["type", "way"].includes(event.target.name)) refit(form, event.target.name).catch(() => {});
});

if (document.querySelector(".rel-p")) enhance(document.querySelector(".rel-p"));
