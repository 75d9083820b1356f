"""Closing months: a copy that does not change, and late changes that are seen."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from json import loads

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from common.dates import local_today
from shop.order.models import SellerOrder, SellerOrderEvent
from stats import adjusting, closing, draining, proof
from stats.adjusting import late_orders
from stats.models import DirtyKey, FrozenCell, PeriodClose, SalesMonth
from stats.period import Period, end_of_month
from tests.factories import make_listing, make_official, make_seller
from tests.stats.builders import BUYER_NAME, HONEY, TEA, complete, make_seller_order
from tests.stats.conftest import settle
from tests.stats.test_at_once import run_together

pytestmark = pytest.mark.django_db


def month_ago(count: int):
    """Return the first day of the month so many months ago."""
    month = local_today().replace(day=1)
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


LAST, BEFORE = month_ago(1), month_ago(2)


def sold(seller, *lines, month=LAST, day=10, **fields) -> SellerOrder:
    """Return an order that was placed and completed in a month."""
    on = month.replace(day=day)
    order = make_seller_order(seller.partner, *lines, placed_on=on, **fields)
    earlier = timezone.now() - timedelta(days=20)
    SellerOrder.objects.filter(pk=order.pk).update(placed_at=earlier, completed_at=earlier)
    complete(order, on)
    order.refresh_from_db()
    return order


def give_back(order: SellerOrder) -> None:
    """Note that the goods came back today."""
    now = timezone.now()
    SellerOrder.objects.filter(pk=order.pk).update(
        state="returned", returned_on=local_today(), returned_at=now
    )
    SellerOrderEvent.objects.create(
        seller_order=order, from_state="completed", to_state="returned", at=now
    )


@pytest.fixture
def province(client):
    """An official of the province who is signed in."""
    user = make_official("province_official", province="19")
    client.force_login(user)
    return user


def test_close_copies_every_cell_of_the_month(tea_seller):
    sold(tea_seller, (TEA, 2, 100_000), (HONEY, 1, 50_000))
    make_listing(tea_seller)

    close = closing.close_month(month=LAST)

    keys = ("commune_code", "set_code", "stars", "channel", "cut", "value", "completed_vnd")
    frozen = set(FrozenCell.objects.filter(close=close).values_list(*keys))
    assert frozen == set(SalesMonth.objects.filter(day=LAST).values_list(*keys))
    assert close.cells == len(frozen) > 4
    assert closing.verify_close(close)
    assert close.stock["goods"]["05503"]["listings"] == 1


def test_a_month_that_runs_is_not_closed(tea_seller):
    with pytest.raises(closing.MonthNotReady, match="not ended"):
        closing.close_month(month=local_today())


def test_months_are_closed_in_order(tea_seller):
    sold(tea_seller, month=BEFORE)
    sold(tea_seller)

    with pytest.raises(closing.MonthNotReady, match=f"{BEFORE:%Y-%m} must be closed"):
        closing.close_month(month=LAST)
    closing.close_month(month=BEFORE)

    assert closing.close_month(month=LAST).cells


def test_a_second_call_returns_the_first_close(tea_seller):
    sold(tea_seller)
    first = closing.close_month(month=LAST)
    sold(tea_seller)
    settle()

    second = closing.close_month(month=LAST)

    assert (second.pk, second.checksum, second.closed_at) == (
        first.pk, first.checksum, first.closed_at
    )  # fmt: skip
    assert PeriodClose.objects.count() == 1


def test_what_waits_to_be_recomputed_is_worked_off_first(tea_seller):
    sold(tea_seller, (TEA, 1, 70_000))
    assert DirtyKey.objects.exists()

    close = closing.close_month(month=LAST)

    total = adjusting.total(adjusting.adjustments(close))
    assert (total.frozen.completed_vnd, total.is_changed) == (70_000, False)


def test_a_dirty_month_is_not_closed(tea_seller, monkeypatch):
    sold(tea_seller)
    monkeypatch.setattr(draining, "settle", lambda **_: False)

    with pytest.raises(closing.MonthNotReady, match="keys to recompute"):
        closing.close_month(month=LAST)

    assert not PeriodClose.objects.exists()


@pytest.mark.parametrize(("day", "is_due"), [(4, False), (5, True), (28, True)])
def test_a_month_is_due_on_its_day(tea_seller, day, is_due):
    sold(tea_seller)
    settle()

    due = closing.due_months(local_today().replace(day=day))

    assert due == ([LAST] if is_due else [])


def test_a_backlog_closes_oldest_first_with_empty_months_between(tea_seller):
    sold(tea_seller, month=month_ago(4))
    sold(tea_seller, month=BEFORE)
    settle()

    done = closing.close_due(today=local_today().replace(day=20))

    assert [close.month for close in done] == [month_ago(n) for n in (4, 3, 2, 1)]
    assert closing.close_due(today=local_today().replace(day=20)) == []


def test_command_closes_and_says_what(tea_seller):
    sold(tea_seller)
    out = StringIO()

    call_command("close_month", "--period", f"{LAST:%Y-%m}", "--json", stdout=out)

    (row,) = loads(out.getvalue())
    assert row["period"] == f"{LAST:%Y-%m}"
    assert row["checksum"] == PeriodClose.objects.get().checksum


def test_command_refuses_the_running_month(tea_seller):
    with pytest.raises(CommandError, match="not ended"):
        call_command("close_month", "--period", f"{local_today():%Y-%m}")


def test_an_edited_copy_is_noticed(tea_seller):
    sold(tea_seller)
    close = closing.close_month(month=LAST)

    FrozenCell.objects.filter(close=close, commune_code="05503").update(completed_vnd=1)

    assert not closing.verify_close(close)


def test_a_late_return_shows_as_an_adjustment(tea_seller):
    kept, order = sold(tea_seller, (TEA, 1, 40_000)), sold(tea_seller, (TEA, 2, 100_000))
    close = closing.close_month(month=LAST)

    give_back(order)
    settle()

    (row,) = adjusting.adjustments(close)
    assert row.commune_code == "05503"
    assert (row.frozen.completed_vnd, row.now.completed_vnd) == (240_000, 40_000)
    assert (row.change.completed, row.change.completed_g) == (-1, -1000)
    assert closing.verify_close(close)
    period = Period(LAST, end_of_month(LAST), "thang")
    assert adjusting.changes_in(period) == {LAST: row.change}
    assert adjusting.changes_in(Period(LAST, LAST)) == {}
    assert kept.number not in [late.number for late in late_orders(close)]


def test_late_orders_add_up_to_the_difference(tea_seller):
    far = make_seller("HTX Mật", "05692")
    orders = [sold(tea_seller, (TEA, n, 30_000), (HONEY, 1, 5_000)) for n in range(1, 4)]
    orders.append(sold(far, (HONEY, 3, 21_000)))
    close = closing.close_month(month=LAST)
    give_back(orders[0])
    give_back(orders[3])
    late = make_seller_order(far.partner, (HONEY, 1, 9_000), placed_on=LAST.replace(day=28))
    SellerOrder.objects.filter(pk=late.pk).update(completed_at=timezone.now())
    complete(late, LAST.replace(day=28))
    settle()

    found = late_orders(close)

    change = adjusting.total(adjusting.adjustments(close)).change
    effects = [row.effect for row in found]
    assert {row.number for row in found} == {orders[0].number, orders[3].number, late.number}
    for name in ("placed", "completed", "completed_vnd", "completed_g", "returned"):
        assert sum(getattr(e, name) for e in effects) == getattr(change, name), name
    assert change.completed_vnd == -35_000 - 63_000 + 9_000


def test_orders_that_changed_before_the_close_are_not_listed(tea_seller):
    order = sold(tea_seller)
    give_back(order)
    settle()

    close = closing.close_month(month=LAST)

    assert late_orders(close) == []


def test_page_says_what_no_step_explains(client, province, tea_seller):
    order = sold(tea_seller, (TEA, 2, 100_000))
    close = closing.close_month(month=LAST)
    SellerOrder.objects.filter(pk=order.pk).update(goods_vnd=Decimal(150_000))
    settle()

    html = client.get(reverse("stats:closed-month", args=[f"{close.month:%Y-%m}"])).content.decode()

    assert "không gắn với bước nào" in html
    assert "−50.000" in html


def test_page_shows_the_goods_of_the_hour_of_closing(client, province, tea_seller):
    sold(tea_seller, (TEA, 2, 100_000))
    make_listing(tea_seller)
    settle()
    close = closing.close_month(month=LAST)
    make_listing(tea_seller, "Mật ong")
    settle()

    page = client.get(reverse("stats:closed-month", args=[f"{close.month:%Y-%m}"]))

    assert page.context["stock"].replace("\xa0", " ").startswith("1 sản phẩm trên sàn, 0 ")


def test_pages_show_then_and_now_without_buyers(client, province, tea_seller):
    order = sold(tea_seller, (TEA, 2, 100_000))
    close = closing.close_month(month=LAST)
    give_back(order)

    listing = client.get(reverse("stats:closes")).content.decode()
    page = client.get(reverse("stats:closed-month", args=[f"{close.month:%Y-%m}"]))
    html = page.content.decode()

    assert "−200.000" in listing
    assert close.checksum[:8] in listing
    assert "Bản chép nguyên vẹn" in html
    assert order.number in html
    assert "không gắn với bước nào" not in html
    assert BUYER_NAME not in html + listing


@pytest.mark.parametrize("word", ["2019-01", "khong", "2026-q3", "2026-13", "2026"])
def test_a_month_that_is_not_closed_has_no_page(client, province, word):
    assert client.get(reverse("stats:closed-month", args=[word])).status_code == 404


@pytest.mark.parametrize("late", [1, 30])
def test_month_page_asks_as_much_for_one_order_as_for_thirty(
    client, province, tea_seller, django_assert_max_num_queries, late
):
    orders = [sold(tea_seller) for _ in range(late)]
    closing.close_month(month=LAST)
    for order in orders:
        give_back(order)
    settle()
    url = reverse("stats:closed-month", args=[f"{LAST:%Y-%m}"])

    with django_assert_max_num_queries(16):
        page = client.get(url)

    assert len(page.context["orders"]) == late


@pytest.mark.parametrize("count", [1, 30])
def test_list_asks_as_much_for_one_month_as_for_thirty(
    client, province, tea_seller, django_assert_max_num_queries, count
):
    sold(tea_seller, month=month_ago(count))
    settle()
    closing.close_due(today=local_today().replace(day=20))

    with django_assert_max_num_queries(12):
        page = client.get(reverse("stats:closes"))

    assert len(page.context["closes"]) == count


def test_figures_still_equal_the_orders_after_a_close(tea_seller):
    order = sold(tea_seller)
    closing.close_month(month=LAST)
    give_back(order)
    settle()

    assert proof.check_stats().ok


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_close():
    seller = make_seller("Hộ ông Dương Văn Trà", "05503")
    sold(seller, (TEA, 1, 70_000))
    closes = []

    problems = run_together(
        *[lambda: closes.append(closing.close_month(month=LAST).checksum) for _ in range(3)]
    )

    assert problems == []
    assert len(set(closes)) == 1
    assert closing.verify_close(PeriodClose.objects.get())


def test_month_without_sales_is_closed_before_the_next_one(tea_seller):
    """Else a late order of it could never stand in a quarter that is published already."""
    order = sold(tea_seller)
    early = (LAST - timedelta(days=45)).replace(day=1)
    SellerOrder.objects.filter(pk=order.pk).update(placed_on=early, completed_on=early)
    settle()
    closing.close_month(month=early)

    with pytest.raises(closing.MonthNotReady, match="must be closed before"):
        closing.close_month(month=LAST)
