"""Row triggers: every way of writing marks the keys that it moves."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from catalogue.models import OcopCertificate, Product
from common.dates import local_today
from places.models import Commune
from sellers.models import HouseholdRecord
from shop.order.models import Line, Order, SellerOrder
from shop.partner.models import Partner, StockRecord
from stats import keys, proof, triggers
from stats.models import DirtyKey
from tests.factories import make_certificate, make_listing
from tests.stats.builders import HONEY, TEA, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db


def marked() -> set[tuple]:
    return set(DirtyKey.objects.values_list("family", "commune_code", "day", "partner_id"))


def test_all_triggers_are_installed():
    assert triggers.missing(connection) == []


def test_missing_triggers_are_named():
    triggers.remove(connection)

    assert "stat_order_line_update" in triggers.missing(connection)
    triggers.install(connection)


def test_installing_twice_is_harmless():
    triggers.install(connection)
    triggers.install(connection)

    assert triggers.missing(connection) == []


def sale(seller, day, place="05503") -> tuple:
    return ("sales", place, day, seller.partner_id)


def test_placing_marks_the_day_and_the_seller(tea_seller):
    make_seller_order(tea_seller.partner, (TEA, 1, 100_000), (HONEY, 1, 50_000))

    assert marked() == {sale(tea_seller, local_today())}


def test_queryset_update_marks_every_day_of_the_order(tea_seller):
    order = make_seller_order(tea_seller.partner, placed_on=days_ago(3))
    settle()

    SellerOrder.objects.filter(pk=order.pk).update(completed_on=local_today())

    assert marked() == {sale(tea_seller, days_ago(3)), sale(tea_seller, local_today())}


def test_bulk_create_is_seen(tea_seller):
    order = make_seller_order(tea_seller.partner)
    settle()
    line = Line.objects.get(seller_order=order)
    line.pk, line.product_set_code = None, HONEY

    Line.objects.bulk_create([line])

    assert marked() == {sale(tea_seller, local_today())}


def test_raw_sql_is_seen(tea_seller):
    make_seller_order(tea_seller.partner)
    settle()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE order_sellerorder SET goods_vnd = goods_vnd + 1")

    assert marked() == {sale(tea_seller, local_today())}


@pytest.mark.parametrize(
    "change",
    [
        {"payment_method": "vietqr"},
        {"destination_province_code": "01"},
        {"seller_kind": "enterprise"},
        {"channel": "cho"},
        {"discount_vnd": 1},
    ],
    ids=str,
)
def test_every_property_that_is_cut_by_is_watched(tea_seller, change):
    order = make_seller_order(tea_seller.partner)
    settle()

    SellerOrder.objects.filter(pk=order.pk).update(**change)

    assert marked() == {sale(tea_seller, local_today())}
    settle()
    assert proof.check_stats().ok


@pytest.mark.parametrize(
    "change",
    [{"ocop_stars": 4}, {"product_set_code": HONEY}, {"quantity": 9}, {"net_weight_g": 1}],
    ids=str,
)
def test_every_property_of_a_line_is_watched(tea_seller, change):
    order = make_seller_order(tea_seller.partner)
    settle()

    Line.objects.filter(seller_order=order).update(**change)

    assert marked() == {sale(tea_seller, local_today())}
    settle()
    assert proof.check_stats().ok


def test_changed_phone_of_a_buyer_marks_the_days_of_the_order(tea_seller):
    order = make_seller_order(tea_seller.partner)
    settle()

    Order.objects.filter(pk=order.order_id).update(customer_phone="+84990000001")

    assert marked() == {sale(tea_seller, local_today())}


def test_deleting_marks_the_cells_that_shrink(tea_seller):
    order = make_seller_order(tea_seller.partner)
    settle()

    order.lines.all().delete()
    order.delete()

    assert marked() == {sale(tea_seller, local_today())}


def test_moved_order_marks_old_and_new_keys(tea_seller):
    order = make_seller_order(tea_seller.partner, placed_on=days_ago(5))
    settle()

    SellerOrder.objects.filter(pk=order.pk).update(commune_code="05692", placed_on=days_ago(2))

    assert marked() == {
        sale(tea_seller, days_ago(5)),
        sale(tea_seller, days_ago(2), "05692"),
    }


def test_change_without_meaning_marks_nothing(tea_seller):
    order = make_seller_order(tea_seller.partner)
    settle()

    SellerOrder.objects.filter(pk=order.pk).update(tracking_code="VN1", state="confirmed")

    assert marked() == set()


def test_stock_price_and_listing_changes_mark_the_inventory(tea_seller):
    product = make_listing(tea_seller, set_code=TEA)
    for change in (
        lambda: StockRecord.objects.filter(product=product).update(price=9_000),
        lambda: StockRecord.objects.filter(product=product).update(num_in_stock=3),
        lambda: Product.objects.filter(pk=product.pk).update(is_public=False),
        lambda: make_certificate(product),
        lambda: OcopCertificate.objects.update(stars=5),
        lambda: OcopCertificate.objects.update(expires_on=local_today() + timedelta(days=1)),
        lambda: OcopCertificate.objects.all().delete(),
    ):
        settle()
        change()

        assert marked() == {("inventory", "05503", None, None)}


def test_household_that_moves_marks_both_communes(tea_seller):
    make_listing(tea_seller, set_code=TEA)
    settle()

    Partner.objects.filter(pk=tea_seller.partner_id).update(
        commune=Commune.objects.get(code="05692")
    )

    assert marked() == {("inventory", place, None, None) for place in ("05503", "05692")}


def test_claimed_household_marks_its_commune():
    HouseholdRecord.objects.create(
        code="H1", commune_code="05503", head_name="Ông Ba", source="thử"
    )

    assert marked() == {("households", "05503", None, None)}


def test_refused_change_marks_nothing(tea_seller):
    order = make_seller_order(tea_seller.partner)
    settle()

    with pytest.raises(RuntimeError), transaction.atomic():
        SellerOrder.objects.filter(pk=order.pk).update(goods_vnd=1)
        raise RuntimeError

    assert marked() == set()


def test_bulk_load_marks_everything_at_its_end(tea_seller):
    with keys.suspended():
        make_seller_order(tea_seller.partner)
        assert marked() == set()

    month = local_today().replace(day=1)
    assert ("sales", "05503", local_today(), None) in marked()
    assert ("sellers", "05503", month, tea_seller.partner_id) in marked()
    assert triggers.missing(connection) == []


def test_truncate_is_refused_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; its DELETE fires the row triggers")

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL stats.allow_truncate = 'off'")
        with pytest.raises(DatabaseError, match="statistics"), transaction.atomic():
            cursor.execute("TRUNCATE order_sellerorder CASCADE")
