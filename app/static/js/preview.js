/** The preview: the main facts of the keyboard row, in a drawer beside the list. Space opens and shuts it; it follows j and k. */
import { request } from "splot/http";
import { register } from "splot/keys";
import { current, profileOf, table } from "splot/rows";
import { toast } from "splot/toasts";

const PAUSE = 120;
const drawer = document.getElementById("preview");
const cache = new Map();
let timer = 0;
let shown = null;

const isOpen = () => !drawer.hidden;

async function show(row) {
  const id = row.dataset.id;
  shown = id;
  if (!cache.has(id)) drawer.classList.toggle("is-busy", isOpen());
  try {
    const { html } = cache.get(id) ?? (await request(`${table.dataset.route}/preview/${id}`));
    cache.set(id, { html });
    if (shown !== id) return;
    drawer.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    drawer.hidden = false;
    drawer.querySelector("[data-preview-open]").href = profileOf(row);
  } catch (error) {
    if (shown === id) toast(error.message, { bad: true });
  } finally {
    drawer.classList.remove("is-busy");
  }
}

function close() {
  shown = null;
  drawer.hidden = true;
  drawer.replaceChildren();
}

const follow = (row) => { clearTimeout(timer); if (isOpen() && row.dataset.id !== shown) timer = setTimeout(show, PAUSE, row); };

if (drawer && table) {
  register({
    code: "Space",
    run: () => (isOpen() ? close() : show(current())),
    when: (event) => current() && !event.target.closest?.("button, summary, input, [role=button]"),
  });
  register({ code: "Escape", run: close, when: isOpen });
  document.addEventListener("splot:at", (event) => follow(event.detail.row));
  document.addEventListener("splot:row", (event) => { cache.delete(event.detail.row.dataset.id); if (isOpen() && shown === event.detail.row.dataset.id) show(event.detail.row); });
  document.addEventListener("submit", (event) => { if (event.target.matches("form[data-mass]")) close(); });
  drawer.addEventListener("click", (event) => { if (event.target.closest("[data-preview-close]")) close(); });
}
