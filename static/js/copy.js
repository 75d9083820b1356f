/* Copy the value of data-copy and say so for two seconds. */
export function enhance(button) {
  if (!navigator.clipboard) return;
  const word = button.querySelector("[data-copy-word]") ?? button;
  const before = word.textContent;
  word.setAttribute("aria-live", "polite");
  button.hidden = false;

  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      word.textContent = "Đã chép";
    } catch {
      word.textContent = "Chưa chép được";
    }
    setTimeout(() => {
      word.textContent = before;
    }, 2000);
  });
}
