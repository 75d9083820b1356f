"""The system counts stalls and sales at them apart, and every figure leads to its rows."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.dates import local_today
from markets import selling
from markets.models import InPersonSale, Stall, Trader
from stats import at_markets, queries
from stats.period import read_period
from stats.scopes import WHOLE, Scope
from tests.factories import make_market, make_official, make_seller, make_stall

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall():
    return make_stall(make_market("Chợ Thái", "05443"))


@pytest.fixture
def province(client):
    client.force_login(make_official("province_official", province="19"))
    return client


def sell(stall, amount: int, day=None) -> InPersonSale:
    day = day or local_today()
    return InPersonSale.objects.create(
        stall=stall,
        market=stall.market,
        how="cash",
        amount_vnd=amount,
        sold_on=day,
        at=timezone.now(),
        key=f"test:{InPersonSale.objects.count()}",
    )


def test_months_and_markets_add_up_to_the_same_without_what_was_taken_back(stall):
    other = make_stall(make_market("Chợ Đu", "05611"))
    months = at_markets.months_back()
    sell(stall, 50_000)
    sell(other, 70_000, months[0])
    sell(stall, 90_000, months[0] - timedelta(days=1))  # before the first month
    selling.undo(sale=sell(stall, 30_000))

    by_month = at_markets.by_month(at_markets.sales_in(WHOLE), months)
    by_market = at_markets.by_market(at_markets.sales_in(WHOLE), months[0])

    assert by_month[0].sold == at_markets.Sold(1, Decimal(70_000))
    assert by_month[-1].sold == at_markets.Sold(1, Decimal(50_000))
    assert by_market[stall.market_id] == at_markets.Sold(1, Decimal(50_000))
    assert sum(row.sold.count for row in by_month) == sum(s.count for s in by_market.values())


def test_stalls_that_can_be_paid_are_counted_once(stall):
    from shop.partner import bank

    seller = make_seller()
    for number in ("111222333", "444555666"):
        bank.set_account(partner=seller.partner, bank_bin="970405", number=number, holder="Lan")
    make_stall(stall.market, "Ô 2", partner=seller.partner)
    make_stall(stall.market, "Ô 3", has_account=False)
    make_stall(stall.market, "Ô 4", active_to=local_today() - timedelta(days=1))

    assert at_markets.stalls_by_market() == {stall.market_id: at_markets.Stalls(3, 2)}


def test_a_commune_sees_its_own_markets_only(client, stall):
    make_stall(make_market("Chợ Đu", "05611"))
    sell(stall, 50_000)
    client.force_login(make_official("commune_official", commune="05611"))

    listed = client.get("/thong-ke/cho/").content.decode()

    assert "Chợ Đu" in listed
    assert "Chợ Thái" not in listed
    assert client.get("/thong-ke/cho/cho-thai/").status_code == 404
    own = at_markets.sales_in(Scope(frozenset({"05611"})))
    assert not own.exists()


def test_a_figure_leads_down_to_its_rows(province, stall):
    sale = sell(stall, 50_000)
    selling.undo(sale=sell(stall, 30_000))
    month = f"{local_today():%Y-%m}"

    overview = province.get("/thong-ke/cho/").content.decode()
    market = province.get("/thong-ke/cho/cho-thai/").content.decode()
    rows = province.get(f"/thong-ke/cho/cho-thai/?thang={month}")

    assert "/thong-ke/cho/cho-thai/" in overview
    assert f"thang={month}" in market
    shown = rows.context["page_obj"].object_list
    assert sum(row.amount_vnd for row in shown) == sale.amount_vnd
    assert rows.context["stalls"].foot[2] == "1"


@pytest.mark.parametrize("count", [1, 30])
def test_a_market_needs_few_queries(province, count, django_assert_max_num_queries):
    market = make_market()
    for number in range(count):
        sell(make_stall(market, f"Ô {number}"), 50_000)

    with django_assert_max_num_queries(16):
        answer = province.get(f"/thong-ke/cho/cho-thai/?thang={local_today():%Y-%m}")

    assert len(answer.context["stalls"].rows) == count


@pytest.mark.parametrize("month", ["2026-13", "x", "0000-00", "9999-12", "2026-1", "٢٠٢٦-٠١"])
def test_a_month_that_does_not_exist_shows_the_year(province, stall, month):
    answer = province.get(f"/thong-ke/cho/cho-thai/?thang={month}")

    assert answer.status_code == 200
    assert answer.context["sales"] is None


def test_own_totals_never_ask_for_sales_at_stalls(stall):
    sell(stall, 50_000)

    with CaptureQueriesContext(connection) as asked:
        queries.summary(scope=WHOLE, period=read_period({}))

    assert not [q for q in asked if "inpersonsale" in q["sql"].lower()]


@pytest.mark.slow
def test_a_year_of_400_stalls_is_counted_at_once():
    market = make_market()
    traders = Trader.objects.bulk_create(
        Trader(market=market, name=f"T {n}", bank_account="1") for n in range(400)
    )
    stalls = Stall.objects.bulk_create(
        Stall(market=market, trader=trader, place=f"Ô {n}", goods="Rau", active_from="2020-01-01")
        for n, trader in enumerate(traders)
    )
    today, now = local_today(), timezone.now()
    InPersonSale.objects.bulk_create(
        (
            InPersonSale(
                stall=stall, market=market, how="cash", amount_vnd=50_000, at=now,
                sold_on=today - timedelta(days=(n * 17 + back * 18) % 330), key=f"{n}:{back}",
            )
            for n, stall in enumerate(stalls)
            for back in range(240)
        ),
        1_000,
    )  # fmt: skip

    start, cpu = time.perf_counter(), time.process_time()
    months = at_markets.months_back()
    sales = at_markets.sales_in(WHOLE)
    by_month = at_markets.by_month(sales, months)
    by_market = at_markets.by_market(sales, months[0])
    at_markets.stalls_by_market()
    at_markets.by_stall(market, None)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu

    print(f"96,000 sales: {seconds:.2f} s, {cpu:.2f} s of the processor")
    assert sum(row.sold.count for row in by_month) == 96_000 == by_market[market.pk].count
    assert cpu < 2
