/* Minus and plus beside a number box; the number stays editable. */
const limit = (input, name, fallback) => (input[name] === "" ? fallback : Number(input[name]));

export function enhance(root) {
  const input = root.querySelector("input");
  const minus = root.querySelector("[data-stepper-minus]");
  const plus = root.querySelector("[data-stepper-plus]");
  const low = limit(input, "min", 0);
  const high = limit(input, "max", Infinity);
  const step = limit(input, "step", 1) || 1;

  const show = () => {
    const value = Number(input.value);
    minus.disabled = value <= low;
    plus.disabled = value >= high;
  };
  const move = (by) => {
    const value = Number.parseInt(input.value, 10) || low;
    input.value = String(Math.min(high, Math.max(low, value + by)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  };

  root.classList.remove("stepper--plain");
  minus.addEventListener("click", () => move(-step));
  plus.addEventListener("click", () => move(step));
  input.addEventListener("input", show);
  show();
}
