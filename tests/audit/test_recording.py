"""What a row of the trail keeps, and that no act in office stays without one."""

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver

from accounts import services
from audit.models import AuditEvent
from audit.recording import differences, record
from sellers import reviewing
from tests.architecture.crawling import order_of
from tests.factories import make_listing, make_official, make_seller, make_user
from tests.operators import enter

pytestmark = pytest.mark.django_db


def last() -> AuditEvent:
    return AuditEvent.objects.order_by("-id").first()


def test_keeps_who_as_what_for_whom_and_what_changed():
    seller, operator = make_seller("HTX Đồi Xanh"), make_official("operator")

    record(
        "listing.taken_down",
        on=seller,
        actor=operator,
        role="operator",
        household=seller,
        changes={"state": ("approved", "taken_down")},
    )

    event = last()
    assert (event.actor_id, event.actor_label, event.role) == (operator.pk, "Cán bộ", "operator")
    assert (event.household_id, event.household_label) == (seller.pk, "HTX Đồi Xanh")
    assert event.changes == {"state": ["approved", "taken_down"]}


def test_keeps_no_secret_and_no_whole_phone():
    record(
        "shop.changed",
        label="Mời 0912 345 678 cùng làm",
        changes={
            "password": ("a", "b"),
            "sealed": ("x", "y"),
            "note": ("", "gọi +84912345678 hay 0912345678"),
        },
    )

    said = str(vars(last()))
    assert "12345678" not in said.replace(" ", "").replace(str(last().mark), "")
    assert last().changes["password"] == ["•••", "•••"]


def test_names_only_what_differs():
    assert differences({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == {"b": (2, 3), "c": (None, 4)}


def test_records_roles():
    operator = make_official("operator")
    given = services.grant_role(
        phone="0912345679", role="commune_official", commune_code="05503", granted_by=operator
    )

    services.end_role(grant=given, by=operator)

    acts = list(AuditEvent.objects.order_by("pk").values_list("action", "actor_id"))
    assert acts == [("role.granted", operator.pk), ("role.ended", operator.pk)]
    assert last().object_label.startswith("0912 *** 679")


def test_records_a_decision_with_the_address_of_the_request(client):
    listing = make_listing(make_seller(), state="submitted")
    operator = make_official("operator")
    enter(client, operator)

    client.post(
        f"/duyet/{listing.pk}/", {"decision": "approve", "seen": reviewing.fingerprint(listing)}
    )

    event = AuditEvent.objects.filter(action__startswith="listing.").get()
    listing.refresh_from_db()
    assert event.changes["state"] == ["submitted", listing.state]
    assert (event.role, len(event.address_hash)) == ("operator", 64)
    assert "127.0.0.1" not in str(vars(event))


def test_writes_a_row_for_a_page_whose_service_writes_none(monkeypatch):
    operator = make_official("operator")
    browser = Client()
    browser.force_login(operator)

    def careless(request, *args, **kwargs):
        from django.http import HttpResponse

        make_user()
        return HttpResponse("ok")

    from accounts import recording
    from audit import acting

    request = RequestFactory().post("/duyet/1/")
    request.user = operator
    request.resolver_match = get_resolver().resolve("/duyet/1/")
    asking = acting.Asking(user=lambda: operator, address=lambda: "", roles=lambda user: "operator")
    with acting.answering(asking):
        recording._recorded(request, careless, (), {"pk": 1})

    assert last().action == "page:sellers:review"
    assert (last().actor_id, last().object_label) == (operator.pk, "1")


def test_writes_none_where_nothing_changed(client):
    enter(client, make_official("operator"))
    listing = make_listing(make_seller(), state="submitted")
    AuditEvent.objects.all()

    client.post(f"/duyet/{listing.pk}/", {})

    assert not AuditEvent.objects.exists()


def test_every_admin_records():
    from django.contrib import admin

    from accounts.admin_site import RecordedMixin

    assert all(isinstance(one, RecordedMixin) for one in admin.site._registry.values())


def test_the_admin_records_field_by_field(client):
    boss = make_user(is_staff=True, is_superuser=True)
    enter(client, boss)
    user = make_user(name="Tên cũ")

    client.post(
        f"/quan-tri/he-thong/accounts/user/{user.pk}/change/",
        {
            "phone": "0912345670", "full_name": "Tên mới", "is_active": "on",
            "date_joined_0": "01/01/2026", "date_joined_1": "00:00",
            "role_grants-TOTAL_FORMS": 1, "role_grants-INITIAL_FORMS": 0,
            "role_grants-0-role": "operator", "role_grants-0-user": user.pk,
            "role_grants-0-granted_at_0": "01/01/2026", "role_grants-0-granted_at_1": "00:00",
        },
    )  # fmt: skip

    user.refresh_from_db()
    assert user.full_name == "Tên mới"
    changed = AuditEvent.objects.get(action="admin.user.changed")
    assert changed.changes["full_name"] == ["•••", "•••"]
    assert "Tên" not in str(vars(changed))
    assert "345670" not in str(changed.changes)
    assert AuditEvent.objects.filter(action="admin.rolegrant.written").count() == 1


def test_records_which_order_an_operator_opened(client):
    boss = make_user(is_staff=True, is_superuser=True)
    enter(client, boss)
    order = order_of(make_user(name="Trần Thị Người Mua"), make_listing(make_seller()))

    client.get("/quan-tri/orders/")
    client.get(f"/quan-tri/orders/{order.number}/")

    event = AuditEvent.objects.get(action="seen:dashboard:order-detail")
    assert (event.actor, event.object_label) == (boss, order.number)
    assert not AuditEvent.objects.filter(action="seen:dashboard:order-list").exists()


def test_keeps_no_sentence_of_the_dashboard(client):
    """A note may name a buyer, and nobody could take it out of the trail again."""
    boss = make_user(is_staff=True, is_superuser=True)
    order = order_of(make_user(), make_listing(make_seller()))
    enter(client, boss)

    client.post(
        f"/quan-tri/orders/{order.number}/",
        {
            "order_action": "save_note",
            "message": "Gọi chị Dao, số 77 ngõ Hoa Ban",
            "note_type": "Info",
        },
    )

    assert order.notes.get().message.startswith("Gọi chị Dao")
    row = AuditEvent.objects.filter(action__startswith="page:").get()
    assert row.changes["message"] == [None, "•••"]


@pytest.fixture
def refused_form(client):
    """A form of the dashboard that is shown again, with the order around it."""
    order = order_of(make_user(), make_listing(make_seller()))
    enter(client, make_user(is_staff=True, is_superuser=True))

    def send():
        page = client.post(
            f"/quan-tri/orders/{order.number}/", {"order_action": "save_note", "message": ""}
        )
        assert (page.status_code, order.shipping_address.line1 in page.content.decode()) == (
            200,
            True,
        )
        return AuditEvent.objects.filter(action="seen:dashboard:order-detail")

    return send


def test_a_form_that_is_shown_again_is_a_look_too(refused_form):
    assert refused_form().count() == 1


def test_such_a_form_showed_an_order_to_nobody_s_knowledge(refused_form, monkeypatch):
    """Negative control: only opened pages count as looks."""
    from accounts import recording

    monkeypatch.setattr(recording, "_shows_again", lambda *args: False)

    assert not refused_form().exists()


@pytest.mark.parametrize("field", ["answer", "resolution", "note", "reason"])
def test_keeps_that_something_was_said_and_not_the_words(field):
    words = "Chị Dao, số 77 ngõ Hoa Ban, đã nhận lại tiền"

    event = record("report.decided", changes={field: ("", words), "state": ("open", "upheld")})

    assert event.changes == {field: ["", "•••"], "state": ["open", "upheld"]}
