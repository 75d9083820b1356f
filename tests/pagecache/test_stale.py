"""Kept pages are never old: what changed is on the page at the next request."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from catalogue import certificates, publication
from catalogue.models import Category, OcopCertificate, Product, ProductImage
from catalogue.sets import ListingState
from common.dates import local_today, near_date
from pagecache import triggers
from pagecache.models import PageChange
from sellers import lifecycle, listings, reviewing
from sellers.models import Lot, Seller
from shop.order import harvesting
from shop.partner import promised, stock
from shop.partner.models import Partner, StockRecord
from tests.factories import (
    declare_certificate,
    make_certificate,
    make_listing,
    make_lot,
    make_official,
    make_seller,
    owner_of,
)

pytestmark = pytest.mark.django_db

NEW_PRICE, OLD_PRICE = "210.000\xa0₫", "195.000\xa0₫"


def pages_of(product: Product) -> list[str]:
    return ["/", "/san-pham/", product.get_absolute_url(), product.partner.get_absolute_url()]


def warm(visitor, *paths: str) -> None:
    """Look twice: the second look must come from what was kept, or the test proves nothing."""
    for path in paths:
        visitor.look(path)
        visitor.look(path)
        assert visitor.was_kept, path


def operator():
    return make_official("operator")


@pytest.mark.parametrize("page", range(4), ids=["home", "list", "product", "storefront"])
def test_new_price_is_on_every_page_at_the_next_request(visitor, tea, seller, page):
    path = pages_of(tea)[page]
    warm(visitor, path)

    listings.change_price(listing=tea, price_vnd=Decimal(210_000), actor=owner_of(seller))

    html = visitor.look(path)
    assert NEW_PRICE in html
    assert OLD_PRICE not in html


@pytest.mark.parametrize("page", range(4), ids=["home", "list", "product", "storefront"])
def test_without_the_triggers_the_old_price_would_stay(visitor, tea, seller, page):
    """Negative control: nothing but the mark in the database makes the page new."""
    path = pages_of(tea)[page]
    warm(visitor, path)
    triggers.remove(connection)

    listings.change_price(listing=tea, price_vnd=Decimal(210_000), actor=owner_of(seller))

    assert OLD_PRICE in visitor.look(path)


def open_preorder(tea) -> None:
    record, day = tea.stockrecords.get(), local_today() + timedelta(days=40)
    stock.count(record=record, on_shelf=0)
    promised.promise(record=record, quantity=9, ready_on=day, orders_until=day)


@pytest.mark.parametrize("page", range(4), ids=["home", "list", "product", "storefront"])
def test_a_pre_order_opens_and_its_day_moves_at_the_next_request(visitor, tea, page):
    path = pages_of(tea)[page]
    warm(visitor, path)
    open_preorder(tea)
    assert near_date(local_today() + timedelta(days=40)) in visitor.look(path)
    warm(visitor, path)

    harvesting.postpone(record=tea.stockrecords.get(), ready_on=local_today() + timedelta(days=50))

    assert near_date(local_today() + timedelta(days=50)) in visitor.look(path)


@pytest.mark.parametrize("page", range(4), ids=["home", "list", "product", "storefront"])
def test_without_the_triggers_the_old_day_would_stay(visitor, tea, page):
    """Negative control: nothing but the mark in the database makes the page new."""
    path = pages_of(tea)[page]
    open_preorder(tea)
    warm(visitor, path)
    triggers.remove(connection)

    harvesting.postpone(record=tea.stockrecords.get(), ready_on=local_today() + timedelta(days=50))

    assert near_date(local_today() + timedelta(days=40)) in visitor.look(path)


def test_the_last_day_to_order_closes_the_page_at_the_next_request(visitor, tea):
    open_preorder(tea)
    warm(visitor, tea.get_absolute_url())

    StockRecord.objects.update(orders_until=local_today() - timedelta(days=1))

    assert "Đã hết lượt đặt trước" in visitor.look(tea.get_absolute_url())


def test_the_days_of_a_lot_are_on_the_page_of_the_product_at_the_next_request(visitor, tea):
    lot = make_lot(tea)
    warm(visitor, tea.get_absolute_url())

    Lot.objects.filter(pk=lot.pk).update(best_before=date(2031, 5, 17))

    assert "17/05/2031" in visitor.look(tea.get_absolute_url())


def test_stock_is_on_the_page_of_the_product_at_the_next_request(visitor, tea):
    warm(visitor, tea.get_absolute_url())

    stock.allocate(record=tea.stockrecords.get(), quantity=9)

    assert "Còn 3\xa0gói" in visitor.look(tea.get_absolute_url())


def test_sold_out_is_on_every_page_at_the_next_request(visitor, tea):
    warm(visitor, *pages_of(tea))

    stock.allocate(record=tea.stockrecords.get(), quantity=12)

    assert all("Tạm hết hàng" in visitor.look(path) for path in pages_of(tea))


def test_goods_that_come_back_are_on_every_page_at_the_next_request(visitor, tea):
    stock.allocate(record=tea.stockrecords.get(), quantity=12)
    warm(visitor, *pages_of(tea))

    stock.release(record=tea.stockrecords.get(), quantity=1)

    assert not any("Tạm hết hàng" in visitor.look(path) for path in pages_of(tea))


def test_an_order_that_empties_nothing_leaves_lists_and_other_goods_alone(visitor, tea, seller):
    other = make_listing(make_seller("Hộ khác"), "Miến dong")
    rest = ["/", "/san-pham/", other.get_absolute_url()]
    warm(visitor, tea.get_absolute_url(), *rest)

    stock.allocate(record=tea.stockrecords.get(), quantity=1)

    for path in rest:
        visitor.look(path)
        assert visitor.was_kept, path
    visitor.look(tea.get_absolute_url())
    assert not visitor.was_kept


def test_approved_goods_are_there_at_the_next_request(visitor, tea, seller):
    new = make_listing(seller, "Chè đinh", state=ListingState.SUBMITTED)
    warm(visitor, "/", "/san-pham/")
    assert visitor.get(new.get_absolute_url()).status_code == 404

    reviewing.approve(product=new, reviewer=operator())

    assert all("Chè đinh" in visitor.look(path) for path in pages_of(new))


def test_goods_that_are_taken_down_are_gone_at_the_next_request(visitor, tea, seller):
    make_listing(seller, "Chè đinh")
    warm(visitor, *pages_of(tea))

    reviewing.take_down(
        product=tea, reviewer=operator(), basis="consumer_law", note="Theo văn bản số 12."
    )

    others = ["/", "/san-pham/", tea.partner.get_absolute_url()]
    assert not any("Chè móc câu" in visitor.look(path) for path in others)
    assert visitor.get(tea.get_absolute_url()).status_code == 404


def test_goods_of_a_seller_who_rests_are_gone_at_the_next_request(visitor, tea, seller):
    warm(visitor, *pages_of(tea))

    lifecycle.pause(
        seller=seller, back_on=local_today() + timedelta(days=7), actor=owner_of(seller)
    )

    assert not any("Chè móc câu" in visitor.look(path) for path in ["/", "/san-pham/"])
    assert visitor.get(tea.get_absolute_url()).status_code == 404
    assert "tạm nghỉ" in visitor.look(tea.partner.get_absolute_url())


@pytest.mark.parametrize("days_left", [0, 3])
def test_star_is_gone_with_the_midnight_in_vietnam_after_its_last_day(
    visitor, tea, monkeypatch, days_left
):
    make_certificate(tea, 4, days_left=days_left)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    last_second = midnight + timedelta(days=days_left + 1, seconds=-1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: last_second)
    warm(visitor, *pages_of(tea))
    assert all("OCOP 4 sao" in visitor.look(path) for path in pages_of(tea))

    monkeypatch.setattr("django.utils.timezone.now", lambda: last_second + timedelta(seconds=1))

    assert not any("badge--ocop" in visitor.look(path) for path in pages_of(tea))


def test_star_that_an_official_confirms_or_revokes_is_right_at_the_next_request(visitor, tea):
    declared = declare_certificate(tea)
    warm(visitor, *pages_of(tea))

    official = operator()
    certificates.confirm(certificate=declared, by=official, seen_at=declared.declared_at)
    assert all("OCOP 4 sao" in visitor.look(path) for path in pages_of(tea))

    warm(visitor, *pages_of(tea))
    certificates.revoke(certificate=declared, by=official, note="Hết điều kiện.")
    assert not any("badge--ocop" in visitor.look(path) for path in pages_of(tea))


def test_raw_sql_and_bulk_updates_are_seen(visitor, tea):
    warm(visitor, *pages_of(tea))

    with connection.cursor() as cursor:
        cursor.execute("UPDATE partner_stockrecord SET price = 210000")
    assert all(NEW_PRICE in visitor.look(path) for path in pages_of(tea))

    warm(visitor, *pages_of(tea))
    Product.objects.update(title="Chè nõn tôm")
    assert all("Chè nõn tôm" in visitor.look(path) for path in pages_of(tea))


CHANGES = {
    "seller's words": lambda tea: Seller.objects.update(quote="Chè nhà tự tay hái."),
    "name of the shop": lambda tea: Partner.objects.update(name="Hợp tác xã mới"),
    "shelf": lambda tea: Category.objects.update(short_name="Kệ"),
    "photo": lambda tea: ProductImage.objects.create(product=tea, original="a.jpg"),
    "lot": lambda tea: make_lot(tea),
    "certificate deleted": lambda tea: OcopCertificate.objects.all().delete(),
    "stock by hand": lambda tea: StockRecord.objects.update(num_in_stock=11),
    "hidden": lambda tea: publication.move(product=tea, to=ListingState.HIDDEN),
    "deleted": lambda tea: ProductImage.objects.filter(product=tea).delete(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_page_of_the_product_is_made_anew_after_a_change_of(visitor, tea, what):
    make_certificate(tea)
    ProductImage.objects.create(product=tea, original="b.jpg")
    warm(visitor, tea.get_absolute_url())

    CHANGES[what](tea)

    visitor.answer = visitor.get(tea.get_absolute_url())
    assert not visitor.was_kept


def test_drafts_and_what_waits_for_review_outdate_nothing(visitor, tea, seller):
    draft = make_listing(seller, "Chè nháp", state=ListingState.DRAFT)
    warm(visitor, *pages_of(tea))
    before = PageChange.objects.count()

    draft.title = "Chè nháp 2"
    draft.save()
    StockRecord.objects.filter(product=draft).update(price=1)

    assert PageChange.objects.count() == before


def test_a_change_that_is_rolled_back_outdates_nothing(visitor, tea):
    from django.db import transaction

    warm(visitor, "/")

    with pytest.raises(RuntimeError), transaction.atomic():
        StockRecord.objects.update(price=1)
        raise RuntimeError

    visitor.look("/")
    assert visitor.was_kept


def test_page_that_was_made_while_something_changed_is_not_kept(visitor, tea, monkeypatch):
    from catalogue import views

    make = views.home_page

    def slow():
        page = make()
        StockRecord.objects.update(price=210_000)
        return page

    monkeypatch.setattr(views, "home_page", slow)
    assert OLD_PRICE in visitor.look("/")
    monkeypatch.setattr(views, "home_page", make)

    assert NEW_PRICE in visitor.look("/")


def test_triggers_are_installed_and_missing_ones_are_named():
    assert triggers.missing(connection) == []

    triggers.remove(connection)

    assert "page_price_update" in triggers.missing(connection)
    triggers.install(connection)
    assert triggers.missing(connection) == []


@pytest.mark.parametrize("page", [1, 3], ids=["list", "storefront"])
def test_mean_of_reviews_is_on_cards_at_the_next_request(visitor, tea, page):
    path = pages_of(tea)[page]
    warm(visitor, path)
    assert "Được chấm" not in visitor.look(path)

    Product.objects.filter(pk=tea.pk).update(rating=4.66)

    assert '<strong class="nowrap">4,7/5</strong>' in visitor.look(path)
