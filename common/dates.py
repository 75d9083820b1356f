"""Local dates in Vietnam and how they are written."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from django.utils import timezone

from common.errors import BusinessRuleError

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

_DAY = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{2}|\d{4})")
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4})")


#: How a day is written, in sentences that say so.
EXAMPLE = "14/03/2025"


class InvalidDate(BusinessRuleError):
    """What was typed is no day of the calendar."""

    message = f"Ghi ngày/tháng/năm. Ví dụ: {EXAMPLE}."


def local_today() -> dt.date:
    """Return today's date in Vietnam."""
    return timezone.localdate(timezone=VIETNAM)


def this_month() -> dt.date:
    """Return the first of the month that runs in Vietnam."""
    return local_today().replace(day=1)


def local_date(value: dt.datetime | dt.date) -> dt.date:
    """Return the date in Vietnam of an instant; a date comes back unchanged."""
    if not isinstance(value, dt.datetime):
        return value
    return timezone.localtime(value, VIETNAM).date() if value.tzinfo else value.date()


def format_date(value: dt.datetime | dt.date) -> str:
    """Return ``22/11/2026``."""
    return local_date(value).strftime("%d/%m/%Y")


def near_date(value: dt.datetime | dt.date) -> str:
    """Return ``22/11``; with the year when that is another one than this."""
    day = local_date(value)
    return f"{day:%d/%m}" if day.year == local_today().year else format_date(day)


def format_datetime(value: dt.datetime) -> str:
    """Return ``22/11/2026 14:05`` in Vietnam time."""
    local = timezone.localtime(value, VIETNAM) if value.tzinfo else value
    return local.strftime("%d/%m/%Y %H:%M")


def weekday_name(value: dt.datetime | dt.date) -> str:
    """Return ``thứ Hai`` … ``Chủ nhật``."""
    return WEEKDAYS[local_date(value).weekday()]


def dated_weekday(value: dt.datetime | dt.date) -> str:
    """Return ``Thứ Hai, 30/11/2026``."""
    words = f"{weekday_name(value)}, {format_date(value)}"
    return words[:1].upper() + words[1:]


def month_label(value: dt.datetime | dt.date) -> str:
    """Return ``tháng 11/2026``."""
    day = local_date(value)
    return f"tháng {day.month}/{day.year}"


def parse_date(text: str) -> dt.date:
    """Return the day written as ``14/3/2025`` or ``14032025``. Raises ``InvalidDate``."""
    found = _DAY.fullmatch(text.strip()) or _RUN.fullmatch(text.strip())
    if found is None:
        raise InvalidDate
    day, month, year = map(int, found.groups())
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise InvalidDate(f"Không có ngày {text.strip()}. Xem lại ngày và tháng.") from None


def parse_month(text: str) -> dt.date | None:
    """Return the first day of a month written as ``2026-11``; None when it is none of ours."""
    if not _MONTH.fullmatch(text):
        return None
    year, month = map(int, text.split("-"))
    return dt.date(year, month, 1)


def add_years(day: dt.date, years: int) -> dt.date:
    """Return the same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
