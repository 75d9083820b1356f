/* Looks a commune up while its name, new or old, is being typed; the button "Tìm" does the same. */
const WAIT_MS = 300;

async function show(root, signal) {
  const input = root.querySelector("input");
  const found = root.querySelector("[aria-live]");
  const words = input.value.trim();
  if (words.length < 2) {
    found.replaceChildren();
    return;
  }
  const province = input.form.elements.province?.value ?? "";
  const url = `${root.dataset.url}?${new URLSearchParams({ q: words, tinh: province })}`;
  const answer = await fetch(url, { signal });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  found.replaceChildren(...page.body.childNodes);
}

/* The search box is replaced when the place changes, so the form listens for it. */
export function watch(form) {
  let timer = 0;
  let running = null;

  const look = (root, wait) => {
    clearTimeout(timer);
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    timer = setTimeout(() => show(root, signal).catch(() => {}), wait);
  };
  const boxOf = (target) => target.closest("[data-place-search]");

  form.addEventListener("input", ({ target }) => {
    const root = boxOf(target);
    if (root && target.name === "tim_xa") look(root, WAIT_MS);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.name !== "tim_xa") return;
    event.preventDefault();
    look(boxOf(event.target), 0);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[value='tim-xa']");
    if (!button) return;
    event.preventDefault();
    look(boxOf(button), 0);
  });
}
