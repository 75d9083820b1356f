"""Template filters that write numbers, dates and phones the Vietnamese way."""

import re
from decimal import Decimal, InvalidOperation

from django import template
from django.utils.html import format_html, format_html_join

from common import dates, money, numbers, phones, units

register = template.Library()
MISSING = "—"
#: Letters of a heading that a screen of 360 px surely holds.
_WIDE = 18
_MEASURE = re.compile(r"(?<=\d) (?=(?:g|kg|ml|l|lít)\b)")


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@register.filter
def vnd(value: object) -> str:
    """Write ``1.250.000 ₫``; a dash when there is no number."""
    number = _decimal(value)
    return MISSING if number is None else money.format_vnd(number)


@register.filter
def short_vnd(value: object) -> str:
    """Write ``2,45 tỷ đồng``; a dash when there is no number."""
    number = _decimal(value)
    return MISSING if number is None else money.short_vnd(number)


@register.filter
def number(value: object, places: int | None = None) -> str:
    """Write ``15.000`` or ``1.234,5``; ``places`` fixes the decimals, half-up."""
    exact = _decimal(value)
    return MISSING if exact is None else numbers.format_number(exact, places)


@register.filter
def percent(value: object, places: int = 1) -> str:
    """Write ``12,5 %`` for 12.5; a round figure loses its zero decimals."""
    exact = _decimal(value)
    return MISSING if exact is None else numbers.format_percent(exact, int(places))


@register.filter
def grams(value: object) -> str:
    """Write ``500 g`` or ``1,2 kg``; a dash when there is no weight."""
    weight = _decimal(value)
    return MISSING if weight is None else units.format_grams(int(weight))


@register.filter
def vn_date(value: object) -> str:
    """Write ``22/11/2026``; a dash when there is no date."""
    return dates.format_date(value) if value else MISSING


@register.filter
def vn_datetime(value: object) -> str:
    """Write ``22/11/2026 14:05`` in Vietnam time; a dash when there is none."""
    return dates.format_datetime(value) if value else MISSING


@register.filter
def phone(value: str) -> str:
    """Write ``0912 345 678``."""
    return phones.format_phone(str(value)) if value else MISSING


@register.filter
def masked_phone(value: str) -> str:
    """Write ``0912 *** 678``."""
    return phones.mask_phone(str(value)) if value else MISSING


@register.filter
def in_words(value: object) -> str:
    """Write the amount in words: ``một trăm tám mươi lăm nghìn đồng``."""
    amount = _decimal(value)
    return "" if amount is None else money.vnd_in_words(amount)


@register.filter
def tied(value: object) -> str:
    """Keep a number and its measure on one line: ``gói 500 g`` never ends in a lone ``g``."""
    return _MEASURE.sub(numbers.NBSP, str(value))


@register.filter
def unbroken(value: object) -> str:
    """Keep ``C-ThaiNguyen`` on one line; what is longer than a phone is wide may break."""
    words = str(value).split()
    return format_html_join(
        " ", "{}", ((_one_line(word) if "-" in word else word,) for word in words)
    )


def _one_line(word: str) -> str:
    return format_html('<span class="nowrap">{}</span>', word) if len(word) <= _WIDE else word
