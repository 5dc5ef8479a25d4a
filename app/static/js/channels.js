/** Phones and e-mails: rows added and removed without a visit to the server. */
let next = 1000;

export function enhance(root = document) {
  root.querySelectorAll("[data-rows]").forEach(start);
}

function start(box) {
  const list = box.querySelector("[data-list]");
  const template = box.querySelector("template");
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const changed = () => box.dispatchEvent(new Event("change", { bubbles: true }));

  function add() {
    const holder = document.createElement("div");
    holder.append(template.content.cloneNode(true));
    holder.innerHTML = holder.innerHTML.replaceAll("NUMBER", String(++next));
    const row = holder.firstElementChild;
    if (!list.querySelector("[type=radio]:checked")) row.querySelector("[type=radio]").checked = true;
    list.append(row);
    row.querySelector("input").focus();
  }

  function drop(row) {
    const wasMain = row.querySelector("[type=radio]").checked;
    row.remove();
    if (wasMain && rows().length) rows()[0].querySelector("[type=radio]").checked = true;
    box.querySelector("[name=more]").focus();
    changed();
  }

  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.name === "more") { event.preventDefault(); add(); }
    if (button?.name === "drop") { event.preventDefault(); drop(button.closest("[data-row]")); }
  });
}
