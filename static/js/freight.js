/* Show the fee to a province at once, and keep the province on this phone for the next product. */
const KEY = "giao-den";

function kept() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // a phone that keeps nothing: the choice holds for this page
  }
}

function keep(code) {
  try {
    localStorage.setItem(KEY, code);
  } catch {
    /* see above */
  }
}

export function enhance(form) {
  const select = form.querySelector("select");
  // What is known here the checkout begins with.
  const told = document.querySelector("[data-freight-chosen]");
  const lines = form.querySelectorAll("p[data-band]");
  const show = () => {
    if (told) told.value = select.value;
    const band = select.selectedOptions[0]?.dataset.band ?? "none";
    for (const line of lines) line.hidden = line.dataset.band !== band;
  };

  form.querySelector("button").hidden = true;
  if (!select.value) select.value = kept();
  if (select.selectedIndex < 0) select.selectedIndex = 0;
  select.addEventListener("change", () => {
    keep(select.value);
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
}
