"""Several processes: what one commits, the others see at their next request."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from pagecache import versions
from pagecache.kept import kept
from pagecache.models import PageChange
from pagecache.tags import GOODS, SITE, product
from shop.partner.models import StockRecord
from tests.factories import make_listing, make_seller
from tests.pagecache.conftest import Visitor


@pytest.mark.django_db(transaction=True)
def test_version_is_read_on_a_connection_of_its_own_and_sees_each_commit():
    before = versions.of([GOODS])
    with transaction.atomic():
        PageChange.objects.create(tag=GOODS, number=7)
        assert versions._reader.ask(versions._of_sql(frozenset([GOODS])))[0] == before

    assert versions.of([GOODS]) == before + 7


@pytest.mark.django_db(transaction=True)
def test_page_is_new_after_a_commit_of_another_process(visitor):
    tea = make_listing(make_seller(), "Chè", price_vnd=195_000)
    visitor.look("/san-pham/")
    visitor.look("/san-pham/")
    assert visitor.was_kept

    StockRecord.objects.filter(product=tea).update(price=210_000)

    assert "210.000" in visitor.look("/san-pham/")


@pytest.mark.django_db(transaction=True)
def test_connection_that_broke_is_opened_again():
    before = versions.of([GOODS])
    versions._reader._wrapper.connection.close()

    assert versions.of([GOODS]) == before


@pytest.mark.django_db(transaction=True)
def test_pages_are_made_while_versions_cannot_be_read(monkeypatch):
    """A fault costs time, never truth: the page is made as if nothing were kept."""
    make_listing(make_seller(), "Chè")
    visitor = Visitor()
    visitor.look("/san-pham/")
    sql = versions._reader.ask

    def broken(_sql):
        raise OSError

    monkeypatch.setattr(versions._reader, "ask", broken)
    visitor.look("/san-pham/")
    assert not visitor.was_kept

    monkeypatch.setattr(versions._reader, "ask", sql)
    visitor.look("/san-pham/")
    assert visitor.was_kept


@pytest.fixture
def trust(settings):
    """Share the question among visitors for a minute, which is longer than a test."""
    settings.PAGE_CACHE_TRUST_MS = 60_000


@pytest.mark.django_db(transaction=True)
def test_visitors_share_a_question_for_a_moment_and_see_the_change_after_it(
    trust, settings, monkeypatch
):
    tea = make_listing(make_seller(), "Chè", price_vnd=195_000)
    visitor = Visitor()
    visitor.look("/san-pham/")
    visitor.look("/san-pham/")
    asked = []
    ask = versions._reader.ask
    monkeypatch.setattr(versions._reader, "ask", lambda sql: asked.append(sql) or ask(sql))

    visitor.look("/san-pham/")
    StockRecord.objects.filter(product=tea).update(price=210_000)
    within = visitor.look("/san-pham/")
    questions = len(asked)
    settings.PAGE_CACHE_TRUST_MS = 0
    after = visitor.look("/san-pham/")

    assert (questions, "195.000" in within) == (0, True)
    assert "210.000" in after


@pytest.mark.django_db(transaction=True)
def test_a_change_of_other_goods_costs_a_page_one_question(trust, monkeypatch):
    tea, honey = (make_listing(make_seller(), name, stock=9) for name in ("Chè", "Mật ong"))
    visitor = Visitor()
    for listing in (tea, honey, tea, honey):
        visitor.look(listing.get_absolute_url())
    StockRecord.objects.filter(product=honey).update(num_in_stock=4)
    monkeypatch.setattr(versions, "_latest", (0.0, -2))
    asked = []
    ask = versions._reader.ask
    monkeypatch.setattr(versions._reader, "ask", lambda sql: asked.append(sql) or ask(sql))

    for _ in range(3):
        visitor.look(tea.get_absolute_url())
        assert visitor.was_kept

    assert len(asked) == 1
    visitor.look(honey.get_absolute_url())
    assert not visitor.was_kept


@pytest.mark.django_db(transaction=True)
def test_who_has_a_basket_asks_for_itself(trust):
    tea = make_listing(make_seller(), "Chè", price_vnd=195_000)
    visitor, shopper = Visitor(), Visitor()
    shopper.post(reverse("basket:add", args=[tea.pk]), {"quantity": 1})
    for one in (visitor, shopper, visitor, shopper):
        one.look("/san-pham/")

    StockRecord.objects.filter(product=tea).update(price=210_000)

    assert "210.000" in shopper.look("/san-pham/")


@pytest.mark.django_db
def test_part_of_a_page_is_computed_once_until_its_tag_changes():
    computed = []

    def compute() -> int:
        computed.append(1)
        return len(computed)

    assert [kept("x", (SITE,), compute) for _ in range(3)] == [1, 1, 1]
    PageChange.objects.create(tag=GOODS, number=1)
    assert kept("x", (SITE,), compute) == 1
    PageChange.objects.create(tag=SITE, number=1)
    assert kept("x", (SITE,), compute) == 2


@pytest.mark.django_db
def test_sums_are_of_the_tags_that_are_asked_for():
    PageChange.objects.all().delete()
    for tag, number in ((SITE, 1), (GOODS, 10), (GOODS, 20), (product(5), 100)):
        PageChange.objects.create(tag=tag, number=number)

    assert versions.of([GOODS]) == 30
    assert versions.of([SITE, product(5)]) == 101
    assert versions.total_and([SITE, GOODS]) == (131, 31)
    with versions.begun() as total:
        PageChange.objects.create(tag=GOODS, number=1_000)
        assert total == 131
        assert versions.of([SITE, GOODS]) == 31
    assert connection.in_atomic_block
