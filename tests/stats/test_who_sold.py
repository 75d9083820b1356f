"""Sellers counted from years and months of cells are those of the orders, whatever is asked."""

import random
from datetime import timedelta

import pytest

from common.dates import local_today
from shop.order.models import SellerOrder
from stats import selling, who_sold
from stats.completed import completed_by_seller
from stats.figures import Asked, Sales
from stats.models import ALL_STARS, SellerYear
from stats.period import Period, end_of_month
from stats.scopes import WHOLE, Scope
from tests.factories import make_seller
from tests.stats.builders import HONEY, TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db

CHANCE = random.Random(4)
ASKED = [Asked(), Asked(set_code=TEA), Asked(stars=0), Asked(channel="app"), Asked(TEA, 4, "web")]
SCOPES = [WHOLE, Scope(frozenset({"05503"})), Scope(frozenset({"05503", "05692"}))]


@pytest.fixture
def sold():
    """Four sellers, one of which moved, 60 orders over three years, some of them returned."""
    sellers = [make_seller(f"Hộ {n}", code) for n, code in enumerate(("05503", "05692") * 2)]
    for number in range(60):
        seller = sellers[CHANCE.randrange(4)].partner
        goods = CHANCE.choice(([(TEA, 1, 50_000)], [(HONEY, 1, 40_000), (TEA, 2, 30_000)]))
        order = make_seller_order(seller, *goods, placed_on=days_ago(CHANCE.randrange(900)))
        complete(order, order.placed_on)
        order.lines.filter(product_set_code=TEA).update(ocop_stars=number % 2 * 4)
        changes = {"channel": CHANCE.choice(("web", "app"))}
        if number % 9 == 0:
            changes["returned_on"] = order.placed_on
        if number % 7 == 0:
            changes["commune_code"] = "05692"
        SellerOrder.objects.filter(pk=order.pk).update(**changes)
    settle()


def orders_of(scope: Scope, asked: Asked, first, last) -> list[SellerOrder]:
    found = SellerOrder.objects.filter(completed_on__range=(first, last), returned_on=None)
    return [
        order
        for order in found.prefetch_related("lines")
        if scope.covers(order.commune_code)
        and asked.channel in ("", order.channel)
        and any(
            asked.set_code in ("", line.product_set_code)
            and asked.stars in (ALL_STARS, line.ocop_stars or 0)
            for line in order.lines.all()
        )
    ]


def periods() -> list[Period]:
    today = local_today()
    ends = [sorted(CHANCE.sample(range(900), 2)) for _ in range(8)]
    short = [(n + CHANCE.randrange(12), n) for n in (40, 400)]
    found = [Period(days_ago(late), days_ago(early)) for early, late in ends]
    found += [Period(days_ago(late), days_ago(early)) for late, early in short]
    return [*found, Period(today.replace(day=1), today), Period(today - timedelta(800), today)]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("asked", ASKED)
def test_counts_are_those_of_the_orders(sold, scope, asked):
    for period in periods():
        counted = who_sold.sellers_by_commune(scope=scope, period=period, asked=asked)
        orders = orders_of(scope, asked, period.first, period.last)
        pairs = {(order.commune_code, order.partner_id) for order in orders}
        codes = [code for code, _partner in pairs]

        assert counted.total == len({partner for _code, partner in pairs})
        assert counted.by_commune == {code: codes.count(code) for code in codes}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("asked", ASKED)
def test_every_month_counts_its_sellers(sold, scope, asked):
    months = Period(days_ago(800), local_today()).months()

    counted = who_sold.sellers_by_month(scope=scope, months=months, asked=asked)

    assert list(counted) == months
    for month, count in counted.items():
        orders = orders_of(scope, asked, month, end_of_month(month))
        assert count == len({order.partner_id for order in orders}), month


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("asked", ASKED)
def test_first_day_is_that_of_the_orders(sold, scope, asked):
    days: dict[int, list] = {}
    for order in orders_of(scope, asked, days_ago(1000), local_today()):
        days.setdefault(order.partner_id, []).append(order.completed_on)

    found = selling.first_sales(scope=scope, asked=asked)

    assert found == {pk: min(on) for pk, on in days.items()}


@pytest.mark.parametrize("asked", ASKED)
def test_one_seller_has_what_it_has_among_all(sold, asked):
    for period in periods():
        everyone = selling.sales_by_seller(scope=WHOLE, period=period, asked=asked)
        for pk in SellerYear.objects.values_list("partner_id", flat=True).distinct():
            alone = selling.sales_by_seller(scope=WHOLE, period=period, asked=asked, partner_id=pk)
            assert alone.get(pk, Sales()) == everyone.get(pk, Sales())


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("asked", ASKED)
def test_what_sellers_completed_is_what_their_sales_say(sold, scope, asked):
    compared = 0
    for period in periods():
        sales = selling.sales_by_seller(scope=scope, period=period, asked=asked)

        completed = completed_by_seller(scope=scope, period=period, asked=asked)

        assert completed == {
            pk: (one.completed, one.completed_vnd) for pk, one in sales.items() if one.completed
        }
        compared += len(completed)
    assert compared or not asked.is_everything
