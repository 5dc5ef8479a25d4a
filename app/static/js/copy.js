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
