"""Sold-out goods stand last, and are found all the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.dates import local_today
from marketplace.documents import ranking
from shop.partner.models import StockRecord
from shop.search import matching
from shop.search.models import SearchChange
from shop.search.queries import Wanted, find, look
from tests.factories import make_listing, make_preorder, make_seller

pytestmark = pytest.mark.django_db


def titles(**wanted) -> list[str]:
    return [product.title for product in find(Wanted(**wanted))]


@pytest.fixture
def seller():
    return make_seller()


@pytest.fixture
def goods(seller):
    """Return goods of which the newest, cheapest and dearest are sold out."""
    make_listing(seller, "Chè búp khô", price_vnd=120_000)
    make_listing(seller, "Chè nõn tôm", price_vnd=150_000)
    make_listing(seller, "Chè đinh", price_vnd=300_000, stock=0)
    make_listing(seller, "Chè bồm", price_vnd=60_000, stock=0)
    assert len(titles()) == 4


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["Chè nõn tôm", "Chè búp khô", "Chè bồm", "Chè đinh"]),
        ({"text": "chè"}, ["Chè nõn tôm", "Chè búp khô", "Chè bồm", "Chè đinh"]),
        (
            {"text": "chè", "sort": "moi"},
            ["Chè nõn tôm", "Chè búp khô", "Chè bồm", "Chè đinh"],
        ),
        ({"sort": "gia-tang"}, ["Chè búp khô", "Chè nõn tôm", "Chè bồm", "Chè đinh"]),
        ({"sort": "gia-giam"}, ["Chè nõn tôm", "Chè búp khô", "Chè đinh", "Chè bồm"]),
    ],
    ids=["newest", "words", "words, newest", "cheap", "dear"],
)
def test_sold_out_goods_stand_last_in_every_order(goods, wanted, expected):
    assert titles(**wanted) == expected


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("sort", ["", "moi", "gia-tang", "gia-giam"])
def test_pages_of_a_list_hold_each_of_its_goods_once(goods, size, sort):
    found = find(Wanted(sort=sort))

    pages = [found[at : at + size] for at in range(0, 4, size)]

    assert [p.title for page in pages for p in page] == titles(sort=sort)


@pytest.mark.parametrize("text", ["Chè đinh", "che dinh", "chè đinh "])
def test_sold_out_goods_whose_name_is_typed_keep_their_place(seller, text):
    make_listing(seller, "Chè đinh", stock=0)
    make_listing(seller, "Chè đinh hộp quà")
    make_listing(seller, "Chè đinh loại hai", stock=0)

    assert titles(text=text) == ["Chè đinh hộp quà", "Chè đinh", "Chè đinh loại hai"]


def test_goods_step_back_and_return_with_their_stock(seller):
    make_listing(seller, "Chè búp", stock=10)
    newest = make_listing(seller, "Chè nõn", stock=2)
    assert titles() == ["Chè nõn", "Chè búp"]
    record = StockRecord.objects.get(product=newest)

    StockRecord.objects.filter(pk=record.pk).update(num_allocated=2)
    assert titles() == ["Chè búp", "Chè nõn"]

    StockRecord.objects.filter(pk=record.pk).update(num_allocated=1)
    assert titles() == ["Chè nõn", "Chè búp"]


def test_goods_sold_by_the_pack_step_back_when_no_pack_is_left(seller):
    make_listing(seller, "Chè búp")
    packs = make_listing(seller, "Chè nõn", stock=5)
    assert titles() == ["Chè nõn", "Chè búp"]

    packs.min_quantity = 6
    packs.save()

    assert titles() == ["Chè búp", "Chè nõn"]


def test_preorder_that_closed_at_midnight_steps_back_although_nothing_was_written(
    seller, monkeypatch
):
    make_listing(seller, "Na bở")
    make_preorder(seller, "Na dai", days=5)
    assert titles() == ["Na dai", "Na bở"]
    later = timezone.now() + timedelta(days=1)

    monkeypatch.setattr(timezone, "now", lambda: later)

    assert titles() == ["Na bở", "Na dai"]


def test_preorder_that_is_open_for_longer_returns(seller, monkeypatch):
    make_listing(seller, "Na bở")
    apples = make_preorder(seller, "Na dai", days=5)
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert titles() == ["Na bở", "Na dai"]

    StockRecord.objects.filter(product=apples).update(orders_until=local_today())

    assert titles() == ["Na dai", "Na bở"]


def test_order_that_leaves_goods_is_no_change_for_search(seller):
    tea = make_listing(seller, "Chè búp", stock=10)
    titles()
    before = SearchChange.objects.count()

    StockRecord.objects.filter(product=tea).update(num_allocated=3)

    assert SearchChange.objects.count() == before


def test_counts_name_sold_out_goods_as_well(goods):
    seen = look(Wanted(text="chè"))

    assert seen.found.count() == sum(seen.facets.kinds.values()) == 4


def test_page_of_the_order_says_it(client, goods, monkeypatch):
    words = {one.words.split(",")[0]: one.points for one in ranking.criteria()}
    assert words["Món đã hết hàng"] == matching.SOLD_OUT > matching.MOST
    assert "món đã hết hàng cũng đứng sau" in client.get("/xep-hang/").content.decode()

    monkeypatch.setattr(matching, "SOLD_OUT", 0)

    assert titles(text="chè")[0] == "Chè bồm"
