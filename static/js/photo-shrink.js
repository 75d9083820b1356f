/*
 * Make chosen photos small on the phone before they travel: at most 1600 px and about 180 KB, turned
 * upright, without the place where they were taken. What cannot be read here goes as it is.
 */
import { show } from "./photo-preview.js";

const SIDES = [1600, 1280, 1024];
const QUALITIES = [0.8, 0.65, 0.5];
const GOAL_BYTES = 180 * 1024;

const jpegOf = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

function drawn(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const ink = canvas.getContext("2d");
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/* The smallest of a few tries that is good enough; the original when nothing is gained. */
export async function shrunk(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  let best = null;
  for (const side of SIDES) {
    const canvas = drawn(bitmap, side);
    for (const quality of QUALITIES) {
      const blob = await jpegOf(canvas, quality);
      if (blob && (!best || blob.size < best.size)) best = blob;
      if (best?.size <= GOAL_BYTES) break;
    }
    if (best?.size <= GOAL_BYTES) break;
  }
  bitmap.close();
  if (!best) return file;
  return new File([best], "anh.jpg", { type: "image/jpeg" });
}

export function enhance(input) {
  const { form } = input;
  let working = null;

  const shrinkAll = async () => {
    const files = [...input.files].slice(0, Number(input.dataset.photoMax ?? 4));
    const box = new DataTransfer();
    for (const file of files) box.items.add(await shrunk(file).catch(() => file));
    input.files = box.files;
    await show(input);
    /* The first photo is the answer to this screen; more can be added on the way back. */
    if (input.hasAttribute("data-photo-onward")) setTimeout(() => form.requestSubmit(), 0);
  };
  const begin = () => {
    if (!input.files.length) return;
    const own = shrinkAll().catch(() => show(input));
    working = own;
    own.finally(() => {
      if (working === own) working = null;
    });
  };
  input.addEventListener("change", begin);
  /* Pressed while the photo is being made small: go on as soon as it is. */
  form.addEventListener(
    "submit",
    (event) => {
      if (!working) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      working.finally(() => setTimeout(() => form.requestSubmit(submitter), 0));
    },
    { capture: true },
  );
  if (input.files.length) begin();
}
