/** Choices of look: applied at once, then kept by the server. The forms work without this module as well. */
import { request } from "splot/http";
import { register } from "splot/keys";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function applyTheme() {
  const chosen = root.dataset.theme;
  root.dataset.bsTheme = chosen === "auto" ? (system.matches ? "dark" : "light") : chosen;
}

/** Choose and keep: `theme`, `density`, `side` or `keys`. */
export function choose(name, value) {
  root.dataset[name] = value;
  if (name === "theme") applyTheme();
  document.querySelectorAll(`[data-choice] [name="${name}"]`).forEach((button) => {
    button.setAttribute("aria-pressed", button.value === value);
  });
  return request("/shell/choices", { method: "POST", data: { [name]: value } });
}

export function fold() {
  const value = root.dataset.side === "folded" ? "open" : "folded";
  document.querySelectorAll("[data-fold]").forEach((button) => button.setAttribute("aria-pressed", value === "folded"));
  return choose("side", value);
}

system.addEventListener("change", applyTheme);
register({ code: "BracketLeft", run: () => { fold(); } });
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-fold]")) fold(); });
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!event.target.matches("[data-choice]") || !button?.name) return;
  event.preventDefault();
  choose(button.name, button.value);
});
