/** Keyboard shortcuts by the place of the key (event.code), so that they work on a Hebrew keyboard too.
 *  Single letters sleep while a field has focus, while a dialog or menu is open, and when the user switched them off. */
const bindings = [];
const WAIT = 1200;
const SIGNS = /^(Key|Digit|Slash|Bracket|Space)/; // what writes a sign, unlike Enter, Esc and the arrows
let first = null;

/**
 * Add a shortcut.
 * @param code   the key, e.g. "KeyJ"; `then` a second one pressed after it ("KeyG" then "KeyP")
 * @param run    what it does; returning false lets the browser act as well
 * @param when   asked before; `inFields` true keeps it awake while typing
 */
export function register({ code, then = "", ctrl = false, shift = false, alt = false, inFields = false, run, when = () => true }) {
  const binding = { code, then, ctrl, shift, alt, inFields, run, when };
  bindings.push(binding);
  return () => bindings.splice(bindings.indexOf(binding), 1);
}

const isField = (element) =>
  element?.isContentEditable || (element?.matches?.("input, textarea, select") && !element.matches("[type=checkbox], [type=radio], [type=button], [type=submit]"));
const isBlocked = () => document.querySelector("dialog[open], [popover]:popover-open") !== null;
const isOff = () => document.documentElement.dataset.keys === "off";

function fits(binding, event) {
  if (binding.code !== event.code || binding.ctrl !== (event.ctrlKey || event.metaKey)) return false;
  if (binding.shift !== event.shiftKey || binding.alt !== event.altKey) return false;
  const isPlain = !binding.ctrl && !binding.alt && SIGNS.test(binding.code);
  if (!binding.inFields && (isField(event.target) || isBlocked())) return false;
  return !(isPlain && isOff()) && binding.when(event);
}

function remember(code) {
  clearTimeout(first?.timer);
  first = code && { code, timer: setTimeout(() => { first = null; }, WAIT) };
}

function chosen(event) {
  if (first) {
    const second = bindings.findLast((binding) => binding.code === first.code && binding.then === event.code);
    if (second && !isField(event.target) && !isBlocked() && !isOff()) return second;
  }
  return bindings.findLast((binding) => !binding.then && fits(binding, event));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const binding = chosen(event);
  remember(null);
  if (binding) {
    if (binding.run(event) !== false) event.preventDefault();
  } else if (bindings.some((other) => other.then && fits(other, event))) {
    remember(event.code);
  }
});
