/** Password fields: an eye that shows what was typed, and a word when Caps Lock is on. */
document.addEventListener("click", (event) => {
  const eye = event.target.closest?.("[data-eye]");
  const field = eye && document.getElementById(eye.dataset.eye);
  if (!field) return;
  const isShown = field.type === "text";
  field.type = isShown ? "password" : "text";
  eye.setAttribute("aria-pressed", !isShown);
  field.focus();
});

const caps = document.getElementById("caps");
const tell = (event) => {
  if (caps && event.target.matches?.("[type=password]") && event.getModifierState) caps.hidden = !event.getModifierState("CapsLock");
};
document.addEventListener("keydown", tell);
document.addEventListener("keyup", tell);
