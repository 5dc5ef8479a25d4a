/** A button that copies what stands in the field beside it. */
const button = document.querySelector("[data-copy]");
const field = document.querySelector("[data-token]");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.querySelector("span").textContent = button.dataset.done;
  });
}
field?.select();
// what sending the form made is not made again when the page is loaded anew
if (field?.dataset.then) history.replaceState(null, "", field.dataset.then);
