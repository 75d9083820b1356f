"""Pages are computed once per state of the cells, and never shown after a cell has changed."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.dates import local_today
from shop.order.models import SellerOrder
from stats import draining, kept
from tests.factories import make_official
from tests.stats.builders import complete, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db


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
        return client.get(reverse("stats:summary")).context["page"].total.placed

    assert (placed(), placed()) == (0, 0)
    make_seller_order(tea_seller.partner)
    assert placed() == 1
    make_seller_order(tea_seller.partner)
    assert placed() == 2


def test_without_a_new_number_the_old_page_would_stay(client, official, tea_seller, monkeypatch):
    """Negative control: the number is what makes the page new."""
    url = reverse("stats:summary")
    monkeypatch.setattr(kept, "outdate", lambda months: None)
    client.get(url)

    make_seller_order(tea_seller.partner)

    assert client.get(url).context["page"].total.placed == 0


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
        seen[code] = client.get(reverse("stats:summary")).context["page"].total.placed

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
    assert client.get(url).context["page"].total.completed == 1
    if not is_outdated:
        outdate = kept.outdate
        monkeypatch.setattr(kept, "outdate", lambda months: outdate())

    SellerOrder.objects.filter(pk=order.pk).update(completed_on=None, state="placed")

    assert client.get(url).context["page"].total.completed == int(not is_outdated)
