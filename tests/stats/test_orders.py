"""The orders behind a figure: what is listed is what the cell counts."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from common.dates import local_today
from shop.order.models import Line, SellerOrder
from stats import orders
from stats.figures import Asked
from stats.models import Cut
from stats.orders import MEASURES, Wanted, measured
from stats.period import Period
from stats.scopes import WHOLE, Scope
from tests.factories import make_seller
from tests.stats.builders import HONEY, TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db

PLACES = ("05503", "05692", "05488")


def every_row(wanted: Wanted) -> list:
    """Return the rows of all pages, one page after the other."""
    rows, after = [], None
    while True:
        page = orders.page_of_orders(wanted, after=after)
        rows += page.rows
        if page.after is None:
            return rows
        after = page.after


def agrees(wanted: Wanted) -> int:
    """Compare the list with its cell; return how many rows there were."""
    rows = every_row(wanted)
    count, value = measured(orders.cell_of(wanted), wanted.measure)
    assert (len(rows), sum((row.value_vnd for row in rows), Decimal(0))) == (count, value), wanted
    assert len({row.order.pk for row in rows}) == len(rows)
    days = [row.on for row in rows]
    assert days == sorted(days, reverse=True)
    assert all(wanted.period.first <= day <= wanted.period.last for day in days)
    return count


@pytest.fixture
def market():
    """Orders of six sellers in three communes over 100 days, in every state."""
    luck = random.Random(20261126)
    partners = [
        make_seller(
            f"Hộ {n}", PLACES[n % 3], kind=luck.choice(["household", "cooperative"])
        ).partner
        for n in range(6)
    ]
    for _ in range(130):
        placed = days_ago(luck.randrange(100))
        sets = luck.sample([TEA, HONEY, ""], luck.randint(1, 3))
        order = make_seller_order(
            luck.choice(partners),
            *((code, luck.randint(1, 3), luck.randrange(1_000, 90_000)) for code in sets),
            placed_on=placed,
            channel=luck.choice(["web", "app", "cho"]),
            payment_method=luck.choice(["cod", "vietqr"]),
            destination_province_code=luck.choice(["19", "01", ""]),
        )
        Line.objects.filter(seller_order=order, product_set_code=TEA).update(
            ocop_stars=luck.choice([None, 3, 4])
        )
        end = min(placed + timedelta(days=luck.randrange(20)), local_today())
        what = luck.choice(["open", "completed", "completed", "completed", "cancelled", "returned"])
        if what == "completed":
            complete(order, end)
        elif what == "cancelled":
            SellerOrder.objects.filter(pk=order.pk).update(state=what, cancelled_on=end)
        elif what == "returned":
            SellerOrder.objects.filter(pk=order.pk).update(
                state=what, completed_on=end, returned_on=local_today()
            )
    settle()
    return partners


def test_random_lists_add_up_to_their_cells(market):
    luck, found = random.Random(7), 0
    for _ in range(60):
        first = days_ago(luck.randrange(110))
        period = Period(first, min(first + timedelta(days=luck.randrange(60)), local_today()))
        asked = Asked(
            set_code=luck.choice(["", "", TEA, HONEY, "khac"]),
            stars=luck.choice([-1, -1, 0, 3, 4]),
            channel=luck.choice(["", "", "web", "cho"]),
        )
        cut, value = luck.choice(
            [("", ""), (Cut.KIND, "household"), (Cut.PAYMENT, "vietqr"), (Cut.PLACE, "")]
        )
        found += agrees(
            Wanted(
                period,
                scope=luck.choice([WHOLE, *(Scope(frozenset({code})) for code in PLACES)]),
                asked=asked,
                measure=luck.choice(list(MEASURES.values())),
                partner_id=luck.choice([None, None, market[0].pk, market[4].pk]),
                cut=cut,
                value=value,
            )
        )

    assert found > 100


def test_whole_market_is_listed_page_by_page(market):
    period = Period(days_ago(200), local_today())

    assert agrees(Wanted(period, measure="placed")) == 130


def test_page_before_holds_the_rows_that_were_there(market):
    wanted = Wanted(Period(days_ago(200), local_today()), measure="placed")
    first = orders.page_of_orders(wanted)
    second = orders.page_of_orders(wanted, after=first.after)

    back = orders.page_of_orders(wanted, before=second.before)

    assert [row.order.pk for row in back.rows] == [row.order.pk for row in first.rows]
    assert first.before is None
    assert back.before is None
    assert back.after == first.after


def test_communes_to_choose_from_add_up_to_the_figure(market):
    for measure in MEASURES.values():
        wanted = Wanted(Period(days_ago(90), days_ago(3)), measure=measure, cut=Cut.KIND,
                        value="household")  # fmt: skip
        cells = orders.cells_by_commune(wanted)
        whole = measured(orders.cell_of(wanted), measure)

        assert (sum(n for n, _ in cells.values()), sum(v for _, v in cells.values())) == whole


def test_set_shows_only_its_part_of_an_order(tea_seller):
    complete(make_seller_order(tea_seller.partner, (TEA, 2, 100_000), (HONEY, 1, 50_000)))
    settle()
    wanted = Wanted(Period(local_today(), local_today()), asked=Asked(set_code=HONEY))

    (row,) = orders.page_of_orders(wanted).rows

    assert row.value_vnd == 50_000


def test_cut_without_a_cell_is_left_out(tea_seller):
    today = Period(local_today(), local_today())

    of_seller = Wanted(today, partner_id=tea_seller.partner_id, cut=Cut.KIND, value="x")
    of_set = Wanted(today, asked=Asked(set_code=TEA), cut=Cut.KIND, value="x")

    assert of_seller.cut == of_set.cut == Cut.NONE


def test_months_of_a_seller_add_up_to_its_sales(market):
    partner = market[1].pk
    year = Period(date(local_today().year, 1, 1), local_today(), "nam")

    months = orders.months_of_seller(partner_id=partner, year=year)

    sold = orders.cell_of(Wanted(year, partner_id=partner))
    assert sum(sales.completed_vnd for sales in months.values()) == sold.completed_vnd


@pytest.mark.parametrize("rows", [1, 60])
def test_a_page_of_orders_needs_two_queries(tea_seller, rows, django_assert_max_num_queries):
    for _ in range(rows):
        complete(make_seller_order(tea_seller.partner, (TEA, 1, 5_000)))
    settle()
    wanted = Wanted(Period(local_today(), local_today()), asked=Asked(set_code=TEA))

    with django_assert_max_num_queries(2):
        page = orders.page_of_orders(wanted)

    assert len(page.rows) == min(rows, orders.PER_PAGE)


@pytest.mark.parametrize("scope", [WHOLE, Scope(frozenset({"05503"}))])
def test_months_of_a_seller_end_with_the_last_day(tea_seller, scope):
    for day in (date(2025, 3, 2), date(2025, 5, 3), date(2025, 5, 20)):
        complete(make_seller_order(tea_seller.partner, placed_on=day), day)
    settle()
    year = Period(date(2025, 1, 1), date(2025, 5, 10), "nam")

    months = orders.months_of_seller(partner_id=tea_seller.partner_id, scope=scope, year=year)

    assert {month.month: sales.completed for month, sales in months.items()} == {3: 1, 5: 1}
