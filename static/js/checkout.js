/*
 * Choosing the province asks the server for the same page again and takes over its marked parts:
 * the communes, the fees and the total. Without this module the button "Chọn tỉnh" does it.
 */
import { enhance as searchable } from "./combobox.js";

const form = document.querySelector("[data-checkout]");
const button = form?.querySelector("[data-choose-province]");
const province = form?.querySelector("select[name='province']");

async function refresh() {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) });
  if (!answer.ok || answer.redirected) {
    form.requestSubmit(button);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of form.querySelectorAll("[data-refresh]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh) continue;
    part.replaceWith(document.adoptNode(fresh));
    fresh.querySelectorAll("select[data-combobox]").forEach(searchable);
  }
}

if (province) {
  button.hidden = true;
  province.addEventListener("change", () => refresh().catch(() => form.requestSubmit(button)));
}
