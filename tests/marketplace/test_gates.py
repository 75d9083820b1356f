"""No page of the staff area writes stock, prices, orders, addresses or money."""

import hashlib
import re

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection
from django.urls import URLPattern, get_resolver, reverse
from oscar.apps.dashboard.catalogue import views as upstream_goods
from oscar.apps.dashboard.orders import views as upstream

from shop.dashboard import pages
from shop.order.models import PaymentEventType, ShippingEventType
from shop.voucher.models import Voucher
from tests.architecture.crawling import order_of
from tests.factories import make_listing, make_seller, make_user
from tests.operators import enter
from tests.shop.test_offers import make_offer
from tests.shop.test_vouchers import make_voucher

pytestmark = pytest.mark.django_db

#: Tables that only our services write: stock, prices, orders, their parts, money, addresses.
GUARDED = ("catalogue_product", "order_", "partner_", "payment_", "sellers_")


def guarded() -> dict[str, str]:
    """Return a digest of every row by table, so that a failure names the table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(GUARDED):
                cursor.execute(f'SELECT * FROM "{table}"')
                rows = repr(sorted(map(repr, cursor.fetchall())))
                found[table] = hashlib.sha256(rows.encode()).hexdigest()
    return found


@pytest.fixture
def boss():
    return make_user(is_staff=True, is_superuser=True)


@pytest.fixture
def shop(boss):
    return shop_of(order_of(make_user(), make_listing(make_seller())), boss)


def shop_of(order, boss) -> dict:
    """Return an order with an offer, a voucher, and the event types that Oscar asks for."""
    PaymentEventType.objects.create(name="Refunded", code="refunded")
    ShippingEventType.objects.create(name="Shipped", code="shipped")
    offer = make_offer()
    make_voucher()
    line = order.lines.order_by("pk").first()
    note = order.notes.create(message="Đã gọi", user=boss)
    return {
        "order": order,
        "line": line,
        "product": line.product,
        "record": line.stockrecord,
        "offer": offer,
        "note": note,
        "buyer": make_user(),
    }


def payloads(shop) -> list[dict]:
    """Return what a person would send to any of Oscar's forms, to hit as many as possible."""
    order, line, record = shop["order"], shop["line"], shop["record"]
    shelf = shop["product"].productcategory_set.get()
    product = {
        "title": "Tên mới",
        "structure": "standalone",
        "slug": "ten-moi",
        "is_public": "on",
        "action": "save",
        **management("stockrecords", 1),
        "stockrecords-0-id": record.pk,
        "stockrecords-0-partner": record.partner_id,
        "stockrecords-0-partner_sku": "X",
        "stockrecords-0-price_currency": "VND",
        "stockrecords-0-price": "1",
        "stockrecords-0-num_in_stock": "999",
        **management("productcategory_set", 1),
        "productcategory_set-0-id": shelf.pk,
        "productcategory_set-0-category": shelf.category_id,
        **management("images", 0),
        **management("primary_recommendations", 0),
    }
    lines = {
        "selected_line": line.pk,
        f"selected_line_qty_{line.pk}": line.quantity,
        "new_status": "cancelled",
        "shipping_event_type": "shipped",
        "payment_event_type": "refunded",
        "reference": "abc",
        "amount": "999999999",
    }
    address = {
        "first_name": "Kẻ khác",
        "line1": "Chỗ khác",
        "line4": "Xã khác",
        "country": "VN",
        "phone_number": "0990999888",
    }
    bulk = {
        "selected_order": order.pk,
        "selected_product": shop["product"].pk,
        "selected_user": shop["buyer"].pk,
        "new_status": "cancelled",
        "price": "1",
        "select_across": "1",
    }
    actions = ("change_order_statuses", "make_public", "make_non_public", "set_price",
               "make_inactive", "download_selected_orders")  # fmt: skip
    return [
        product,
        address,
        {"name": "Tên khác", "confirm": "yes", "post": "yes"},
        {"order_action": "change_order_status", "new_status": "cancelled"},
        {"order_action": "delete_note", "note_id": shop["note"].pk},
        {"order_action": "create_order_payment_event", **lines},
        *({"line_action": action, **lines} for action in
          ("change_line_statuses", "create_shipping_event", "create_payment_event")),
        *({"action": action, **bulk} for action in actions),
    ]  # fmt: skip


def management(prefix: str, forms: int) -> dict:
    return {
        f"{prefix}-TOTAL_FORMS": forms,
        f"{prefix}-INITIAL_FORMS": forms,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }


def staff_patterns(resolver=None, prefix="", namespace=""):
    """Yield the address, the full name and the pattern of every page of the staff area."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            if route.startswith("quan-tri/"):
                yield route, namespace + (entry.name or ""), entry
        else:
            below = namespace + (f"{entry.namespace}:" if entry.namespace else "")
            yield from staff_patterns(entry, route, below)


def dashboard_addresses(shop) -> dict[str, str]:
    """Return an address that leads to a row of ours for every page of the dashboard."""
    order, product = shop["order"], shop["product"]
    values = {
        "number": order.number,
        "line_id": shop["line"].pk,
        "note_id": shop["note"].pk,
        "product_class_slug": product.product_class.slug,
        "parent_pk": product.pk,
        "partner_pk": shop["record"].partner_id,
        "user_pk": shop["buyer"].pk,
        "slug": "x",
        "parent": product.product_set.category_id,
        "method_pk": 1,
    }
    by_page = {
        "catalogue-product": product.pk,
        "catalogue-category": product.product_set.category_id,
        "catalogue-class": product.product_class_id,
        "partner": shop["record"].partner_id,
        "offer": shop["offer"].pk,
        "voucher": Voucher.objects.get().pk,
        "range": shop["offer"].benefit.range_id,
        "user": shop["buyer"].pk,
    }
    found = {}
    for route, name, _ in staff_patterns():
        if not name.startswith("dashboard:"):
            continue
        page = name.removeprefix("dashboard:")
        pk = next((value for start, value in by_page.items() if page.startswith(start)), 1)

        def fill(match, pk=pk):
            return str(values.get(match["name"] or match["named"], pk))

        plain = re.sub(r"\(\?P<(?P<named>\w+)>[^)]*\)|<(?:\w+:)?(?P<name>\w+)>", fill, route)
        found[route] = "/" + re.sub(r"[\^$]", "", plain)
    return found


@pytest.mark.slow
def test_no_form_of_the_dashboard_changes_stock_orders_or_money(client, shop, boss):
    enter(client, boss)
    addresses = dashboard_addresses(shop)
    before = guarded()

    for address in addresses.values():
        for data in payloads(shop):
            if address.endswith("/logout/"):
                continue
            answer = client.post(address, data)
            assert answer.status_code in (200, 302, 404), (address, answer.status_code)
            assert guarded() == before, (address, data)

    assert len(addresses) > 80


def test_no_page_of_the_dashboard_changes_them_by_being_looked_at(client, shop, boss):
    enter(client, boss)
    before = guarded()

    for address in dashboard_addresses(shop).values():
        answer = client.get(address)
        assert answer.status_code in (200, 302, 404, 405), (address, answer.status_code)
        assert guarded() == before, address


def test_the_address_of_a_button_opened_as_a_page_says_what_to_do(client):
    answer = client.get(reverse("accounts:logout"), headers={"accept": "text/html"})

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Việc này làm bằng nút bấm" in answer.content.decode()


def test_a_program_that_asks_so_gets_a_bare_answer(client):
    answer = client.get(reverse("accounts:logout"), headers={"accept": "application/json"})

    assert (answer.status_code, answer.content) == (405, b"")


UPSTREAM = {
    "order-detail payment": (
        upstream.OrderDetailView,
        lambda shop: {"number": shop["order"].number},
        lambda data: data.get("order_action") == "create_order_payment_event",
        "order_paymentevent",
    ),
    "order-detail shipping": (
        upstream.OrderDetailView,
        lambda shop: {"number": shop["order"].number},
        lambda data: data.get("line_action") == "create_shipping_event",
        "order_shippingevent",
    ),
    "shipping address": (
        upstream.ShippingAddressUpdateView,
        lambda shop: {"number": shop["order"].number},
        lambda data: "first_name" in data,
        "order_shippingaddress",
    ),
    "product with stock": (
        upstream_goods.ProductCreateUpdateView,
        lambda shop: {"pk": shop["product"].pk},
        lambda data: "title" in data,
        "partner_stockrecord",
    ),
    "product deleted": (
        upstream_goods.ProductDeleteView,
        lambda shop: {"pk": shop["product"].pk},
        lambda data: "confirm" in data,
        "partner_stockrecord",
    ),
}


@pytest.mark.parametrize("case", UPSTREAM)
def test_oscars_own_pages_would_change_them(rf, shop, boss, case):
    """Negative control: the same data, sent to Oscar's view, reaches the table."""
    view, arguments, chosen, table = UPSTREAM[case]
    data = next(data for data in payloads(shop) if chosen(data))
    request = rf.post("/", data)
    request.user, request.session = boss, {}
    request._messages = FallbackStorage(request)
    before = guarded()

    view.as_view()(request, **arguments(shop))

    assert guarded()[table] != before[table]


def test_a_page_that_is_not_listed_does_not_exist(client, boss):
    enter(client, boss)
    names = {name for _, name, _ in staff_patterns() if name.startswith("dashboard:")}
    closed = names - pages.READABLE

    assert names >= pages.READABLE, pages.READABLE - names
    assert {"dashboard:catalogue-product", "dashboard:partner-manage", "dashboard:reports-index",
            "dashboard:order-shipping-address"} <= closed  # fmt: skip
