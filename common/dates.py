"""Local dates in Vietnam and how they are written."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def local_today() -> dt.date:
    """Return today's date in Vietnam."""
    return timezone.localdate(timezone=VIETNAM)


def local_date(value: dt.datetime | dt.date) -> dt.date:
    """Return the date in Vietnam of an instant; a date comes back unchanged."""
    if not isinstance(value, dt.datetime):
        return value
    return timezone.localtime(value, VIETNAM).date() if value.tzinfo else value.date()


def format_date(value: dt.datetime | dt.date) -> str:
    """Return ``22/11/2026``."""
    return local_date(value).strftime("%d/%m/%Y")


def format_datetime(value: dt.datetime) -> str:
    """Return ``22/11/2026 14:05`` in Vietnam time."""
    local = timezone.localtime(value, VIETNAM) if value.tzinfo else value
    return local.strftime("%d/%m/%Y %H:%M")


def weekday_name(value: dt.datetime | dt.date) -> str:
    """Return ``thứ Hai`` … ``Chủ nhật``."""
    return WEEKDAYS[local_date(value).weekday()]


def month_label(value: dt.datetime | dt.date) -> str:
    """Return ``tháng 11/2026``."""
    day = local_date(value)
    return f"tháng {day.month}/{day.year}"
