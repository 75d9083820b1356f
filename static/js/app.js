/* Load a module only on the pages that carry its data hook. Every page works without any of them. */
const modules = [
  ["form[data-suggest]", "./search-suggest.js"],
  ["[data-stepper]", "./stepper.js"],
  ["[data-confirm-once]", "./confirm-once.js"],
  ["[data-copy]", "./copy.js"],
  ["[data-save-qr]", "./save-qr.js"],
  ["select[data-combobox]", "./combobox.js"],
  ["input[data-photo-preview]", "./photo-preview.js"],
  ["input[data-photo-shrink]", "./photo-shrink.js"],
  ["[data-draft-offline]", "./draft-offline.js"],
  ["[data-draft-online]", "./draft-online.js"],
  ["[data-freight]", "./freight.js"],
  ["input[data-price-words]", "./price-words.js"],
  ["[data-shop-worker]", "./shop-offline.js"],
];

document.documentElement.classList.add("js");
document.querySelector("[data-error-summary]")?.focus();

for (const [selector, path] of modules) {
  const found = document.querySelectorAll(selector);
  if (found.length) {
    import(path).then((module) => found.forEach(module.enhance));
  }
}
