/* A form is sent once: the pressed button says so and a second press does nothing. */
const SELECTOR = "[data-confirm-once]";
const watched = new WeakSet();

/* Enter and unnamed buttons do what the form's own button does; a named button is another act. */
function buttonOf(form, pressed) {
  if (pressed?.matches(SELECTOR)) return pressed;
  return pressed?.name ? null : form.querySelector(SELECTOR);
}

export function enhance({ form }) {
  if (!form || watched.has(form)) return;
  watched.add(form);
  let button = null;
  let words = [];

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (button) {
      event.preventDefault();
      return;
    }
    button = buttonOf(form, event.submitter);
    if (!button) return;
    words = [...button.childNodes];
    button.setAttribute("aria-disabled", "true");
    button.classList.add("is-waiting");
    button.textContent = button.dataset.confirmOnce;
  });

  /* coming back with the browser's Back button finds the form usable again */
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted || !button) return;
    button.removeAttribute("aria-disabled");
    button.classList.remove("is-waiting");
    button.replaceChildren(...words);
    button = null;
  });
}
