/*
 * Choosing the place or the delivery asks the server for the same page again and takes over its
 * marked parts: the places, the fees, the ways to pay and the total. Without this module the
 * buttons "Chọn tỉnh", "Tìm" and "Tính lại phí giao" do it.
 */
import { enhance as searchable } from "./combobox.js";
import { watch as watchPlaces } from "./place-search.js";

const form = document.querySelector("[data-checkout]");
const step = (value) => form.querySelector(`button[name="viec"][value="${value}"]`);
let newest = 0;

function prepare() {
  for (const button of form.querySelectorAll("[data-choose-province], [data-choose-again]")) {
    button.hidden = true;
  }
}

/* Take over the marked parts of a fresh page; what has the focus keeps it. */
function takeOver(page, kept) {
  const focused = document.activeElement?.id;
  for (const part of form.querySelectorAll("[data-refresh]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || (kept && part.contains(kept))) continue;
    part.replaceWith(document.adoptNode(fresh));
    fresh.querySelectorAll("select[data-combobox]").forEach(searchable);
  }
  prepare();
  if (focused && document.activeElement === document.body) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

async function ask(button, { kept = null } = {}) {
  newest += 1;
  const mine = newest;
  const data = new FormData(form);
  data.append(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body: data });
  if (mine !== newest) return;
  if (!answer.ok || answer.redirected) throw new Error("the page itself must be asked");
  takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"), kept);
}

function again(button, options) {
  return ask(button, options).catch(() => form.requestSubmit(button));
}

if (form) {
  prepare();
  watchPlaces(form);
  form.addEventListener("change", ({ target }) => {
    if (target.matches("select[name='province']")) again(step("chon-tinh"));
    if (target.matches("select[name='commune']")) again(step("chon-tinh"), { kept: target });
    if (target.matches("[data-choose-delivery]")) again(step("tinh-phi"));
  });
  form.addEventListener("click", (event) => {
    const place = event.target.closest("button[name='chon_xa']");
    if (!place) return;
    event.preventDefault();
    again(place).then(() => form.querySelector("[name='line1']").focus());
  });
}
