"""Pages are computed once per state of the cells, and never shown after a cell has changed."""

import itertools
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.dates import VIETNAM, local_today
from shop.order.models import SellerOrder
from stats import certificates, draining, kept, who_sold
from stats.keys import above, keys_of, outdated_by
from stats.models import CellsVersion, DirtyKey
from stats.period import Period
from tests.factories import make_listing, make_official, make_seller
from tests.stats.builders import TEA, certify, complete, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db

SERIAL = itertools.count()


@pytest.fixture
def official(client):
    client.force_login(make_official("province_official", province="19"))


def queries_of(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("page", ["summary", "parts", "commune"])
def test_second_look_asks_far_less(client, official, tea_seller, page):
    url = reverse(f"stats:{page}", args=["05503"] if page == "commune" else [])

    first, second = queries_of(client, url), queries_of(client, url)

    assert second < first / 2


def test_new_order_is_on_the_next_page_although_the_one_before_was_kept(
    client, official, tea_seller
):
    def placed() -> int:
        return client.get(reverse("stats:summary")).context["total"].placed

    assert (placed(), placed()) == (0, 0)
    make_seller_order(tea_seller.partner)
    assert placed() == 1
    make_seller_order(tea_seller.partner)
    assert placed() == 2


def test_without_a_new_number_the_old_page_would_stay(client, official, tea_seller, monkeypatch):
    """Negative control: the number is what makes the page new."""
    url = reverse("stats:summary")
    monkeypatch.setattr(kept, "outdate", lambda days, months: None)
    client.get(url)

    make_seller_order(tea_seller.partner)

    assert client.get(url).context["total"].placed == 0


def test_number_changes_with_the_drain_and_not_when_it_fails(tea_seller, monkeypatch):
    complete(make_seller_order(tea_seller.partner))
    before = kept.version()

    settle()

    after = kept.version()
    assert after != before
    with pytest.raises(RuntimeError), transaction.atomic():
        make_seller_order(tea_seller.partner)
        draining.drain()
        raise RuntimeError
    assert kept.version() == after


def test_officials_of_two_communes_never_share_a_page(client, tea_seller):
    make_seller_order(tea_seller.partner)
    seen = {}
    for code in ("05503", "05692"):
        client.force_login(make_official("commune_official", commune=code))
        seen[code] = client.get(reverse("stats:summary")).context["total"].placed

    assert seen == {"05503": 1, "05692": 0}


def test_order_of_today_leaves_what_past_months_add_up_to(client, official, tea_seller):
    complete(make_seller_order(tea_seller.partner, placed_on=days_ago(400)), days_ago(400))
    client.get(reverse("stats:summary"))
    make_seller_order(tea_seller.partner)
    settle()

    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("stats:summary"))

    of_before = [q for q in asked if f"'{days_ago(400).year}-" in q["sql"] and "SUM(" in q["sql"]]
    assert of_before == []


@pytest.mark.parametrize("is_outdated", [True, False])
def test_late_change_of_an_old_order_is_on_the_next_page(
    client, official, tea_seller, monkeypatch, is_outdated
):
    """Without the number of its month (negative control) the page would keep the old sum."""
    old = days_ago(400)
    url = reverse("stats:summary") + f"?tu={old.replace(day=1)}&den={local_today()}"
    order = make_seller_order(tea_seller.partner, placed_on=old)
    complete(order, old)
    assert client.get(url).context["total"].completed == 1
    if not is_outdated:
        outdate = kept.outdate
        monkeypatch.setattr(kept, "outdate", lambda days, months: outdate())

    SellerOrder.objects.filter(pk=order.pk).update(completed_on=None, state="placed")

    assert client.get(url).context["total"].completed == int(not is_outdated)


def noon(day) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=VIETNAM)


@pytest.fixture
def midmonth(monkeypatch):
    """The next 20th, so that a period can end some days ago in the month that runs."""
    today = local_today()
    later = today if today.day <= 20 else today.replace(day=1) + timedelta(days=40)
    moment = noon(later.replace(day=20))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment.date()


def asks_of_days(client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [q["sql"] for q in asked if "SUM(" in q["sql"] and "stat_sales_day" in q["sql"]]


def test_order_of_today_leaves_what_days_of_this_month_add_up_to(
    client, midmonth, official, tea_seller
):
    fifth = midmonth.replace(day=5)
    url = reverse("stats:summary") + f"?tu={midmonth.replace(day=2)}&den={midmonth.replace(day=9)}"
    complete(make_seller_order(tea_seller.partner, placed_on=fifth), fifth)
    assert client.get(url).context["total"].completed == 1
    complete(make_seller_order(tea_seller.partner, placed_on=midmonth), midmonth)
    settle()

    assert asks_of_days(client, url) == []


@pytest.mark.parametrize("is_outdated", [True, False])
def test_late_change_of_a_day_of_this_month_is_on_the_next_page(
    client, midmonth, official, tea_seller, monkeypatch, is_outdated
):
    """Without the number of its day (negative control) the page would keep the old sum."""
    fifth = midmonth.replace(day=5)
    url = reverse("stats:summary") + f"?tu={midmonth.replace(day=2)}&den={midmonth.replace(day=9)}"
    order = make_seller_order(tea_seller.partner, placed_on=fifth)
    complete(order, fifth)
    assert client.get(url).context["total"].completed == 1
    if not is_outdated:
        outdate = kept.outdate
        monkeypatch.setattr(kept, "outdate", lambda days, months: outdate())

    SellerOrder.objects.filter(pk=order.pk).update(completed_on=None, state="placed")

    assert client.get(url).context["total"].completed == int(not is_outdated)


def test_days_of_a_month_that_is_over_are_told_by_its_own_number(midmonth, monkeypatch):
    kept.outdate([midmonth.replace(day=5), midmonth])
    assert CellsVersion.objects.filter(is_month=False).count() == 2
    next_month = (midmonth.replace(day=1) + timedelta(days=32)).replace(day=1)
    monkeypatch.setattr(timezone, "now", lambda: noon(next_month))

    kept.outdate([next_month])

    rows = CellsVersion.objects.exclude(day=None).values_list("day", "is_month")
    assert set(rows) == {(midmonth.replace(day=1), True), (next_month, False)}


@pytest.mark.parametrize("family", ["sellers", "year"])
def test_a_sellers_cell_that_is_mended_by_itself_outdates_its_months(family, midmonth):
    first = midmonth.replace(day=1) if family == "sellers" else midmonth.replace(month=1, day=1)
    row = DirtyKey(family=family, commune_code="05503", day=first, partner_id=1)

    days, months = outdated_by([row], keys_of(row))

    assert days == set()
    assert midmonth.replace(day=1) in months
    assert all(month <= midmonth for month in months)


def test_a_sale_of_today_outdates_today_alone(midmonth):
    row = DirtyKey(family="sales", commune_code="05503", day=midmonth, partner_id=1)
    keys = keys_of(row)

    assert outdated_by([row], keys | above(keys)) == ({midmonth}, set())


def selling_since(day) -> int:
    """Return the sellers since a day, in a page that was not kept but finds kept parts."""
    settle()
    period = Period(day, local_today())
    ask = partial(who_sold.sellers_by_commune, period=period)
    return kept.kept(("a page", next(SERIAL)), ask).total


@pytest.mark.parametrize("is_outdated", [True, False])
def test_sellers_of_past_months_are_those_after_a_late_return(monkeypatch, is_outdated):
    """Without the number of its month (negative control) who sold then would stay counted."""
    long_ago, then = days_ago(400), days_ago(90)
    first, second = make_seller("Hộ một").partner, make_seller("Hộ hai").partner
    old = make_seller_order(first, placed_on=then)
    complete(old, then)
    assert selling_since(long_ago) == 1
    complete(make_seller_order(second))
    assert selling_since(long_ago) == 2
    complete(make_seller_order(second, placed_on=then), then)
    assert selling_since(long_ago) == 2
    if not is_outdated:
        outdate = kept.outdate
        monkeypatch.setattr(kept, "outdate", lambda days, months: outdate())

    SellerOrder.objects.filter(pk=old.pk).update(completed_on=None, state="placed")

    assert selling_since(long_ago) == (1 if is_outdated else 2)


def test_certificates_are_counted_anew_in_the_commune_that_changed_alone(client, official):
    """A certificate that is taken back is off the next page; the neighbour is not asked again."""
    here, there = make_seller("Hộ một", "05503"), make_seller("Hộ hai", "05692")
    for seller in (here, there):
        certify(make_listing(seller, set_code=TEA), 4, ends_in=400)
    settle()
    assert certificates.certificates().goods.count == 2
    there.partner.products.get().certificates.update(confirmed_at=None)
    settle()

    with CaptureQueriesContext(connection) as asked:
        found = certificates.certificates()

    assert (found.goods.count, set(found.by_commune)) == (1, {"05503"})
    counting = [query["sql"] for query in asked if "in_force" in query["sql"]]
    assert len(counting) == 1
    assert "'05692'" in counting[0]
    assert "'05503'" not in counting[0]
