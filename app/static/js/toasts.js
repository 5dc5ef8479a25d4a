/** Short messages at the bottom, with the way back. Texts come from the server already translated. */
import { icon } from "splot/icons";
import { token } from "splot/http";
import { register } from "splot/keys";

const SHORT = 8000;
const LONG = 20000;
const MOST = 3;
const area = document.getElementById("toasts");
let undo = null;

/** Show a message. With `undoUrl` it can be taken back, also by Ctrl Z after it went; an `act` ({label, url, values}) is offered; a `bad` one stays. */
export function toast(text, { bad = false, undoUrl = "", moreUrl = "", moreLabel = "", act = null } = {}) {
  const box = document.createElement("div");
  box.className = `toast-s${undoUrl || act ? " long" : ""}`;
  box.setAttribute("role", bad ? "alert" : "status");
  if (bad) box.dataset.stays = "";
  const words = Object.assign(document.createElement("span"), { className: "tx", textContent: text });
  box.append(icon(bad ? "alert-triangle" : act ? "info-circle" : "check"), words);
  if (undoUrl) box.append(formTo(undoUrl, {}, [icon("arrow-back-up", 15, true), area.dataset.undo]));
  if (act) {
    const form = formTo(act.url, act.values, [act.label]);
    form.dataset.act = "";
    box.append(form);
  }
  if (moreUrl) box.append(Object.assign(document.createElement("a"), { className: "u", href: moreUrl, textContent: moreLabel }));
  box.append(closer());
  if (!bad) box.append(Object.assign(document.createElement("span"), { className: "bar" }));
  area.append(box);
  start(box);
  return box;
}

function formTo(url, values, label) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: url });
  const button = Object.assign(document.createElement("button"), { className: "u", type: "submit" });
  button.append(...label);
  for (const [name, value] of Object.entries({ csrf_token: token(), ...values })) form.append(hidden(name, value));
  form.append(button);
  return form;
}

function hidden(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

function closer() {
  const button = Object.assign(document.createElement("button"), { className: "x", type: "button" });
  button.dataset.close = "";
  button.setAttribute("aria-label", area.dataset.dismiss);
  button.append(icon("x", 14));
  return button;
}

function start(box) {
  const form = box.querySelector("form");
  if (form) {
    if (!("act" in form.dataset)) undo = form;
    form.append(hidden("next", here()));
  }
  box.querySelector("[data-close]")?.addEventListener("click", () => box.remove());
  [...area.children].slice(0, -MOST).forEach((old) => old.remove());
  if (!("stays" in box.dataset)) expire(box, box.classList.contains("long") ? LONG : SHORT);
}

/** Where one is, to come back to after the undo. */
function here() {
  return location.pathname + location.search;
}

/** Take the newest act back, also after its message went: a form that stands nowhere cannot be sent. */
function takeBack() {
  if (!undo.isConnected) {
    undo.hidden = true;
    document.body.append(undo);
  }
  undo.requestSubmit();
}

function expire(box, left) {
  let since = performance.now();
  let timer = setTimeout(() => box.remove(), left);
  const stop = () => { clearTimeout(timer); left -= performance.now() - since; since = performance.now(); };
  const go = () => { clearTimeout(timer); since = performance.now(); timer = setTimeout(() => box.remove(), Math.max(left, 1000)); };
  ["pointerenter", "focusin"].forEach((name) => box.addEventListener(name, stop));
  ["pointerleave", "focusout"].forEach((name) => box.addEventListener(name, go));
}

if (area) {
  [...area.children].forEach(start);
  document.addEventListener("toast", (event) => toast(event.detail.text, event.detail));
  register({ code: "KeyZ", ctrl: true, run: takeBack, when: () => undo });
}
