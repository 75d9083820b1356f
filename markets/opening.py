"""When a market is held: every day, on weekdays, or on days of the lunar month. Pure."""

import datetime as dt
from itertools import islice

from common.dates import WEEKDAYS
from common.lunar import lunar_day
from markets.models import Market

#: A month of the moon has 29 or 30 days: from one day 30 to the next it may be three months.
_LOOK_AHEAD = 120


def days_of(market: Market) -> frozenset[int]:
    """Return the numbers in ``open_days``."""
    return frozenset(int(word) for word in market.open_days.split(",") if word.strip())


def is_held_on(market: Market, day: dt.date) -> bool:
    """Tell whether a market is held on a day."""
    if market.opens == Market.Opens.DAILY:
        return True
    if market.opens == Market.Opens.WEEKDAYS:
        return day.weekday() in days_of(market)
    return lunar_day(day).day in days_of(market)


def next_days(market: Market, today: dt.date, count: int) -> list[dt.date]:
    """Return the next market days from today on."""
    days = (today + dt.timedelta(days=step) for step in range(_LOOK_AHEAD))
    return list(islice((day for day in days if is_held_on(market, day)), count))


def open_words(market: Market) -> str:
    """Return ``Họp ngày 2, 7, 12, 17, 22, 27 âm lịch``."""
    days = sorted(days_of(market))
    if market.opens == Market.Opens.WEEKDAYS:
        return f"Họp {', '.join(WEEKDAYS[day] for day in days)}"
    if market.opens == Market.Opens.LUNAR:
        return f"Họp ngày {', '.join(map(str, days))} âm lịch"
    return "Họp hằng ngày"


def hour_words(market: Market) -> str:
    """Return ``5:00 đến 11:30``, empty when no hours are known."""
    if market.opens_at is None or market.closes_at is None:
        return ""
    return f"{_hour(market.opens_at)} đến {_hour(market.closes_at)}"


def day_words(day: dt.date, today: dt.date) -> str:
    """Return ``hôm nay``, ``thứ Hai 30/11, 21 tháng Mười âm lịch``."""
    if day == today:
        return f"hôm nay, {moon_words(day)}"
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m}, {moon_words(day)}"


def moon_words(day: dt.date) -> str:
    """Return ``19 tháng Mười âm lịch``."""
    lunar = lunar_day(day)
    return f"{lunar.day} {lunar.month_label} âm lịch"


def _hour(at: dt.time) -> str:
    return f"{at.hour}:{at.minute:02d}"
