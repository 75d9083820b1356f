"""The figures that officials read."""

from datetime import date

import pytest

from stats import queries
from stats.models import BuyerMonth
from stats.period import Period
from stats.scopes import WHOLE

pytestmark = pytest.mark.django_db


def test_buyers_are_told_for_whole_months_only():
    for month in (4, 5):
        BuyerMonth.objects.create(day=date(2025, month, 1), commune_code="", buyers=3)
    year = Period(date(2025, 1, 1), date(2025, 5, 10), "nam")

    rows = queries.months_of(scope=WHOLE, year=year)

    assert [row.buyers for row in rows] == [0, 0, 0, 3, None]
