"""Whole-đồng amounts: writing them, reading what people type, and unit prices."""

import re
from decimal import ROUND_HALF_UP, Decimal

from common.numbers import NBSP, format_number

MAX_VND = Decimal(9_999_999_999)

_EXAMPLE = "Ví dụ: 185.000 hoặc 185k."
_MILLION = 1_000_000
_BILLION = 1_000_000_000
_SCALE_WORDS = {
    **dict.fromkeys(("k", "n", "ng", "nghìn", "ngàn", "nghin", "ngan"), 1_000),
    **dict.fromkeys(("tr", "triệu", "trieu", "củ"), _MILLION),
    **dict.fromkeys(("tỷ", "tỉ", "ty", "ti"), _BILLION),
}
_SCALE = "|".join(sorted(_SCALE_WORDS, key=len, reverse=True))
_CURRENCY = re.compile(r"\s*(?:₫|đồng|dong|vnđ|vnd|đ)\.?$")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
_PLAIN = re.compile(r"[0-9]+")
_FRACTION = re.compile(r"[0-9]+[.,][0-9]+")
_SCALED = re.compile(rf"([0-9]+(?:[.,][0-9]{{1,2}})?)\s*({_SCALE})")
_SCALED_TAIL = re.compile(rf"([0-9]+)\s*({_SCALE})\s*([0-9]{{1,3}}|rưỡi)")
_SCALED_PAIR = re.compile(rf"([0-9]+)\s*({_SCALE})\s*([0-9]{{1,3}})\s*({_SCALE})")

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


class InvalidMoney(ValueError):
    """An amount that cannot be understood; ``message`` is for the person typing."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def format_vnd(amount: Decimal | int) -> str:
    """Return ``1.250.000 ₫`` with a no-break space; fractions round half-up."""
    whole = int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))
    return f"{format_number(whole)}{NBSP}₫"


def short_vnd(amount: Decimal | int) -> str:
    """Return an amount as officials write it: ``2,45 tỷ đồng``; 3 significant digits."""
    value = Decimal(amount)
    if value < 0:
        return f"-{short_vnd(-value)}"
    rounded = _three_significant(value)
    for size, word in (
        (1_000 * _BILLION, "nghìn tỷ đồng"),
        (_BILLION, "tỷ đồng"),
        (_MILLION, "triệu đồng"),
        (1_000, "nghìn đồng"),
        (1, "đồng"),
    ):
        if rounded >= size:
            return f"{format_number(rounded / size)}{NBSP}{word}"
    return f"0{NBSP}đồng"


def parse_vnd(text: str) -> Decimal:
    """Return whole đồng from what a person types: ``120k``, ``1tr2``, ``120.000đ``.

    Raises ``InvalidMoney`` with a Vietnamese sentence and an example.
    """
    typed = " ".join(str(text).replace(NBSP, " ").lower().split())
    if not typed:
        raise InvalidMoney(f"Nhập số tiền. {_EXAMPLE}")
    if typed.startswith(("-", "\u2212")):
        raise InvalidMoney(f"Số tiền không được âm. {_EXAMPLE}")
    amount = _read_amount(_CURRENCY.sub("", typed))
    if amount > MAX_VND:
        raise InvalidMoney(f"Số tiền lớn quá. Nhập không quá {format_vnd(MAX_VND)}. {_EXAMPLE}")
    return amount


def price_per_base(price_vnd: Decimal | int, net_weight_g: int) -> Decimal:
    """Return whole đồng per kilogram (or litre), half-up: 65 000 ₫, 300 g → 216 667.

    Raises ``ValueError`` when the weight is not positive.
    """
    if net_weight_g <= 0:
        raise ValueError("net_weight_g must be positive")
    exact = Decimal(price_vnd) * 1000 / net_weight_g
    return exact.quantize(Decimal(1), ROUND_HALF_UP)


def vnd_in_words(amount: Decimal | int) -> str:
    """Return the amount read aloud: 185000 → ``một trăm tám mươi lăm nghìn đồng``."""
    whole = int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))
    if whole < 0:
        return f"âm {vnd_in_words(-whole)}"
    return f"{_read_number(whole)} đồng"


def _read_amount(typed: str) -> Decimal:
    if _PLAIN.fullmatch(typed):
        return Decimal(typed)
    if _GROUPED.fullmatch(typed):
        return Decimal(re.sub(r"[., ]", "", typed))
    if match := _SCALED.fullmatch(typed):
        number, word = match.groups()
        return _whole(Decimal(number.replace(",", ".")) * _SCALE_WORDS[word])
    if match := _SCALED_TAIL.fullmatch(typed):
        number, word, tail = match.groups()
        scale = _SCALE_WORDS[word]
        # "1tr2" is 1.2 million: the tail counts tenths, hundredths, thousandths.
        part = Decimal("0.5") if tail == "rưỡi" else Decimal(f"0.{tail}")
        return _whole((Decimal(number) + part) * scale)
    if match := _SCALED_PAIR.fullmatch(typed):
        high, high_word, low, low_word = match.groups()
        if _SCALE_WORDS[low_word] * 1000 == _SCALE_WORDS[high_word]:
            return Decimal(high) * _SCALE_WORDS[high_word] + (Decimal(low) * _SCALE_WORDS[low_word])
    if _FRACTION.fullmatch(typed):
        raise InvalidMoney(f"Số tiền là số đồng chẵn, không có phần lẻ. {_EXAMPLE}")
    raise InvalidMoney(f"Chưa hiểu số tiền này. Nhập bằng chữ số. {_EXAMPLE}")


def _whole(amount: Decimal) -> Decimal:
    if amount > MAX_VND:
        return amount  # refused by the caller; ``quantize`` cannot hold any number of digits
    if amount != amount.to_integral_value():
        raise InvalidMoney(f"Số tiền là số đồng chẵn, không có phần lẻ. {_EXAMPLE}")
    return amount.quantize(Decimal(1))


def _three_significant(value: Decimal) -> Decimal:
    step = Decimal(1).scaleb(max(value.adjusted() - 2, 0))
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _read_number(value: int) -> str:
    if value == 0:
        return _DIGITS[0]
    if value >= _BILLION:
        high, rest = divmod(value, _BILLION)
        words = [f"{_read_number(high)} tỷ"]
    else:
        rest, words = value, []
    for size, name in ((_MILLION, " triệu"), (1_000, " nghìn"), (1, "")):
        group, rest = divmod(rest, size)
        if group:
            words.append(_read_group(group, after_higher=bool(words)) + name)
    return " ".join(words)


def _read_group(group: int, *, after_higher: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or after_higher else []
    if tens == 0:
        if ones:
            words += ["linh", _DIGITS[ones]] if words else [_DIGITS[ones]]
    else:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
        if ones:
            words.append(_ones_after_tens(tens, ones))
    return " ".join(words)


def _ones_after_tens(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    if tens > 1 and ones == 1:
        return "mốt"
    if tens > 1 and ones == 4:
        return "tư"
    return _DIGITS[ones]
