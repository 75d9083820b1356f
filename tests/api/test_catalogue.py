"""Goods for programs: the same goods, filters and order as in the shop."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import ProductImage
from pagecache.marks import TABLES
from pagecache.store import store
from tests.factories import make_listing, make_lot, make_preorder, make_seller
from tests.pagecache.test_marks import NOT_SHOWN

pytestmark = pytest.mark.django_db


def titles(rows) -> list[str]:
    return [row["title"] for row in rows]


def test_tells_goods_as_the_shop_shows_them(program, tea):
    found = program.get("products")

    (row,) = found["items"]
    assert found["count"] == 1
    assert (row["id"], row["title"], row["price_vnd"]) == (tea.pk, "Chè Tân Cương", 195_000)
    assert row["url"].endswith(tea.get_absolute_url())
    assert row["url"].startswith("http")
    assert (row["stars"], row["can_buy"], row["availability"]) == (4, True, "")
    assert row["commune"] == {"code": "05503", "name": "xã Tân Cương"}
    assert row["seller"]["slug"] == tea.partner.code
    assert row["product_set"]["code"] == "I.5.a"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("q=che", ["Chè xanh"]),
        ("q=mật+ong", ["Mật ong"]),
        ("xa=05692", ["Mật ong"]),
        ("gia-den=100000", ["Chè xanh"]),
        ("gia-tu=100001", ["Mật ong"]),
        # Either way round, as in the shop.
        ("gia-tu=100000&gia-den=1", ["Chè xanh"]),
        ("nhom=I.5.a&sap-xep=gia-tang", ["Chè xanh", "Mật ong"]),
        ("sap-xep=gia-giam", ["Mật ong", "Chè xanh"]),
        ("nguoi-ban=cooperative", []),
        ("sao=5", []),
        ("mua=4", ["Chè xanh"]),
    ],
)
def test_filters_and_sorts_by_the_words_of_the_shop(program, words, wanted):
    make_listing(make_seller("A"), "Chè xanh", price_vnd=100_000, harvest_mask=0b1000)
    make_listing(make_seller("B", commune="05692"), "Mật ong", price_vnd=200_000)

    assert titles(program.get(f"products?{words}")["items"]) == wanted


@pytest.mark.parametrize("sort", ["", "moi", "gia-tang", "gia-giam"])
@pytest.mark.parametrize("text", ["", "che"])
def test_gives_every_good_once_in_the_order_of_the_shop(program, seller, sort, text):
    for number in range(9):
        price = 50_000 + number % 3 * 10_000
        make_listing(seller, f"Chè số {number}", price_vnd=price, stock=number % 2 * 5)
    words = f"q={text}&sap-xep={sort}"

    parts = program.every_page(f"products?{words}&limit=2")

    shop = Client().get(f"/tim-kiem/?{words}").context["page"].cards
    assert [row["id"] for row in parts] == [card.id for card in shop]
    assert len(parts) == 9


@pytest.mark.parametrize("sort", ["moi", "gia-tang", ""])
def test_misses_and_repeats_nothing_while_goods_come_and_go(program, seller, sort):
    goods = [make_listing(seller, f"Chè {n}", price_vnd=50_000 + n) for n in range(8)]
    first = program.get(f"products?limit=3&sap-xep={sort}")
    seen = {row["id"] for row in first["items"]}
    # One that was seen sells out, one that was seen goes, a new one comes in front.
    sold, gone = [product for product in goods if product.pk in seen][:2]
    sold.stockrecords.update(num_in_stock=0)
    type(gone).objects.filter(pk=gone.pk).update(is_public=False, state="hidden")
    make_listing(seller, "Chè mới", price_vnd=1_000)

    rest, cursor = [], first["next_cursor"]
    while cursor:
        part = program.get(f"products?limit=3&sap-xep={sort}&cursor={cursor}")
        rest, cursor = rest + part["items"], part["next_cursor"]

    ids = [row["id"] for row in rest]
    assert set(ids) >= {product.pk for product in goods} - seen
    # What sold out stands at the end now and comes again, with the words that say so.
    assert len(ids) == len(set(ids))
    assert set(ids) & seen <= {sold.pk}


def test_names_the_next_part_in_a_link(program, seller):
    for number in range(3):
        make_listing(seller, f"Chè {number}")
    program.get("products?limit=2&q=che")

    link = program.answer["Link"]

    assert link.endswith('; rel="next"')
    assert len(program.get(link[1 : link.index(">")])["items"]) == 1
    assert "Link" not in program.answer


def test_says_what_it_searched_for_instead(program, tea):
    found = program.get("products?q=chè+tâm+cương")

    assert found["searched_for"]
    assert titles(found["items"]) == ["Chè Tân Cương"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("sao=2", "sao"),
        ("mua=13", "mua"),
        ("gia-tu=-1", "gia-tu"),
        ("gia-den=1,5", "gia-den"),
        ("xa=abc", "xa"),
        ("sap-xep=rẻ", "sap-xep"),
        ("nguoi-ban=ai", "nguoi-ban"),
        ("q=" + "x" * 101, "q"),
        ("cursor=abc", "cursor"),
        ("gia_tu=5", "gia_tu"),
        ("trang=2", "trang"),
    ],
)
def test_says_in_vietnamese_which_word_is_wrong(program, words, field):
    found = program.get(f"products?{words}", 422)

    assert [error["field"] for error in found["errors"]] == [field]
    message = found["errors"][0]["message"]
    assert message[0].isupper()
    assert message.endswith((".", "$."))
    assert not {"should", "Input", "value"} & set(message.split())


def test_refuses_the_cursor_of_another_list(program, seller):
    for number in range(3):
        make_listing(seller, f"Chè {number}")
    cursor = program.get("products?limit=1&sap-xep=moi")["next_cursor"]

    program.get(f"products?limit=1&sap-xep=gia-tang&cursor={cursor}", 422)
    program.get(f"product-sets?limit=1&cursor={cursor}", 422)
    program.get(f"products?limit=2&sap-xep=moi&cursor={cursor}")


def test_tells_one_product_with_its_certificates_and_stock(program, tea):
    row = program.get(f"products/{tea.pk}")

    assert row["left"] == 10
    assert row["certificates"][0]["is_valid"] is True
    assert row["pictures"] == []
    tea.stockrecords.update(num_in_stock=51)
    assert program.get(f"products/{tea.pk}")["left"] is None


def test_tells_from_when_goods_on_preorder_are_sent(program, seller):
    product = make_preorder(seller)

    row = program.get(f"products/{product.pk}")

    record = product.stockrecords.get()
    assert row["preorder"] == {
        "ready_on": record.ready_on.isoformat(),
        "orders_until": record.orders_until.isoformat(),
    }


@pytest.mark.parametrize("state", ["draft", "submitted", "hidden", "withheld", "taken_down"])
def test_tells_nothing_of_goods_outside_the_window(program, seller, state):
    hidden = make_listing(seller, "Món kín", state=state)

    assert program.get("products")["items"] == []
    assert "Món kín" not in str(program.get(f"products/{hidden.pk}", 404))


def test_drops_kept_answers_when_goods_are_hidden(program, tea):
    program.get(f"products/{tea.pk}")
    program.get("products")
    type(tea).objects.filter(pk=tea.pk).update(is_public=False, state="hidden")

    program.get(f"products/{tea.pk}", 404)
    assert program.get("products")["items"] == []


@pytest.mark.parametrize("path", ["products", "sellers", "communes"])
def test_asks_the_database_as_often_for_thirty_rows_as_for_one(program, seller, path):
    counts = []
    for many in (1, 30):
        while len(seller.partner.products.all()) < many:
            # Every second one has a seller of its own.
            owner = make_seller(f"Hộ {many}") if seller.partner.products.count() % 2 else seller
            product = make_listing(owner, "Chè")
            ProductImage.objects.create(
                product=product, renditions={"320": "a.webp"}, rendered_at=timezone.now()
            )
            if owner is not seller:
                make_listing(seller, "Chè nhà")
        for _ in range(2):
            # On PostgreSQL the index reads what an open transaction wrote once more.
            program.get(f"{path}?limit=100")
            store.clear()
        with CaptureQueriesContext(connection) as asked:
            program.get(f"{path}?limit=100")
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[1] <= 9


def test_lists_the_product_sets_of_ocop(program):
    rows = program.every_page("product-sets?limit=10")

    assert len(rows) == 26
    assert "I.5.a" in {row["code"] for row in rows}


@pytest.mark.parametrize(
    "path", ["products?q=che&sao=3", "products/{tea}", "sellers", "sellers/{slug}", "communes",
             "product-sets"],
)  # fmt: skip
def test_keeps_only_what_a_mark_outdates(program, tea, path):
    make_lot(tea)
    now = timezone.now()
    ProductImage.objects.create(product=tea, renditions={"320": "a.webp"}, rendered_at=now)
    path = path.format(tea=tea.pk, slug=tea.partner.code)
    store.clear()

    with CaptureQueriesContext(connection) as asked:
        program.get(path)
    with CaptureQueriesContext(connection) as again:
        program.get(path)

    read = {table for q in asked for table in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', q["sql"])}
    assert read - TABLES - NOT_SHOWN.keys() == set()
    assert len(again) == 1
