"""Parts add up to their totals, and totals to the orders, for every figure, period and filter."""

import random
from datetime import date

import pytest

from common.dates import local_today
from shop.order.models import Line, SellerOrder
from stats.figures import Asked
from stats.period import Period, read_period
from tests.factories import make_listing, make_seller
from tests.stats.builders import HONEY, TEA, days_ago, make_seller_order
from tests.stats.conftest import settle
from tests.stats.sums import walk

pytestmark = pytest.mark.django_db

SETS = (TEA, HONEY, "III.1", "")
PERIODS = ["this month", "this quarter", "this year", "last year", "odd days", "one day"]
ASKED = {
    "everything": Asked(),
    "tea": Asked(set_code=TEA),
    "no set": Asked(set_code="khac"),
    "four stars": Asked(stars=4),
    "no stars": Asked(stars=0),
    "web": Asked(channel="web"),
    "tea with four stars at a market": Asked(set_code=TEA, stars=4, channel="cho"),
}


def periods() -> dict[str, Period]:
    today = local_today()
    return {
        "this month": read_period({"ky": "thang"}),
        "this quarter": read_period({"ky": "quy"}),
        "this year": read_period({"ky": "nam"}),
        "last year": Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31), "nam"),
        "odd days": Period(days_ago(100), days_ago(3)),
        "one day": Period(days_ago(7), days_ago(7)),
    }


@pytest.fixture(scope="module")
def sold(django_db_setup, django_db_blocker):
    """Three hundred random orders of four sellers over two years."""
    from django.db import connection, transaction

    with django_db_blocker.unblock(), transaction.atomic():
        _sell(random.Random(7))
        settle()
        yield
        connection.set_rollback(True)
    with django_db_blocker.unblock():
        connection.needs_rollback = False


def _sell(chance: random.Random) -> None:
    sellers = [
        make_seller(f"Hộ {code} {n}", code)
        for n, code in enumerate(("05503", "05503", "05692", "05443"))
    ]
    for seller in sellers:
        make_listing(seller)
    for _ in range(300):
        lines = [
            (
                chance.choice((TEA, HONEY, "III.1", "")),
                chance.randint(1, 4),
                1000 * chance.randint(1, 300),
            )
            for _ in range(chance.randint(1, 3))
        ]
        placed_on = days_ago(chance.randrange(700))
        order = make_seller_order(
            chance.choice(sellers).partner,
            *lines,
            placed_on=placed_on,
            channel=chance.choice(("web", "app", "cho")),
            payment_method=chance.choice(("cod", "vietqr")),
            destination_province_code=chance.choice(("19", "01")),
        )
        for line in order.lines.all():
            Line.objects.filter(pk=line.pk).update(ocop_stars=chance.choice((None, 3, 4, 5)))
        fate = chance.random()
        changes = {}
        if fate < 0.7:
            changes = {"completed_on": placed_on, "state": "completed"}
        elif fate < 0.85:
            changes = {"cancelled_on": placed_on}
        if fate < 0.1:
            changes["returned_on"] = local_today()
        SellerOrder.objects.filter(pk=order.pk).update(**changes)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(
    "period", ["this month", "this quarter", "this year", "last year", "odd days", "one day"]
)
def test_every_sum_adds_up(sold, period, asked):
    assert walk(periods()[period], ASKED[asked]) > 60
