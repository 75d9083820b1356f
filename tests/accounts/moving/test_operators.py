"""An operator begins and stops a change of phone, and makes none."""

import pytest
from django.test import Client

from accounts import moving
from accounts.models import PhoneChange
from audit.models import AuditEvent
from tests import factories
from tests.accounts.moving.steps import HOME, NEW, OLD, after, ask, move, phone_of, told
from tests.operators import enter

pytestmark = pytest.mark.django_db


def post_to_admin(user, by: Client | None = None, **facts):
    """Send the form of a user as an operator fills it in, from another browser if one is given."""
    boss = Client()
    enter(boss, factories.make_user(is_staff=True, is_superuser=True))
    address = f"/quan-tri/he-thong/accounts/user/{user.pk}/change/"
    page = boss.get(address)
    form = {name: value for name, value in page.context["adminform"].form.initial.items() if value}
    form |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00", "is_active": "on"}
    form |= {"role_grants-TOTAL_FORMS": "0", "role_grants-INITIAL_FORMS": "0", **facts}
    form.pop("last_login", None)
    return (by or boss).post(address, form)


def test_an_operator_begins_a_change_only(browser, hoa):
    answer = post_to_admin(hoa, phone="0987 654 321", new_phone="0987 654 321")

    assert (answer.status_code, phone_of(hoa)) == (302, OLD)
    assert "dung-doi-so" in told(OLD)[0]
    assert AuditEvent.objects.filter(action="account.phone-asked").count() == 1
    with after(hours=73):
        assert moving.carry_out_due() == 1
    assert phone_of(hoa) == NEW


def test_an_operator_sees_and_stops_what_waits(browser, hoa):
    ask(browser)
    boss = Client()
    enter(boss, factories.make_user(is_staff=True, is_superuser=True))
    page = boss.get(f"/quan-tri/he-thong/accounts/user/{hoa.pk}/change/").content.decode()
    post_to_admin(hoa, stop_change="on")

    assert "Sang 0987 654 321" in page
    assert not PhoneChange.objects.waiting().exists()
    assert browser.get(HOME).status_code == 302
    event = AuditEvent.objects.get(action="account.phone-stopped")
    assert event.actor_id is not None
    assert event.actor_id != hoa.pk


def test_an_operator_who_stops_too_late_is_told_so(hoa):
    move(hoa, NEW)

    post_to_admin(hoa, stop_change="on")

    assert phone_of(hoa) == NEW
    assert not AuditEvent.objects.filter(action="account.phone-stopped").exists()


def test_a_change_that_was_wrong_goes_back_after_three_days_and_both_phones_hear(hoa):
    move(hoa, NEW)
    heard = {phone: len(told(phone)) for phone in (OLD, NEW)}

    post_to_admin(hoa, phone=NEW, new_phone=OLD)

    assert phone_of(hoa) == NEW
    assert {phone: len(told(phone)) - heard[phone] for phone in heard} == {OLD: 1, NEW: 1}
    with pytest.raises(moving.PhoneMoving):
        moving.require_settled(hoa)
    event = AuditEvent.objects.filter(action="account.phone-asked").latest("pk")
    assert event.changes == {"ends_with": ["…321", "…678"]}
    assert event.actor_id not in (None, hoa.pk)
    with after(hours=71):
        assert moving.carry_out_due() == 0
    with after(hours=73):
        assert moving.carry_out_due() == 1
    assert phone_of(hoa) == OLD


@pytest.mark.parametrize("role", ["visitor", "own", "commune_official", "no session"])
def test_nobody_else_takes_an_account_back(hoa, role):
    """Also an operator who has not entered the session of operators."""
    move(hoa, NEW)
    browser = Client()
    if role != "visitor":
        browser.force_login(somebody(role, hoa))

    answer = post_to_admin(hoa, by=browser, phone=NEW, new_phone=OLD)

    assert answer.status_code in (302, 403, 404)
    assert not PhoneChange.objects.waiting().exists()


def somebody(role, user):
    if role == "commune_official":
        return factories.make_official(role, commune="05503")
    return user if role == "own" else factories.make_user(is_staff=True, is_superuser=True)


def test_an_operator_who_types_over_the_number_changes_nothing(hoa):
    post_to_admin(hoa, phone="0987 654 321")

    assert phone_of(hoa) == OLD
    assert not PhoneChange.objects.exists()


def test_the_new_number_hears_what_an_operator_was_told_on_the_phone(hoa):
    moving.ask(user=hoa, new_phone=NEW, by=factories.make_user())

    assert "Không phải bạn nhờ thì gọi" in told(NEW)[0]
    assert OLD[-4:] not in told(NEW)[0]


def test_who_typed_the_code_of_the_new_number_needs_no_such_message(browser):
    ask(browser)

    assert told(NEW) == []
