"""The index of a process follows the database, whoever writes and however."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from catalogue import publication
from catalogue.models import OcopCertificate, Product, ProductSet
from catalogue.sets import ListingState
from shop.partner.models import Partner, StockRecord
from shop.search import changes, current, triggers
from shop.search.models import SearchChange
from shop.search.queries import Wanted, find, look
from tests.factories import make_certificate, make_listing, make_seller


def titles(**wanted) -> list[str]:
    return [product.title for product in find(Wanted(**wanted))]


@pytest.fixture
def tea(db):
    """A listing that the index of this process already knows."""
    product = make_listing(make_seller(), "Chè đinh", price_vnd=100_000)
    for _ in range(2):  # the second look takes in what this transaction itself wrote
        assert titles(text="chè đinh") == ["Chè đinh"]
    return product


def hide_by_service(product):
    publication.move(product=product, to=ListingState.HIDDEN)


def hide_by_update(product):
    Product.objects.filter(pk=product.pk).update(is_public=False)


def hide_by_sql(product):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_product SET is_public = %s WHERE id = %s",
                       [False, product.pk])  # fmt: skip


def hide_with_its_seller(product):
    Partner.objects.filter(pk=product.partner_id).update(may_sell=False)
    product.partner.refresh_from_db()
    publication.refresh_partner(partner=product.partner)


def delete(product):
    product.delete()


@pytest.mark.parametrize(
    "hide", [hide_by_service, hide_by_update, hide_by_sql, hide_with_its_seller, delete]
)
def test_hidden_goods_leave_results_and_counts_at_once(tea, hide):
    hide(tea)

    seen = look(Wanted(text="chè"))
    assert titles(text="chè đinh") == []
    assert (seen.found.count(), seen.near.count()) == (0, 0)
    assert (seen.facets.sets, seen.facets.communes, seen.facets.kinds) == ({}, {}, {})
    assert not any(seen.facets.prices.values())


def test_without_triggers_hidden_goods_would_stay_counted(tea):
    """The negative control: what the triggers are for."""
    triggers.remove(connection)
    try:
        hide_by_update(tea)

        assert look(Wanted(text="chè")).found.count() == 1
        assert titles(text="chè đinh") == []
    finally:
        triggers.install(connection)


def test_new_title_price_place_and_star_are_known_at_once(tea):
    Product.objects.filter(pk=tea.pk).update(title="Chè nõn", harvest_mask=0b100)
    StockRecord.objects.filter(product=tea).update(price=250_000)
    Partner.objects.filter(pk=tea.partner_id).update(name="HTX Mây Trắng", kind="enterprise")
    make_certificate(tea, 5)

    assert titles(text="chè đinh") == []
    assert titles(text="mây trắng", kind="enterprise", stars=5, month=3) == ["Chè nõn"]
    assert titles(price_from=200_000, price_to=250_000) == ["Chè nõn"]


def test_star_ends_with_its_certificate_and_its_day(tea, monkeypatch):
    certificate = make_certificate(tea, 4, days_left=3)
    assert titles(stars=4) == ["Chè đinh"]

    in_four_days = certificate.expires_on + dt.timedelta(days=1)
    monkeypatch.setattr("shop.search.queries.local_today", lambda: in_four_days)
    assert titles(stars=4) == []
    monkeypatch.undo()
    OcopCertificate.objects.update(confirmed_at=None, revoked_at=timezone.now())
    assert titles(stars=4) == []


def test_new_name_of_a_set_is_known_at_once(tea):
    ProductSet.objects.filter(pk=tea.product_set_id).update(short_name="Búp xanh")

    assert look(Wanted(text="búp xanh")).names["nhom=I.5.a"] == "Búp xanh"
    assert titles(text="búp xanh") == ["Chè đinh"]


def test_listings_approved_later_come_first(tea):
    make_listing(make_seller("Hộ ông Ba"), "Chè búp")

    assert titles() == ["Chè búp", "Chè đinh"]


def test_listing_that_was_approved_long_ago_takes_its_place(tea):
    old = make_listing(make_seller("Hộ ông Ba"), "Chè cũ")
    Product.objects.filter(pk=old.pk).update(approved_at=timezone.now() - dt.timedelta(days=9))

    assert titles() == ["Chè đinh", "Chè cũ"]


def test_looking_again_asks_one_query(tea, django_assert_num_queries):
    with django_assert_num_queries(1), current.index() as index:
        assert len(index) == 1


def test_process_that_did_not_look_for_long_reads_everything(tea, monkeypatch):
    hide_by_update(tea)
    SearchChange.objects.all().delete()
    assert look(Wanted()).found.count() == 1

    monkeypatch.setattr(changes, "FORGET_AFTER_S", -1)
    assert look(Wanted()).found.count() == 0


def test_old_notes_of_changes_are_deleted(tea):
    assert changes.forget_old() == 0
    SearchChange.objects.update(at=timezone.now() - dt.timedelta(days=2))

    assert changes.forget_old() >= 1


def test_all_triggers_are_in_place(db):
    assert triggers.missing(connection) == []


def test_old_name_of_a_place_finds_its_goods_from_the_next_look_on(tea):
    assert titles(text="Quắc Vưu") == []

    facts = {"old_name": "Quắc Vưu", "old_name_folded": "quac vuu", "old_district": ""}
    link = tea.partner.commune.former_links.create(**facts)
    assert titles(text="Quắc Vưu") == ["Chè đinh"]

    link.delete()
    assert titles(text="Quắc Vưu") == []
