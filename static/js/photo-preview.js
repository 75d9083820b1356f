/* Show the chosen photos in the element named by data-photo-preview (an id) before they are sent. */
const SIDE = 480;

/* Drawn on a canvas: the content policy allows no picture addresses but the site's own. */
export async function tileOf(file, words) {
  const bitmap = await createImageBitmap(file);
  const scale = SIDE / Math.min(bitmap.width, bitmap.height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  canvas.getContext("2d").drawImage(bitmap, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
  bitmap.close();
  const tile = document.createElement("div");
  tile.className = "photo-tile";
  tile.append(canvas);
  return tile;
}

export async function show(input) {
  const target = document.getElementById(input.dataset.photoPreview);
  if (!target) return;
  const files = [...input.files].slice(0, Number(input.dataset.photoMax ?? 4));
  const drawn = await Promise.allSettled(
    files.map((file, index) => tileOf(file, `Ảnh ${index + 1} vừa chọn`)),
  );
  const tiles = drawn.filter((one) => one.status === "fulfilled").map((one) => one.value);
  target.replaceChildren(...tiles);
  target.hidden = tiles.length === 0;
}

export function enhance(input) {
  /* A photo that is made small first is shown by that module, once. */
  if (input.hasAttribute("data-photo-shrink")) return;
  input.addEventListener("change", () => show(input));
  // A quick hand chose before this module was here.
  if (input.files.length) show(input);
}
