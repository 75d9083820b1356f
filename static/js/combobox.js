/*
 * Searchable list over a native <select data-combobox>. The select keeps the value and the name;
 * typing needs no tone marks ("thai nguyen" finds "Thái Nguyên"). Options are read on every opening,
 * so a page may change them.
 */
const plain = (words) =>
  words
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/đ/g, "d")
    .trim();

export function enhance(select) {
  const id = select.id;
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  let shown = [];
  let active = -1;

  box.className = "combobox";
  list.className = "combobox__list";
  list.id = `${id}-list`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  input.className = select.className;
  input.type = "text";
  input.id = id;
  input.required = select.required;
  input.setAttribute("autocomplete", "off");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  select.id = `${id}-select`;
  select.required = false;
  select.hidden = true;
  select.after(box);
  box.append(input, list);

  const showChosen = () => {
    const option = select.selectedOptions[0];
    input.value = option && option.value !== "" ? option.text : "";
    input.placeholder = [...select.options].find((option) => option.value === "")?.text ?? "";
    input.disabled = select.disabled;
  };
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    select.value = option.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    showChosen();
    close();
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    list.children[index]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${id}-o${index}`);
  };
  const open = (search) => {
    const wanted = plain(search);
    shown = [...select.options].filter((option) => option.value !== "" && plain(option.text).includes(wanted));
    const items = shown.map((option, index) => {
      const item = document.createElement("li");
      item.className = "combobox__option";
      item.id = `${id}-o${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = option.text;
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(option));
      return item;
    });
    if (!items.length) {
      const none = document.createElement("li");
      none.className = "combobox__none";
      none.textContent = "Không thấy tên này. Gõ ít chữ hơn.";
      items.push(none);
    }
    list.replaceChildren(...items);
    list.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
  };

  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => open(""));
  input.addEventListener("input", () => open(input.value));
  input.addEventListener("blur", () => {
    if (shown.length === 1 && !list.hidden && input.value) choose(shown[0]);
    showChosen();
    close();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open("");
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (shown.length) mark((active + step + shown.length) % shown.length);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const option = shown[active] ?? shown[0];
      if (option) choose(option);
    } else if (event.key === "Escape") {
      showChosen();
      close();
    }
  });
  select.addEventListener("change", showChosen);
  showChosen();
}
