/** While somebody is being added: who may be here already, by name, number or address. Without this module the full form says it
 *  after saving. */
import { request } from "splot/http";

const place = document.querySelector("[data-likely]");
const form = place?.closest("form");
const PAUSE = 400;
let timer = 0;
let asked = "";

function about() {
  const words = new URLSearchParams({ kind: place.dataset.likely });
  words.set("name", place.dataset.named.split(" ").map((name) => form.elements[name]?.value.trim()).filter(Boolean).join(" "));
  form.querySelectorAll("[data-rows] input[name$='.value']").forEach((input) => { if (input.value.trim()) words.append("channel", input.value.trim()); });
  return words.toString();
}

async function look() {
  const words = about();
  if (words === asked) return;
  asked = words;
  const { html } = await request(`/search/likely?${words}`).catch(() => ({ html: "" }));
  if (words === asked) place.innerHTML = html;
}

form?.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); });
if (form) look();
