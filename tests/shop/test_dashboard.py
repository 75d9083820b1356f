"""Oscar's dashboard and Django's admin: for staff only, and they write nothing of the shop's."""

import re
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.messages.storage.fallback import FallbackStorage
from django.forms import model_to_dict
from django.urls import reverse

from shop.dashboard.admin import CLOSED_APPS, ReadOnlyMixin
from shop.dashboard.orders.views import queryset_orders_for_user
from shop.order.models import Order
from shop.partner.models import StockRecord
from tests.factories import make_user
from tests.marketplace.test_gates import guarded, shop_of
from tests.operators import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner_user(order):
    """A seller who was given Oscar's partner permission by mistake."""
    user = make_user()
    part = order.seller_orders.first()
    part.partner.users.add(user)
    codes = ["dashboard_access", "view_order", "change_order"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    return user


@pytest.mark.parametrize(
    ("name", "takes_number"),
    [("order-list", False), ("order-stats", False), ("order-detail", True)],
)
def test_hides_orders_from_a_seller_with_partner_permissions(
    client, order, partner_user, name, takes_number
):
    client.force_login(partner_user)
    url = reverse(f"dashboard:{name}", args=[order.number] if takes_number else [])

    answer = client.get(url)

    assert answer.status_code in (302, 403, 404)
    assert not queryset_orders_for_user(partner_user).exists()


def test_shows_orders_to_staff(client, order):
    enter(client, make_user(is_staff=True, is_superuser=True))

    answer = client.get(reverse("dashboard:order-detail", args=[order.number]))

    assert answer.status_code == 200
    assert order.number in answer.content.decode()


@pytest.fixture
def boss():
    return make_user(is_staff=True, is_superuser=True)


@pytest.fixture
def shop(order, boss):
    return shop_of(order, boss)


def test_says_why_a_form_is_refused(client, shop, boss):
    enter(client, boss)

    answer = client.post(reverse("dashboard:order-list"), {"action": "x"}, follow=True)

    assert answer.redirect_chain == [("/quan-tri/orders/", 302)]
    assert "Trang này chỉ để xem" in answer.content.decode()


def test_shows_an_order_without_forms_but_for_notes(client, shop, boss):
    enter(client, boss)
    order = shop["order"]

    page = client.get(reverse("dashboard:order-detail", args=[order.number])).content.decode()
    found = client.get(reverse("dashboard:order-list")).content.decode()

    assert page.count("<form") == 2  # signing out, and the note
    assert order.customer_name in page
    assert all(part.number in page for part in order.seller_orders.all())
    assert order.number in found
    assert "change_order_statuses" not in found
    assert "download_selected_orders" not in found


def test_keeps_a_note_and_deletes_none(client, shop, boss):
    enter(client, boss)
    page = reverse("dashboard:order-detail", args=[shop["order"].number])

    client.post(page, {"order_action": "save_note", "message": "Khách hẹn chiều"})
    client.post(page, {"order_action": "delete_note", "note_id": shop["note"].pk})

    notes = set(shop["order"].notes.values_list("message", flat=True))
    assert notes == {"Đã gọi", "Khách hẹn chiều"}


@pytest.mark.parametrize(
    "address",
    ["/quan-tri/orders/?response_format=csv", "/quan-tri/offers/{offer}/?format=csv",
     "/quan-tri/reports/?report_type=order_report&download=true",
     "/quan-tri/vouchers/sets/download/1/"],
)  # fmt: skip
def test_gives_no_file_of_raw_cells(client, shop, boss, address):
    enter(client, boss)
    Order.objects.update(customer_name="=HYPERLINK(1)")

    answer = client.get(address.format(offer=shop["offer"].pk))

    assert answer.status_code == 404


def test_the_menu_leads_to_open_pages_only(client, shop, boss):
    enter(client, boss)
    menu = client.get("/quan-tri/").content.decode()
    places = set(
        re.findall(r'class="(?:dropdown-item|nav-link)[^"]*"\s+href="(/quan-tri/[^"]*)"', menu)
    )

    assert len(places) > 5
    assert {client.get(place).status_code for place in places} == {200}


# Django's admin ----------------------------------------------------------------------------------

SHOP_MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in CLOSED_APPS and admin.site.is_registered(model)
]


@pytest.mark.parametrize("model", SHOP_MODELS, ids=lambda model: model._meta.label)
def test_the_admin_changes_no_row_of_the_shop(client, shop, boss, model):
    enter(client, boss)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()
    form = {"_selected_action": getattr(row, "pk", 1), "action": "delete_selected", "post": "yes"}
    before = guarded()

    answers = [client.get(reverse(f"{name}_changelist"))]
    refused = [client.post(reverse(f"{name}_{page}"), form) for page in ("add", "changelist")]
    if row:
        answers.append(client.get(reverse(f"{name}_change", args=[row.pk])))
        refused.append(client.post(reverse(f"{name}_change", args=[row.pk]), changed(row)))
        refused.append(client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}))

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.status_code for answer in refused} == {403}
    assert model._default_manager.first() == row
    assert guarded() == before


def changed(row) -> dict:
    """Return the form of a row with other numbers in it."""
    plain = (str, int, Decimal)
    values = {name: value for name, value in model_to_dict(row).items() if isinstance(value, plain)}
    numbers = {key: 7 for key in ("price", "num_in_stock", "num_allocated") if key in values}
    return values | numbers


def test_oscars_admin_would_change_a_stock_record(rf, shop, boss):
    """Negative control: without the mixin the same form sets price and stock."""
    request = rf.post("/", changed(shop["record"]))
    request.user, request.session, request.csrf_processing_done = boss, {}, True
    request._messages = FallbackStorage(request)
    theirs = type(admin.site.get_model_admin(StockRecord)).__mro__[2](StockRecord, admin.site)

    theirs.change_view(request, str(shop["record"].pk))

    shop["record"].refresh_from_db()
    assert (shop["record"].price, shop["record"].num_in_stock) == (7, 7)


def test_the_admin_of_the_shop_is_closed_as_a_whole():
    labels = {"order", "partner", "payment", "basket", "voucher", "offer", "catalogue"}

    assert labels <= {model._meta.app_label for model in SHOP_MODELS}
    assert all(
        isinstance(admin.site.get_model_admin(model), ReadOnlyMixin) for model in SHOP_MODELS
    )
