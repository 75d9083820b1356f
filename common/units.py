"""Weights in grams and the units that farm goods are sold by."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from common.numbers import NBSP, format_number

_EXAMPLE = "Ví dụ: 500 g hoặc 1,2 kg."
_MAX_GRAMS = 100_000_000
_GRAMS_IN = {
    **dict.fromkeys(("g", "gr", "gam", "gram"), 1),
    **dict.fromkeys(("lạng", "lang"), 100),
    **dict.fromkeys(("kg", "ký", "kí", "cân", "kilogam", "kilo"), 1_000),
    **dict.fromkeys(("yến", "yen"), 10_000),
    **dict.fromkeys(("tạ", "ta"), 100_000),
    **dict.fromkeys(("tấn", "tan"), 1_000_000),
}
_WORDS = "|".join(sorted(_GRAMS_IN, key=len, reverse=True))
_WEIGHT = re.compile(rf"([0-9]+(?:[.,][0-9]+)?)\s*({_WORDS})?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")


class InvalidWeight(ValueError):
    """A weight that cannot be understood; ``message`` is for the person typing."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class SaleUnit:
    """A unit that a price is for, with the word that people see."""

    code: str
    label: str


SALE_UNITS: tuple[SaleUnit, ...] = tuple(
    SaleUnit(code, label)
    for code, label in (
        ("kg", "kg"),
        ("goi", "gói"),
        ("hop", "hộp"),
        ("tui", "túi"),
        ("chai", "chai"),
        ("hu", "hũ"),
        ("lo", "lọ"),
        ("can", "can"),
        ("lit", "lít"),
        ("con", "con"),
        ("qua", "quả"),
        ("chuc", "chục"),
        ("bo", "bó"),
        ("mo", "mớ"),
        ("nai", "nải"),
        ("buong", "buồng"),
        ("set", "bộ"),
        ("chiec", "chiếc"),
        ("cap", "cặp"),
        ("ong", "ống"),
        ("thung", "thùng"),
        ("khay", "khay"),
        ("cay", "cây"),
        ("ve", "vé"),
    )
)
SALE_UNIT_CHOICES = [(unit.code, unit.label) for unit in SALE_UNITS]
_LABELS = dict(SALE_UNIT_CHOICES)


def unit_label(code: str) -> str:
    """Return the word for a sale unit: ``goi`` → ``gói``; unknown codes come back."""
    return _LABELS.get(code, code)


def format_grams(weight_g: int) -> str:
    """Return ``500 g``, ``1,2 kg`` or ``2,5 tấn``; three decimals at most."""
    for size, word in ((1_000_000, "tấn"), (1_000, "kg")):
        if abs(weight_g) >= size:
            amount = (Decimal(weight_g) / size).quantize(Decimal("0.001"), ROUND_HALF_UP)
            return f"{format_number(amount)}{NBSP}{word}"
    return f"{weight_g}{NBSP}g"


def parse_grams(text: str) -> int:
    """Return grams from ``500g``, ``0,5 kg``, ``2 lạng``; a bare number is grams.

    Raises ``InvalidWeight`` with a Vietnamese sentence and an example.
    """
    typed = " ".join(str(text).replace(NBSP, " ").lower().split())
    if not typed:
        raise InvalidWeight(f"Nhập khối lượng. {_EXAMPLE}")
    match = _WEIGHT.fullmatch(typed)
    if not match:
        raise InvalidWeight(f"Chưa hiểu khối lượng này. {_EXAMPLE}")
    number, word = match.groups()
    grams_in_word = _GRAMS_IN[word or "g"]
    if grams_in_word == 1 and _GROUPED.fullmatch(number):
        number = number.replace(".", "")
    grams = Decimal(number.replace(",", ".")) * grams_in_word
    if grams != grams.to_integral_value():
        raise InvalidWeight(f"Khối lượng lẻ dưới 1 gam. {_EXAMPLE}")
    if not 0 < grams <= _MAX_GRAMS:
        raise InvalidWeight(f"Khối lượng phải từ 1 g đến 100 tấn. {_EXAMPLE}")
    return int(grams)
