"""The system knows on which days a market is held."""

import datetime as dt

import pytest

from markets import opening
from markets.models import Market

FRIDAY = dt.date(2026, 11, 27)  # the 19th of the tenth lunar month


@pytest.mark.parametrize(
    ("opens", "days", "held"),
    [
        ("daily", "", True),
        ("weekdays", "4", True),
        ("weekdays", "0,6", False),
        ("lunar", "4,9,14,19,24,29", True),
        ("lunar", "1,6,11", False),
    ],
)
def test_a_market_is_held_on_its_days(opens, days, held):
    market = Market(opens=opens, open_days=days)

    assert opening.is_held_on(market, FRIDAY) is held


def test_the_next_days_of_a_lunar_market_cross_the_month_of_the_moon():
    market = Market(opens="lunar", open_days="1,20")

    days = opening.next_days(market, FRIDAY, 3)

    assert days[:2] == [dt.date(2026, 11, 28), dt.date(2026, 12, 9)]


def test_days_are_told_in_words_with_the_moon():
    market = Market(opens="lunar", open_days="5,10", opens_at=dt.time(5), closes_at=dt.time(11, 30))

    assert opening.open_words(market) == "Họp ngày 5, 10 âm lịch"
    assert opening.hour_words(market) == "5:00 đến 11:30"
    assert opening.day_words(FRIDAY, FRIDAY) == "hôm nay, 19 tháng Mười âm lịch"
    assert opening.day_words(dt.date(2026, 11, 28), FRIDAY) == (
        "thứ Bảy 28/11, 20 tháng Mười âm lịch"
    )


def test_the_next_day_30_of_the_moon_may_be_three_months_away():
    market = Market(opens="lunar", open_days="30")
    months = [dt.date(2026, 1, 1) + dt.timedelta(days=30 * step) for step in range(60)]

    days = [opening.next_days(market, first, 1) for first in months]

    assert all(len(found) == 1 for found in days)
    far = max(found[0] - first for found, first in zip(days, months, strict=True))
    assert far > dt.timedelta(days=31)
