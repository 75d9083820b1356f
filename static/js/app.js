/*
 * Load a module only on the pages that carry its data hook. Every page works without any of them.
 * Each address stands in an import of its own: only there it gets its hashed name (marketplace/static_storage.py).
 */
const modules = [
  ["form[data-suggest]", () => import("./search-suggest.js")],
  ["[data-stepper]", () => import("./stepper.js")],
  ["[data-confirm-once]", () => import("./confirm-once.js")],
  ["[data-copy]", () => import("./copy.js")],
  ["[data-save-qr]", () => import("./save-qr.js")],
  ["select[data-combobox]", () => import("./combobox.js")],
  ["[data-file-pick]", () => import("./file-pick.js")],
  ["input[data-photo-preview]", () => import("./photo-preview.js")],
  ["input[data-photo-shrink]", () => import("./photo-shrink.js")],
  ["[data-draft-offline]", () => import("./draft-offline.js")],
  ["[data-draft-online]", () => import("./draft-online.js")],
  ["[data-freight]", () => import("./freight.js")],
  ["input[data-price-words]", () => import("./price-words.js")],
  ["[data-look-again]", () => import("./look-again.js")],
  ["[data-panorama]", () => import("./panorama.js")],
  ["[data-shop-worker]", () => import("./shop-offline.js")],
];

document.documentElement.classList.add("js");
document.querySelector("[data-error-summary]")?.focus();

for (const [selector, load] of modules) {
  const found = document.querySelectorAll(selector);
  if (found.length) {
    load().then((module) => found.forEach(module.enhance));
  }
}
