/*
 * The one page kept for no network: it holds all screens, shows the one of the address and fills in
 * what was answered. The service worker takes its forms like those of the server's pages.
 */
import { ADDRESS, draftOf, ROOT, STEPS } from "./draft-store.js";
import { nextPath } from "./draft-queue.js";
import { tileOf } from "./photo-preview.js";
import { amountOf, vnd } from "./price-words.js";

const path = (draft, step) => `${ROOT}${draft}/${step}/`;

function fill(form, fields) {
  for (const box of form.elements) {
    const value = fields[box.name];
    if (value === undefined || box.type === "hidden" || box.type === "file" || box.type === "submit") continue;
    if (box.type === "radio") box.checked = box.value === value;
    else box.value = value;
  }
}

async function showPhotos(target, photos) {
  const tiles = await Promise.allSettled(photos.map((photo, at) => tileOf(photo, `Ảnh ${at + 1}`)));
  target.replaceChildren(...tiles.filter((one) => one.value).map((one) => one.value));
  target.hidden = !target.children.length;
}

/* Rows of the last screen: question, answer, way back. */
function rowsOf(screen, draft, { fields, photos }) {
  const price = amountOf(fields.price ?? "");
  const unit = document.querySelector(`#id_sale_unit option[value="${fields.sale_unit || "goi"}"]`)?.text;
  const texts = {
    anh: photos.length ? `${photos.length} ảnh` : "",
    mon: fields.title || "Đặt tên theo nhóm hàng",
    "cach-ban": fields.pack?.includes(":") ? fields.pack.replace(":", " ") : `${unit} ${fields.net_weight ?? ""}`,
    gia: price ? vnd(price) : fields.price,
    "so-luong": fields.stock,
  };
  for (const row of screen.querySelectorAll("[data-row]")) {
    row.querySelector("dd").textContent = texts[row.dataset.row] || "Chưa trả lời";
    row.querySelector("a").href = path(draft, row.dataset.row);
  }
}

function watchPrice(box) {
  box.addEventListener("input", () => {
    box.setCustomValidity(!box.value || amountOf(box.value) ? "" : "Nhập giá bằng chữ số, ví dụ 185.000.");
  });
}

export async function enhance(root) {
  const cho = new URLSearchParams(location.search).get("cho");
  const [, draft = cho ?? crypto.randomUUID(), asked = cho ? "cho" : STEPS[0]] = ADDRESS.exec(location.pathname) ?? [];
  const step = root.querySelector(`[data-step="${asked}"]`) ? asked : STEPS[0];
  const known = { fields: {}, photos: [], ...(await draftOf(draft)) };
  for (const screen of root.querySelectorAll("[data-step]")) screen.hidden = screen.dataset.step !== step;
  const screen = root.querySelector(`[data-step="${step}"]`);
  const back = document.querySelector(".seller-bar__back");
  if (STEPS.indexOf(step) > 0) back.href = path(draft, STEPS[STEPS.indexOf(step) - 1]);
  const form = screen.querySelector("form");
  if (form) {
    form.action = path(draft, step);
    fill(form, known.fields);
    const camera = form.querySelector("[data-photo-shrink]");
    camera?.toggleAttribute("required", !known.photos.length);
    camera?.toggleAttribute("data-photo-onward", !known.photos.length);
  }
  if (step === "gia") watchPrice(screen.querySelector("[name=price]"));
  if (step === "anh") showPhotos(screen.querySelector("[data-kept-photos]"), known.photos);
  if (step === "xem-lai") rowsOf(screen, draft, known);
  document.title = screen.querySelector("h1").textContent;
  screen.querySelector("[data-next]")?.setAttribute("href", nextPath(draft, "anh"));
  screen.querySelector("input[type=text]")?.focus();
}
