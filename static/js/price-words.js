/* Read a price aloud under its box once the hand leaves it: "185k" is 185.000 ₫, spoken in words. */
const DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split(" ");
const SCALES = { "": 1, k: 1e3, n: 1e3, nghìn: 1e3, ngàn: 1e3, tr: 1e6, triệu: 1e6 };
const NBSP = "\u00a0";

/* Whole đồng of what was typed, or null: the server reads more ways than this one. */
export function amountOf(text) {
  const typed = text.normalize("NFC").trim().toLowerCase().replace(/\s*(₫|đồng|vnđ|đ)$/, "");
  if (/^\d{1,3}([., ]\d{3})+$/.test(typed)) return Number(typed.replace(/\D/g, ""));
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

export function enhance(input) {
  const line = document.createElement("p");
  line.className = "price-words";
  line.setAttribute("aria-live", "polite");
  input.after(line);
  const show = () => {
    const amount = amountOf(input.value);
    const digits = String(amount).replace(/\B(?=(\d{3})+$)/g, ".");
    line.textContent = amount ? `${digits}${NBSP}₫, ${inWords(amount)} đồng` : "";
  };
  input.addEventListener("change", show);
  show();
}
