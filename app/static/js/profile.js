/** The profile: a picture is sent as soon as it is chosen, parts are tabs where there is no room, keys for the acts. */
import { request } from "splot/http";
import { register } from "splot/keys";
import { enhance } from "splot/picker";

enhance();

document.addEventListener("splot:fresh", (event) => enhance(event.detail.root));

document.addEventListener("change", (event) => { if (event.target.matches?.("[data-picture] input[type=file]")) event.target.form.requestSubmit(); });

// --- the record goes to the head of those looked at last ---

const main = document.querySelector("main[data-record]");
if (!document.querySelector(".del-line")) request(`/r/${main.dataset.record}/seen`, { method: "POST" }).catch(() => {});

// --- buttons of the head open the small form of a section ---

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-open-adder]");
  if (!opener) return;
  show("links");
  document.querySelector(`[popovertarget="${opener.dataset.openAdder}"]`)?.click();
  document.getElementById(opener.dataset.openAdder)?.querySelector("input:not([type=hidden])")?.focus();
});

// --- tabs ---

const tabs = [...document.querySelectorAll(".ptabs [data-tab]")];

function show(name) {
  document.querySelector(".pg").dataset.tab = name;
  tabs.forEach((tab) => { if (tab.dataset.tab === name) tab.setAttribute("aria-current", "true"); else tab.removeAttribute("aria-current"); });
}

tabs.forEach((tab) => tab.addEventListener("click", (event) => { event.preventDefault(); show(tab.dataset.tab); }));

register({ code: "KeyJ", shift: true, run: () => document.querySelector(".walk [rel=next]").click(), when: () => document.querySelector(".walk [rel=next]") });
register({ code: "KeyK", shift: true, run: () => document.querySelector(".walk [rel=prev]").click(), when: () => document.querySelector(".walk [rel=prev]") });
register({ code: "Escape", run: () => document.querySelector("[data-walk-back]").click(), when: () => document.querySelector("[data-walk-back]") && !document.querySelector(".editing") });

const follow = (selector) => () => document.querySelector(selector)?.click();
const isThere = (selector) => () => document.querySelector(selector) !== null;
for (const [code, selector] of [["KeyE", "[data-edit]"], ["KeyC", "[data-call]"], ["KeyM", "[data-mail]"], ["KeyT", '[data-open-adder="add-tags"]']])
  register({ code, run: follow(selector), when: isThere(selector) });
