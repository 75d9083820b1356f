"""The Vietnamese lunar calendar, worked out from the moon and the sun at UTC+7.

A month begins on the day of the new moon; the eleventh holds the winter solstice; in a year
of thirteen months the first one without a principal solar term repeats the number before it.
Source: Jean Meeus, Astronomical Algorithms, 2nd ed., chapters 25 and 49, main terms only;
good to a minute or two, which tests compare with the days that were kept.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from math import floor, radians, sin

_ORDINAL_TO_JULIAN = 1_721_425
_EAST = 7 / 24
#: New moon of 6 January 2000 and the mean month, in days.
_EPOCH, _MONTH = 2451550.09766, 29.530588861
#: Dynamical time runs so far ahead of the clock; one value does for this century.
_DELTA = 70 / 86400

_MONTH_NAMES = (
    "Giêng",
    "Hai",
    "Ba",
    "Tư",
    "Năm",
    "Sáu",
    "Bảy",
    "Tám",
    "Chín",
    "Mười",
    "Mười một",
    "Chạp",
)


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar."""

    day: int
    month: int
    year: int
    is_leap: bool

    @property
    def month_label(self) -> str:
        """Return ``tháng Mười``, ``tháng Sáu nhuận``."""
        return f"tháng {_MONTH_NAMES[self.month - 1]}{' nhuận' if self.is_leap else ''}"


@lru_cache(maxsize=64)
def lunar_day(day: dt.date) -> LunarDay:
    """Return a day in the lunar calendar."""
    julian = day.toordinal() + _ORDINAL_TO_JULIAN
    number = floor((julian - _EPOCH) / _MONTH) + 1
    while _new_moon(number) > julian:
        number -= 1
    start = _new_moon(number)
    # The eleventh month before this one, or this one itself.
    eleventh = _eleventh(day.year)
    year = day.year + 1
    if eleventh > number:
        eleventh, year = _eleventh(day.year - 1), day.year
    passed = number - eleventh
    leap = _leap_after(eleventh, _eleventh(year))
    is_leap = bool(leap) and passed == leap
    if leap and passed >= leap:
        passed -= 1
    month = (10 + passed) % 12 + 1
    return LunarDay(julian - start + 1, month, year - 1 if month >= 11 else year, is_leap)


def _eleventh(year: int) -> int:
    """Return the number of the new moon whose month holds the winter solstice of a year."""
    last = dt.date(year, 12, 31).toordinal() + _ORDINAL_TO_JULIAN
    number = floor((last - _EPOCH) / _MONTH) + 1
    while _new_moon(number) > last:
        number -= 1
    return number - 1 if _term(_new_moon(number)) >= 9 else number


def _leap_after(eleventh: int, following: int) -> int:
    """Return how many months after the eleventh the leap month lies; 0 for none."""
    if following - eleventh < 13:
        return 0
    terms = [_term(_new_moon(eleventh + step)) for step in range(15)]
    return next(step for step in range(1, 14) if terms[step] == terms[step + 1])


@lru_cache(maxsize=256)
def _new_moon(number: int) -> int:
    """Return the Julian day number, in Vietnam, on which a new moon falls."""
    t = number / 1236.85
    sun = radians(2.5534 + 29.1053567 * number - 0.0000014 * t**2)
    moon = radians(201.5643 + 385.81693528 * number + 0.0107582 * t**2)
    node = radians(160.7108 + 390.67050284 * number - 0.0016118 * t**2)
    turn = radians(124.7746 - 1.56375588 * number + 0.0020672 * t**2)
    e = 1 - 0.002516 * t - 0.0000074 * t**2
    shift = (
        -0.40720 * sin(moon)
        + 0.17241 * e * sin(sun)
        + 0.01608 * sin(2 * moon)
        + 0.01039 * sin(2 * node)
        + 0.00739 * e * sin(moon - sun)
        - 0.00514 * e * sin(moon + sun)
        + 0.00208 * e**2 * sin(2 * sun)
        - 0.00111 * sin(moon - 2 * node)
        - 0.00057 * sin(moon + 2 * node)
        + 0.00056 * e * sin(2 * moon + sun)
        - 0.00042 * sin(3 * moon)
        + 0.00042 * e * sin(sun + 2 * node)
        + 0.00038 * e * sin(sun - 2 * node)
        - 0.00024 * e * sin(2 * moon - sun)
        - 0.00017 * sin(turn)
    )
    moment = _EPOCH + _MONTH * number + 0.00015437 * t**2 + shift - _DELTA
    return floor(moment + 0.5 + _EAST)


def _term(julian: int) -> int:
    """Return in which twelfth of its way (0 from the spring equinox) the sun starts a day."""
    t = (julian - 0.5 - _EAST + _DELTA - 2451545.0) / 36525
    mean = radians(357.52911 + 35999.05029 * t - 0.0001537 * t**2)
    longitude = (
        280.46646
        + 36000.76983 * t
        + 0.0003032 * t**2
        + (1.914602 - 0.004817 * t) * sin(mean)
        + (0.019993 - 0.000101 * t) * sin(2 * mean)
        + 0.000289 * sin(3 * mean)
        - 0.00569
        - 0.00478 * sin(radians(125.04 - 1934.136 * t))
    )
    return floor(longitude % 360 / 30)
