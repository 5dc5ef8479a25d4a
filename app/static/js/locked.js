/** *Ask* on a locked line sends the question at once; without this module it leads to the page that asks. */
import { request } from "splot/http";
import { toast } from "splot/toasts";

export async function ask(place) {
  if (!place.dataset.ask) return;
  const url = place.dataset.ask;
  place.dataset.ask = "";
  try {
    const { said } = await request(url, { method: "POST" });
    place.textContent = place.dataset.done;
    toast(said);
  } catch (error) {
    toast(error.message, { bad: true });
  }
}

document.addEventListener("click", (event) => {
  const place = event.target.closest?.("a[data-ask]");
  if (!place || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  ask(place);
});
