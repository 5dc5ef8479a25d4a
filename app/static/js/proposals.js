/** Choosing a record fills the empty fields that go with it, such as a person's company, and says so in the field. What somebody wrote
 *  stays; what was only proposed follows the next choice. Without this module the server proposes the same when the form is saved. */

export function propose(form) {
  const proposed = new Map();

  function fill(box, { id = "", name = "" }, words) {
    const [value, was, text, note] = ["id", "was", "text", "note"].map((part) => box.querySelector(`[data-link-${part}]`));
    value.value = id; was.value = name; text.value = name; note.textContent = words;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function offer(name, target, of) {
    const box = form.querySelector(`[name="${CSS.escape(name)}"][data-link-id]`)?.closest("[data-link]");
    if (!box) return;
    const text = box.querySelector("[data-link-text]");
    const isOurs = proposed.has(name) && proposed.get(name) === text.value;
    if (text.value.trim() && !isOurs) return;
    if (!target && !isOurs) return;
    proposed.set(name, target?.name ?? "");
    decide(box, name);
    fill(box, target ?? {}, target ? box.dataset.proposed.replace("{name}", of) : "");
  }

  form.addEventListener("picked", ({ detail: hit }) => {
    Object.entries(hit.proposes ?? {}).forEach(([name, target]) => offer(name, target, hit.name));
  });
}

/** From here on an empty field is meant: the server proposes nothing in its place. */
function decide(box, name) {
  const hidden = box.querySelector("[data-link-decided]")
    ?? Object.assign(document.createElement("input"), { type: "hidden", name: `${name}.decided`, value: "1" });
  hidden.dataset.linkDecided = "";
  if (!hidden.isConnected) box.append(hidden);
}
