/* A form is sent once: the pressed button says so and a second press does nothing. */
export function enhance(button) {
  const form = button.form;
  if (!form) return;
  const words = button.textContent;

  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    button.setAttribute("aria-disabled", "true");
    button.classList.add("is-waiting");
    button.textContent = button.dataset.confirmOnce;
  });

  /* coming back with the browser's Back button finds the form usable again */
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    delete form.dataset.sent;
    button.removeAttribute("aria-disabled");
    button.classList.remove("is-waiting");
    button.textContent = words;
  });
}
