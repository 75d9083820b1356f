/* Say in Vietnamese what a file input says in the browser's language, and which files were chosen. */
export function enhance(box) {
  const input = box.querySelector("input[type='file']");
  const words = box.querySelector("[data-file-words]");
  const name = box.querySelector("[data-file-name]");
  const show = () => {
    const files = [...input.files];
    if (files.length) words.textContent = words.dataset.again;
    name.textContent = files.length ? `Đã chọn: ${files.map((file) => file.name).join(", ")}` : "";
  };
  box.classList.add("file-pick--on");
  input.addEventListener("change", show);
  show();
}
