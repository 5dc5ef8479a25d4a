/** The form of a role: rows come and go, and what a user would see is counted anew while one chooses. Without it, its buttons do the same. */
import { token } from "splot/http";
import { register } from "splot/keys";
import { watch } from "splot/unsaved";

const form = document.querySelector("[data-role-form]");
const look = watch(form, { isChanged: "changed" in form.dataset });
let asked = new AbortController();

async function draw(button = null) {
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  const text = await fetch(`/roles/preview/${form.dataset.roleForm}`, {
    method: "POST", body: new FormData(form, button), headers: { "X-CSRFToken": token() }, credentials: "same-origin", signal,
  }).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
  if (!text || signal.aborted) return;
  const made = new DOMParser().parseFromString(text, "text/html");
  const isOnUser = document.activeElement?.name === "user";
  form.querySelector("[data-role-preview]").replaceChildren(...made.querySelector("[data-role-preview]").childNodes);
  form.querySelector("[data-role-look]").hidden = true;
  if (isOnUser) form.querySelector("[data-role-user]").focus();
  if (!button) return;
  form.querySelector("[data-role-grid]").replaceChildren(...made.querySelector("[data-role-grid]").childNodes);
  (form.querySelector("[data-role-grid] [data-autofocus]") ?? form.querySelector("[name=add_row]"))?.focus();
  look();
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[name=more],[name=drop_row]");
  if (!button) return;
  event.preventDefault();
  draw(button);
});
form.addEventListener("change", (event) => {
  const select = event.target;
  if (select.dataset.level) select.dataset.level = select.value;
  if (select.name === "add_row" || select.name === "name") return;
  if (select.name === "user" || form.querySelector("[data-role-user]").value) draw();
});
form.querySelector("[data-role-look]").hidden = true;
register({ code: "KeyS", ctrl: true, inFields: true, run: () => form.querySelector("[data-save]").click() });
