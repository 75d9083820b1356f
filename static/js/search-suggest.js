/*
 * Suggestions below a search box while typing: a combobox whose list comes from data-suggest.
 * Without this module the box is a plain form. An answer is kept, so a word typed again asks nothing.
 */
const WAIT_MS = 160;
const LEAST = 2;
const kept = new Map();

async function ask(url, words, signal) {
  if (!kept.has(words)) {
    const answer = await fetch(`${url}?${new URLSearchParams({ q: words })}`, { signal });
    if (!answer.ok) return [];
    kept.set(words, (await answer.json()).suggestions);
  }
  return kept.get(words);
}

export function enhance(form) {
  const input = form.querySelector("input[name='q']");
  const list = document.createElement("ul");
  let timer = 0;
  let running = null;
  let active = -1;

  list.className = "combobox__list";
  list.id = `${input.id}-goi-y`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Gợi ý");
  list.hidden = true;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  form.append(list);

  const close = () => {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    list.children[index].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[index].id);
  };
  const line = ({ label, note, url }, index) => {
    const item = document.createElement("li");
    const hint = document.createElement("span");
    item.className = "combobox__option";
    item.id = `${list.id}-${index}`;
    item.dataset.url = url;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    hint.className = "combobox__note";
    hint.textContent = note;
    item.append(label, hint);
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => location.assign(url));
    return item;
  };
  const show = (found) => {
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...found.map(line));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
  };
  const look = () => {
    clearTimeout(timer);
    running?.abort();
    const words = input.value.trim();
    if (words.length < LEAST) return close();
    running = new AbortController();
    const { signal } = running;
    timer = setTimeout(() => {
      ask(form.dataset.suggest, words, signal)
        .then((found) => signal.aborted || show(found))
        .catch(() => {});
    }, WAIT_MS);
  };

  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.url);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look();
      else mark(active < 0 && event.key === "ArrowUp" ? count - 1 : (active + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    }
  });
}
