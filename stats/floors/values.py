"""Cells of reports as people write them: names of floors, periods, whole numbers, money.

Pure. What can be understood in two ways is refused with a sentence, never guessed.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings

from common.dates import InvalidDate
from common.errors import BusinessRuleError
from common.sheet_days import sheet_day
from common.text import canonical_tone, fold, normalize

#: Folded names under which floors are known.
FLOORS = {
    "Postmart": (
        "postmart", "postmart vn", "buudien", "nongsan buudien vn", "nong san buu dien",
        "nong san buu dien viet nam", "buu dien",
    ),
    "Vỏ Sò": ("vo so", "voso", "voso vn", "vo so vn", "viettel post"),
}  # fmt: skip
_KNOWN = {folded: name for name, all_of in FLOORS.items() for folded in all_of}
_MOST_NAME = 40
#: Cells that say "not given".
NOT_GIVEN = frozenset({"-", "–", "—", "không có", "chưa có", "n/a"})
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[., ]\d{3})+")
#: 1500,00 is whole; in 1500.000 the zeros may be a group, for nobody writes three after a comma.
_WHOLE = re.compile(r"(\d+)(?:[.,]0{1,2})?")
_BADLY_GROUPED = re.compile(r"\d{4,}[.,]\d{3}")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
#: 1.840,5 and 1,840.5: two separators leave no doubt.
_MIXED = re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d+)|(\d{1,3}(?:,\d{3})+)\.(\d+)")
_MOST = 2_000_000_000
#: Far more than any figure has; ``int`` itself gives up at some thousand digits.
_LONGEST_NUMBER = 40
_MOST_VND = Decimal(10) ** 15
_UNITS = {"trieu": 10**6, "ty": 10**9, "ti": 10**9, "nghin": 1000, "ngan": 1000}
_MONEY = re.compile(r"(?P<number>[\d., ]*\d)\s*(?P<unit>[^\d]*)")
_DAYS = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4}-\d{2}-\d{2}")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_PERIODS = (
    (re.compile(r"(?:thang )?(\d{1,2}) (\d{4})"), lambda n, year: (year, n, n)),
    (re.compile(r"quy (iv|i{1,3}|[1-4])(?: nam)? (\d{4})"),
     lambda n, year: (year, 3 * n - 2, 3 * n)),
    (re.compile(r"(\d{1,2}) thang(?: dau)?(?: nam)? (\d{4})"), lambda n, year: (year, 1, n)),
    (re.compile(r"(\d{1,2}) thang cuoi(?: nam)? (\d{4})"), lambda n, year: (year, 13 - n, 12)),
)  # fmt: skip
_YEAR = re.compile(r"(?:ca )?(?:nam )?(\d{4})")
_PERIOD_WORDS = "Ghi kỳ như “tháng 10/2026”, “quý III/2026” hoặc “01/01/2026–31/10/2026”."


class UnfitRow(BusinessRuleError):
    """The row cannot become a report; the message says what to mend."""


def floor_name(text: str) -> str:
    """Return the name of a floor as we write it. Raises ``UnfitRow``."""
    name = canonical_tone(normalize(text))
    folded = fold(name).removeprefix("san ")
    if not folded:
        raise UnfitRow("Thiếu tên sàn.")
    own = {fold(settings.OSCAR_SHOP_NAME), "nay", "chung ta"}
    if folded in own:
        raise UnfitRow("Số của sàn này tính từ đơn hàng, không nhập vào đây.")
    if len(name) > _MOST_NAME:
        raise UnfitRow(f"Tên sàn dài quá {_MOST_NAME} chữ.")
    return _KNOWN.get(folded, name)


def period_of(text: str, first: str, last: str) -> tuple[date, date]:
    """Return the days of a period, in one cell or by its two ends. Raises ``UnfitRow``."""
    if first or last:
        return day_of(first, "ngày đầu"), day_of(last, "ngày cuối")
    days = _DAYS.findall(text)
    if len(days) == 2:
        return day_of(days[0], "ngày đầu"), day_of(days[1], "ngày cuối")
    found = _named_period(fold(text))
    if found is None:
        raise UnfitRow(f"Không hiểu kỳ “{text[:40]}”. {_PERIOD_WORDS}" if text else "Thiếu kỳ.")
    return found


def day_of(text: str, what: str) -> date:
    """Return a day as written, as ISO or as Excel counts them. Raises ``UnfitRow``."""
    if not text:
        raise UnfitRow(f"Thiếu {what}.")
    try:
        return sheet_day(text)
    except InvalidDate:
        raise UnfitRow(f"Không hiểu {what} “{text[:20]}”. Ghi như 31/10/2026.") from None


def count_of(text: str, what: str) -> int | None:
    """Return a whole number, None for "not given". Raises ``UnfitRow``."""
    if text.lower() in NOT_GIVEN:
        return None
    number = _whole_number(text)
    if number is None:
        raise UnfitRow(f"{what}: “{text[:20]}” không phải số nguyên. Ghi như 1.180.")
    if number > _MOST:
        raise UnfitRow(f"{what}: {text[:20]} lớn quá. Xem lại.")
    return number


def money_of(text: str, factor: int = 1) -> Decimal | None:
    """Return đồng; ``factor`` is what the heading says one stands for. Raises ``UnfitRow``."""
    if text.lower() in NOT_GIVEN:
        return None
    found = _MONEY.fullmatch(text)
    unit = factor_of(found["unit"]) if found else 0
    if not found or (found["unit"] and not unit):
        raise UnfitRow(f"Giá trị “{text[:20]}” không phải số tiền. Ghi như 1.250.000.000.")
    factor = unit if unit > 1 else factor
    amount = _amount(found["number"], factor)
    if amount != amount.to_integral_value() or amount > _MOST_VND:
        raise UnfitRow(f"Giá trị {text[:20]} lẻ hơn một đồng hoặc lớn quá. Xem lại.")
    return amount.quantize(Decimal(1))


def factor_of(unit: str) -> int:
    """Return how many đồng the words of a unit stand for, 0 when they name no money."""
    words = fold(unit.replace("₫", "đồng")).split()
    for word in words:
        if word in _UNITS:
            return _UNITS[word]
    return 1 if {"dong", "d", "vnd"} & set(words) else 0


def _amount(number: str, factor: int) -> Decimal:
    if factor == 1:
        whole = _whole_number(number)
        if whole is None:
            raise UnfitRow(f"Giá trị “{number[:20]}” không phải số đồng nguyên.")
        return Decimal(whole)
    is_one_group = _GROUPED.fullmatch(number) and re.findall("[., ]", number) in (["."], [","])
    if is_one_group or _BADLY_GROUPED.fullmatch(number):
        # 1.250 triệu: in Excel a little over one, on paper over a thousand.
        raise UnfitRow(f"“{number}” hiểu được hai cách. Ghi ra đồng, như 1.250.000.000.")
    if found := _MIXED.fullmatch(number):
        whole, part = (found[1], found[2]) if found[1] else (found[3], found[4])
        return Decimal(f"{re.sub('[.,]', '', whole)}.{part}") * factor
    if _DECIMAL.fullmatch(number):
        return Decimal(number.replace(",", ".")) * factor
    whole = _whole_number(number)
    if whole is None:
        raise UnfitRow(f"Giá trị “{number[:20]}” không phải số tiền.")
    return Decimal(whole) * factor


def _whole_number(text: str) -> int | None:
    if len(text) > _LONGEST_NUMBER:
        return None
    if _GROUPED.fullmatch(text):
        return int(re.sub("[., ]", "", text))
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else None


def _named_period(folded: str) -> tuple[date, date] | None:
    if found := _YEAR.fullmatch(folded):
        return _months(int(found[1]), 1, 12)
    for pattern, months in _PERIODS:
        if found := pattern.fullmatch(folded):
            number = _ROMAN.get(found[1]) or int(found[1])
            return _months(*months(number, int(found[2])))
    return None


def _months(year: int, first: int, last: int) -> tuple[date, date] | None:
    if not (2000 <= year <= 2100 and 1 <= first <= last <= 12):
        return None
    after = date(year + last // 12, last % 12 + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)
