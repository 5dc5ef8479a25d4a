/** The form of an export in the list's header: its button says what it will write, ticked rows can be chosen while there are any. */
const form = document.querySelector("form[data-export]");
const ticked = form?.querySelector("[data-export-ticked]");
const ids = form?.elements.ids;
const go = form?.querySelector("[data-export-go] span");
const figure = (n) => new Intl.NumberFormat(document.documentElement.lang).format(n);
let count = 0;

function tell() {
  const chosen = form.elements.rows.value;
  const words = form.querySelector(`[name=rows][value="${chosen}"]`).dataset.words;
  go.textContent = words.replace("{n}", figure(count));
  ids.disabled = chosen !== "ticked";
}

function selected(detail) {
  count = detail.all ? 0 : detail.ids.length;
  ids.value = detail.ids.join(",");
  ticked.hidden = count === 0;
  ticked.querySelector("label span, label").lastChild.textContent = ticked.dataset.label.replace("{n}", figure(count));
  form.querySelector(`[name=rows][value="${count ? "ticked" : "all"}"]`).checked = true;
  tell();
}

if (ids) {
  document.addEventListener("splot:selection", (event) => selected(event.detail));
  form.addEventListener("change", tell);
  form.addEventListener("submit", () => form.closest("[popover]")?.hidePopover());
}
