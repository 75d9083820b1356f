/*
 * Read a price aloud under its box while it is typed: "185k" is 185.000 ₫, spoken in words. With
 * data-net-weight (grams) and data-fee-percent also the price per kilogram and what the seller gets.
 */
const DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split(" ");
const SCALES = { "": 1, k: 1e3, n: 1e3, ng: 1e3, nghìn: 1e3, ngàn: 1e3, nghin: 1e3, ngan: 1e3, tr: 1e6, triệu: 1e6, trieu: 1e6 };
const NBSP = "\u00a0";

/* Whole đồng of what was typed, or null: the server reads more ways than this one. */
export function amountOf(text) {
  const typed = text.normalize("NFC").trim().toLowerCase().replace(/\s*(₫|đồng|vnđ|vnd|đ)$/, "");
  if (/^\d{1,3}([., ])\d{3}(\1\d{3})*$/.test(typed)) return Number(typed.replace(/\D/g, ""));
  const tail = /^(\d+)\s*([a-zà-ỹ]+)\s*(\d{1,3}|rưỡi)$/.exec(typed);
  if (tail && SCALES[tail[2]] > 1) {
    return Math.round(Number(`${tail[1]}.${tail[3] === "rưỡi" ? 5 : tail[3]}`) * SCALES[tail[2]]);
  }
  const parts = /^(\d+)(?:[.,](\d{1,2}))?\s*([a-zà-ỹ]*)$/.exec(typed);
  const scale = parts && SCALES[parts[3]];
  if (!scale || (parts[2] && scale === 1)) return null;
  return Math.round(Number(`${parts[1]}.${parts[2] ?? 0}`) * scale);
}

function group(value, isLater) {
  const [hundreds, tens, ones] = String(value).padStart(3, "0").split("").map(Number);
  const words = hundreds || isLater ? [DIGITS[hundreds], "trăm"] : [];
  if (tens === 0 && ones && words.length) words.push("linh");
  if (tens) words.push(...(tens === 1 ? ["mười"] : [DIGITS[tens], "mươi"]));
  if (ones === 1 && tens > 1) words.push("mốt");
  else if (ones === 4 && tens > 1) words.push("tư");
  else if (ones === 5 && tens) words.push("lăm");
  else if (ones) words.push(DIGITS[ones]);
  return words;
}

export function inWords(amount) {
  const words = [];
  for (const [size, name] of [[1e9, "tỷ"], [1e6, "triệu"], [1e3, "nghìn"], [1, ""]]) {
    const part = Math.floor(amount / size) % 1000;
    if (part) words.push(...group(part, words.length > 0), name);
  }
  return words.filter(Boolean).join(" ");
}

const dotted = (amount) => String(amount).replace(/\B(?=(\d{3})+$)/g, ".");
export const vnd = (amount) => `${dotted(amount)}${NBSP}₫`;

function element(tag, css, ...children) {
  const made = document.createElement(tag);
  made.className = css;
  made.append(...children);
  return made;
}

const row = (label, amount, css = "") =>
  element("p", `price-line ${css}`, element("span", "", label), element("span", "price-line__sum", vnd(amount)));

/* Digits get their dots while the hand writes at the end; anything else stays as typed. */
function addDots(input) {
  const digits = input.value.replace(/\./g, "");
  if (/^\d{4,9}$/.test(digits) && input.selectionStart === input.value.length) input.value = dotted(digits);
}

export function enhance(input) {
  const target = document.getElementById(input.dataset.priceWords) ?? element("div", "price-lines");
  if (!target.isConnected) {
    target.setAttribute("aria-live", "polite");
    input.after(target);
  }

  const show = () => {
    const amount = amountOf(input.value);
    const lines = [];
    if (amount) {
      const words = inWords(amount);
      lines.push(element("p", "price-words", `${words[0].toUpperCase()}${words.slice(1)} đồng`));
      const grams = Number(input.dataset.netWeight ?? 0);
      const percent = Number(input.dataset.feePercent ?? NaN);
      if (grams > 0) lines.push(row("Tính ra mỗi ki-lô-gam", Math.round((amount * 1000) / grams)));
      if (percent >= 0) {
        const fee = Math.round((amount * percent) / 100);
        lines.push(row("Phí sàn", fee), row("Bạn nhận về", amount - fee, "price-line--total"));
      }
    }
    target.replaceChildren(...lines);
  };
  input.addEventListener("input", (event) => {
    if (event.inputType?.startsWith("insert")) addDots(input);
    show();
  });
  show();
}
