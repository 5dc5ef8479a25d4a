/** Who can see a record: the link of the profile opens the page as a dialog, and its buttons draw it anew in place. Without this
 *  module it is a page whose buttons load it again. */
import { request } from "splot/http";
import { enhance } from "splot/links";

const main = document.getElementById("main");
const box = () => document.querySelector("[data-access-form]")?.parentElement;
let began = "";

const state = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrf_token"));

function draw(html, place) {
  const form = new DOMParser().parseFromString(html, "text/html").querySelector("[data-access-form]");
  place.replaceChildren(form);
  enhance(form);
  return form;
}

async function open(link) {
  const { html } = await request(link.getAttribute("href"));
  const dialog = Object.assign(document.createElement("dialog"), { className: "dlg w920" });
  dialog.setAttribute("aria-labelledby", "access-title");
  main.append(dialog);
  const form = draw(html, dialog);
  began = state(form);
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  dialog.addEventListener("cancel", (event) => { if (isTyped(dialog) && !window.confirm(form.dataset.ask)) event.preventDefault(); });
  dialog.showModal();
  (form.querySelector("[name=visibility]:checked:enabled") ?? form.querySelector("[data-access-close]")).focus();
}

const isTyped = (dialog) => state(dialog.querySelector("form")) !== began;

async function send(form, button, place) {
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  const top = form.querySelector(".body")?.scrollTop ?? 0;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await request(form.getAttribute("action"), { method: "POST", data });
    if (answer.go) location.assign(answer.go);
    else settle(draw(answer.html, place), button, top);
  } catch (error) {
    if (error.body?.html) settle(draw(error.body.html, place), button, 0);
    else form.removeAttribute("aria-busy");
  }
}

function settle(form, button, top) {
  form.querySelector(".body").scrollTop = top;
  const wrong = form.querySelector("[aria-invalid=true] input, [role=alert] input");
  const same = button?.name === "invite" ? form.querySelector("[data-link-text]") : form.querySelector("[name=visibility]:checked");
  (wrong ?? same)?.focus({ preventScroll: !wrong });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-access]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
  }
  const closer = event.target.closest?.("dialog [data-access-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
  const all = event.target.closest?.("dialog [data-access-all]");
  if (all) {
    event.preventDefault();
    const place = box();
    request(`${place.querySelector("form").getAttribute("action")}?all=1`).then(({ html }) => draw(html, place)).catch(() => {});
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches?.("[data-access-form]")) return;
  event.preventDefault();
  send(event.target, event.submitter, box());
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-access-form]");
  if (form && event.target.name === "visibility") send(form, null, box());
});

if (document.querySelector(".acs-p")) enhance(document.querySelector(".acs-p"));
