/** What a record's form does beyond a plain one: look-ups, tokens, rows, suggestions by country, and a word about unsaved changes. */
import { enhance } from "splot/controls";
import { register } from "splot/keys";
import { propose } from "splot/proposals";

const form = document.querySelector("[data-form]");

// --- a province is offered for the country that is chosen ---

function startProvinces() {
  const country = form.querySelector("[name=country]");
  const province = form.querySelector("[data-by-country]");
  if (!country || !province) return;
  const follow = () => {
    const list = document.getElementById(`${province.id}-${country.value || "PL"}`);
    if (list) province.setAttribute("list", list.id); else province.removeAttribute("list");
  };
  country.addEventListener("change", follow);
  follow();
}

// --- what was typed is not lost ---

function watchChanges() {
  const hint = form.querySelector("[data-unsaved]");
  const isRetry = form.querySelector("[role=alert]") !== null;
  const state = () => new URLSearchParams([...new FormData(form)].filter(([name]) => !name.endsWith(".was"))).toString();
  const began = isRetry ? null : state();
  let isLeaving = false;
  const look = () => { hint.hidden = state() === began; };
  form.addEventListener("input", look);
  form.addEventListener("change", () => setTimeout(look));
  form.addEventListener("click", () => setTimeout(look));
  form.addEventListener("submit", () => { isLeaving = true; });
  form.querySelectorAll(".lh-e a").forEach((link) => link.addEventListener("click", () => { isLeaving = true; }));
  window.addEventListener("beforeunload", (event) => { if (!isLeaving && !hint.hidden) event.preventDefault(); });
  look();
}

if (form) {
  enhance(form);
  propose(form);
  startProvinces();
  watchChanges();
  const save = () => form.querySelector("[data-save]").click();
  register({ code: "Enter", ctrl: true, inFields: true, run: save });
  const first = form.querySelector("[role=alert]") ? null : document.getElementById(location.hash.slice(1)) ?? form.querySelector(".f2 input:not([type=hidden])");
  first?.focus();
}
