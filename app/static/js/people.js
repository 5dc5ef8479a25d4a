/** Forms of users and teams: finds one among many ticks, and saves by key. */
import { register } from "splot/keys";
import { watch } from "splot/unsaved";

const form = document.querySelector("[data-people-form]");
watch(form, { isChanged: "changed" in form.dataset });
form.querySelectorAll("[data-ticks-find]").forEach((field) => {
  const ticks = [...field.closest("[data-ticks]").querySelectorAll("[data-tick]")];
  const words = ticks.map((tick) => tick.textContent.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase());
  field.addEventListener("input", () => {
    const typed = field.value.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
    ticks.forEach((tick, place) => { tick.hidden = !words[place].includes(typed); });
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
});
register({ code: "KeyS", ctrl: true, inFields: true, run: () => form.querySelector("[data-save]").click() });
