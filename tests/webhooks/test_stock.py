"""Changes of stock: each as everybody may read it, none lost between two looks at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Product
from shop.partner.models import StockRecord
from tests.architecture.crawling import order_of
from tests.factories import make_listing, make_seller
from tests.webhooks.receiving import deliver, subscribe
from webhooks import following, stock
from webhooks.models import StockSeen

pytestmark = pytest.mark.django_db


def test_tells_stock_that_changed_however_it_was_written(receiver, tea, lan):
    subscribe(receiver, "stock.changed")
    deliver()
    order_of(lan, tea)
    deliver()
    tea.stockrecords.update(num_in_stock=1)
    deliver()

    assert [one["data"]["left"] for one in receiver.news] == [9, 0]
    assert receiver.news[1]["data"]["can_buy"] is False


def test_goods_that_are_taken_from_the_window_cannot_be_bought(receiver, tea):
    subscribe(receiver, "stock.changed")
    deliver()
    Product.objects.filter(pk=tea.pk).update(is_public=False)
    deliver()
    Product.objects.filter(pk=tea.pk).update(is_public=True)
    deliver()

    told = [(one["data"]["left"], one["data"]["can_buy"]) for one in receiver.news]
    assert told == [(0, False), (10, True)]


def test_less_than_the_smallest_order_cannot_be_bought(receiver, tea):
    Product.objects.filter(pk=tea.pk).update(min_quantity=5)
    subscribe(receiver, "stock.changed")
    deliver()
    tea.stockrecords.update(num_in_stock=4)
    deliver()

    assert [one["data"] for one in receiver.news] == [
        {"product_id": tea.pk, "seller": tea.partner.code, "left": 4, "can_buy": False}
    ]


def test_what_nobody_reads_is_no_news(receiver, tea):
    tea.stockrecords.update(num_in_stock=900)
    subscribe(receiver, "stock.changed")
    deliver()
    tea.stockrecords.update(num_in_stock=800)
    deliver()

    assert receiver.got == []


def test_a_record_known_from_before_an_upgrade_is_learnt_without_news(receiver, tea):
    subscribe(receiver, "stock.changed")
    deliver()
    StockSeen.objects.update(can_buy=None)
    deliver()

    assert receiver.got == []
    assert StockSeen.objects.get().can_buy is True


@pytest.fixture
def overtaken(monkeypatch, tea):
    """Let another look, with a newer figure, run just before a look writes what it has read."""
    real = stock._note

    def note(row):
        monkeypatch.setattr(stock, "_note", real)
        StockRecord.objects.update(num_in_stock=2)
        stock.look()
        real(row)

    def begin():
        stock.look()
        StockRecord.objects.update(num_in_stock=6)
        monkeypatch.setattr(stock, "_note", note)
        stock.look()
        return StockSeen.objects.get()

    return begin


def test_an_older_figure_does_not_cover_a_newer_one(overtaken):
    seen = overtaken()

    assert (seen.left, seen.version) == (2, 1)


def test_without_the_version_the_older_figure_would_win(overtaken, monkeypatch):
    """Negative control."""
    real = StockSeen.objects.filter
    monkeypatch.setattr(
        StockSeen.objects,
        "filter",
        lambda *args, **facts: real(*args, **{k: v for k, v in facts.items() if k != "version"}),
    )

    assert overtaken().left == 6


def questions(receiver, goods: int) -> int:
    seller = make_seller()
    for number in range(goods):
        make_listing(seller, f"Chè {number}", stock=10)
    deliver()
    StockRecord.objects.update(num_in_stock=3)
    stock.look()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        (one,) = following.Subscription.objects.all()
        assert len(stock.changes_for(one, one.begun_at)) == goods
    return len(asked)


@pytest.mark.parametrize("goods", [1, 30])
def test_any_number_of_changes_is_found_by_one_question(receiver, goods):
    subscribe(receiver, "stock.changed")

    assert questions(receiver, goods) == 2
