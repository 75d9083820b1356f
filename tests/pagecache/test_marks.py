"""Every table that a shared page reads has a mark, so no page can go stale unnoticed."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import ProductImage
from pagecache import triggers
from pagecache.folding import fold
from pagecache.marks import MARKS, TABLES
from pagecache.models import PageChange
from pagecache.store import store
from pagecache.tags import GOODS
from tests.factories import (
    make_certificate,
    make_listing,
    make_lot,
    make_market,
    make_seller,
    make_stall,
)
from tests.pagecache.test_middleware import declared_names

pytestmark = pytest.mark.django_db

#: Read by shared pages and never shown by them.
NOT_SHOWN = {
    "page_change": "the versions themselves",
    "search_change": "what the index of search reads again; its own tables have marks",
    "catalogue_productclass": "one class for all goods",
    "sellers_membership": "whether a closed shop is open to its own people",
}
ADDRESSES = {
    "home": "/",
    "catalogue:index": "/san-pham/?sap-xep=gia-tang",
    "catalogue:detail": "{product}",
    "catalogue:category": "/danh-muc/che/?sao=3",
    "catalogue:communes": "/xa/",
    "catalogue:commune": "{commune}",
    "catalogue:seasons": "/mua-vu/?mua=5",
    "catalogue:commune-by-code": "/xa/05503/",
    "heritage:list": "/di-san/",
    "heritage:site": "/di-san/atk-dinh-hoa/",
    "markets:list": "/cho/",
    "markets:market": "/cho/cho-thai/",
    "api:docs": "/api/v1/docs/",
    "search:search": "/tim-kiem/?q=che&nhom=I.5.a&xa=05503&sao=3&mua=5&gia-tu=1000",
    "sellers:storefront": "{storefront}",
    **{name: f"/{name}/" for name in
       ("giao-hang", "doi-tra", "quy-che", "bao-ve-du-lieu", "khieu-nai", "sao-ocop",
        "xep-hang", "ve-san")},
}  # fmt: skip


def test_every_declared_page_is_read_below():
    assert set(ADDRESSES) == declared_names()


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_table_of_a_shared_page_has_a_mark(seller, tea, name):
    seller.portrait_renditions = {"320": "a.webp"}
    seller.save()
    make_certificate(tea)
    make_lot(tea)
    make_listing(seller, "Chè khác")
    make_stall(make_market(), partner=seller.partner)
    now = timezone.now()
    ProductImage.objects.create(product=tea, renditions={"320": "a.webp"}, rendered_at=now)
    words = {
        "product": tea.get_absolute_url(),
        "storefront": seller.partner.get_absolute_url(),
        "commune": seller.partner.commune.get_absolute_url(),
    }
    store.clear()

    with CaptureQueriesContext(connection) as asked:
        assert Client().get(ADDRESSES[name].format(**words), follow=True).status_code == 200

    read = {table for q in asked for table in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', q["sql"])}
    assert read - TABLES - NOT_SHOWN.keys() == set()


def test_marks_name_columns_that_exist():
    for mark in MARKS:
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, mark.table)
        assert set(mark.columns) <= {column.name for column in described}, mark.name


def test_folding_leaves_every_version_and_so_every_page(visitor, tea, monkeypatch):
    from pagecache import folding

    monkeypatch.setattr(folding, "_FEW", 2)
    for price in range(1_000, 1_020):
        tea.stockrecords.update(price=price)
    visitor.look("/")
    rows = PageChange.objects.count()

    folded = fold()

    assert folded == rows
    assert PageChange.objects.count() == PageChange.objects.values("tag").distinct().count()
    visitor.look("/")
    assert visitor.was_kept


def test_many_rows_are_folded_in_one_go_a_part_at_a_time(tea, monkeypatch):
    from pagecache import folding, versions

    monkeypatch.setattr(folding, "_FEW", 2)
    monkeypatch.setattr(folding, "_AT_ONCE", 7)
    for price in range(1_000, 1_030):
        tea.stockrecords.update(price=price)
    before, tags = versions.of([GOODS]), PageChange.objects.values("tag").distinct().count()

    fold()

    assert PageChange.objects.count() < tags + 7
    assert versions.of([GOODS]) == before


def test_few_rows_are_left_alone(db):
    PageChange.objects.all().delete()
    make_listing(make_seller(), "Chè")
    rows = PageChange.objects.count()

    assert fold() == 0
    assert PageChange.objects.count() == rows


def test_site_is_not_ready_without_the_triggers(client):
    triggers.remove(connection)

    assert client.get("/readyz").status_code == 503
    triggers.install(connection)
