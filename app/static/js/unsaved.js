/** What was typed is not lost: a word beside the button while a form differs from what is stored, and the browser's question on leaving. */

/** Watch `form`, whose `[data-unsaved]` shows; a form that comes back with faults `isChanged` from the start. Returns what looks anew. */
export function watch(form, { isChanged = false } = {}) {
  const hint = form.querySelector("[data-unsaved]");
  const state = () => new URLSearchParams([...new FormData(form)]).toString();
  const began = isChanged ? null : state();
  let isLeaving = false;
  const look = () => { hint.hidden = state() === began; };
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  form.addEventListener("submit", () => { isLeaving = true; });
  form.querySelectorAll(".lh-e a").forEach((link) => link.addEventListener("click", () => { isLeaving = true; }));
  window.addEventListener("beforeunload", (event) => { if (!isLeaving && !hint.hidden) event.preventDefault(); });
  return look;
}
