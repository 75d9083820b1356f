"""Pages are computed once per state of the cells, and never shown after a cell has changed."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stats import draining, kept
from tests.factories import make_official
from tests.stats.builders import complete, make_seller_order
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
    monkeypatch.setattr(kept, "outdate", lambda: None)
    client.get(url)

    make_seller_order(tea_seller.partner)

    assert client.get(url).context["page"].total.placed == 0


def test_number_grows_with_the_drain_and_not_when_it_fails(tea_seller, monkeypatch):
    complete(make_seller_order(tea_seller.partner))
    before = kept.version()

    settle()

    assert kept.version() > before
    with pytest.raises(RuntimeError), transaction.atomic():
        make_seller_order(tea_seller.partner)
        draining.drain()
        raise RuntimeError
    assert kept.version() == before + 1


def test_officials_of_two_communes_never_share_a_page(client, tea_seller):
    make_seller_order(tea_seller.partner)
    seen = {}
    for code in ("05503", "05692"):
        client.force_login(make_official("commune_official", commune=code))
        seen[code] = client.get(reverse("stats:summary")).context["page"].total.placed

    assert seen == {"05503": 1, "05692": 0}
