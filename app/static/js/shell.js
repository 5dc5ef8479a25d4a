/** What every page does: the modules of the frame, the keys that work everywhere, dialogs, and where focus begins. */
import "splot/http";
import "splot/popover";
import "splot/toasts";
import "splot/look";
import "splot/counts";
import { open as openSheet } from "splot/command";
import "splot/jobs";
import "splot/locked";
import "splot/secret";
import "splot/tokens";
import { register } from "splot/keys";

const byId = (id) => document.getElementById(id);
const goTo = (selector) => () => document.querySelector(selector)?.click();

register({ code: "Slash", run: () => { const field = document.querySelector("[data-list-search]"); if (field) field.focus(); else openSheet(); } });
register({ code: "Slash", shift: true, run: () => { byId("keys")?.showPopover(); } });
register({ code: "KeyN", run: goTo("[data-first-new]") });
document.querySelectorAll(".side a[data-go]").forEach((link) => register({ code: "KeyG", then: `Key${link.dataset.go.toUpperCase()}`, run: () => link.click() }));
register({ code: "KeyS", ctrl: true, inFields: true, run: goTo("[data-save]"), when: () => document.querySelector("[data-save]") });
register({ code: "Escape", run: () => { location.hash = "#main"; }, when: () => location.hash === "#side" });

// dialogs: data-open-dialog names one, data-close inside shuts it
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-open-dialog]");
  if (opener) byId(opener.dataset.openDialog)?.showModal();
  if (event.target.closest?.("dialog [data-close]")) event.target.closest("dialog").close();
});

// asks before an act that cannot be undone: data-confirm on a form
document.addEventListener("submit", (event) => {
  const sentence = event.target.dataset?.confirm;
  if (sentence && !event.target.dataset.confirmed && !window.confirm(sentence)) event.preventDefault();
});

// a select or tick that applies at once: data-submit-on-change
document.addEventListener("change", (event) => {
  if (event.target.closest?.("[data-submit-on-change]")) event.target.form?.requestSubmit();
});

document.querySelector("[data-autofocus]")?.focus();
