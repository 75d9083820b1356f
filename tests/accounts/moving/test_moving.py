"""Another phone for an account: told to the old one, done after three days."""

import datetime as dt

import pytest
from django.test import Client

from accounts import moving
from accounts.models import OneTimeCode, PhoneChange
from accounts.personal_data import erasing, keeping
from jobs.models import Outbox
from sellers import lifecycle
from sellers.models import Membership
from sellers.team import members
from shop.partner.models import Partner
from tests import factories, messages
from tests.accounts.moving.steps import (
    HOME,
    NEW,
    OLD,
    PAGE,
    after,
    ask,
    phone_of,
    sign_in,
    told,
)

pytestmark = pytest.mark.django_db


def test_the_number_changes_after_three_days_and_not_before(browser, hoa):
    ask(browser)

    with after(hours=71, minutes=59):
        assert moving.carry_out_due() == 0
        assert phone_of(hoa) == OLD
    with after(hours=72, minutes=1):
        assert moving.carry_out_due() == 1
        assert moving.carry_out_due() == 0
    assert phone_of(hoa) == NEW


def test_without_the_hold_it_changes_at_once(browser, hoa, monkeypatch):
    """Negative control: it is the hold that keeps a thief out."""
    monkeypatch.setattr(moving, "HOLD", dt.timedelta(0))
    ask(browser)

    assert moving.carry_out_due() == 1
    assert phone_of(hoa) == NEW


def test_the_old_phone_is_told_at_once_and_again_when_it_is_done(browser):
    ask(browser)
    (first,) = told(OLD)
    with after(hours=73):
        moving.carry_out_due()

    assert "…321" in first
    assert NEW not in first
    assert "dung-doi-so" in first
    assert "vừa được đổi sang số khác" in told(OLD)[1]
    assert "nay là số đăng nhập" in told(NEW)[0]


def test_an_old_session_alone_asks_for_nothing(hoa, client):
    client.force_login(hoa)

    answers = [client.get(PAGE), client.post(PAGE, {"phone": NEW})]

    assert {answer.status_code for answer in answers} == {302}
    assert all("/dung-la-ban/" in answer.url for answer in answers)
    assert not Outbox.objects.filter(payload__to_phone=NEW).exists()


def test_a_wrong_code_of_the_new_phone_asks_for_nothing(browser):
    browser.post(PAGE, {"phone": NEW})
    right = messages.last_code_to(NEW)
    wrong = "000000" if right != "000000" else "111111"

    html = browser.post(PAGE, {"phone": NEW, "code": wrong}).content.decode()

    assert "Mã chưa đúng" in html
    assert not PhoneChange.objects.exists()


def test_another_code_of_the_new_number_is_one_button_away(browser):
    browser.post(PAGE, {"phone": "0987 654 321"})

    answer = browser.post(PAGE, {"phone": "0987 654 321", "code": "", "resend": "1"})
    html = answer.content.decode()

    assert OneTimeCode.objects.filter(phone=NEW).count() == 2
    assert 'type="hidden" name="phone" value="0987 654 321"' in html
    assert 'name="resend"' in html
    assert "Sửa số" in html
    assert "Nhập mã" not in html
    assert browser.post(PAGE, {"phone": NEW, "code": messages.last_code_to(NEW)}).url == PAGE


def test_signing_in_with_the_new_number_needs_no_worker(browser, hoa):
    ask(browser)

    with after(hours=72, minutes=1):
        phone = Client()
        sign_in(phone, NEW)

        assert phone.get(HOME).status_code == 200
    assert phone_of(hoa) == NEW


def test_every_session_ends_with_the_change(browser):
    ask(browser)

    with after(hours=73):
        moving.carry_out_due()
        assert browser.get(HOME).status_code == 302


def test_what_touches_money_waits(hoa):
    seller = factories.make_seller()
    owner = factories.owner_of(seller)
    for user in (owner, hoa):
        moving.ask(user=user, new_phone=f"098765432{user.pk % 10}", by=user)

    with pytest.raises(moving.PhoneMoving):
        lifecycle.close(seller=seller, actor=owner)
    with pytest.raises(moving.PhoneMoving):
        erasing.ask(user=hoa)


@pytest.mark.parametrize("is_control", [False, True])
def test_no_shop_is_handed_over_while_it_waits(monkeypatch, is_control):
    """Control: without the question the shop has another owner."""
    seller = factories.make_seller()
    owner, heir = factories.owner_of(seller), factories.make_user()
    member = seller.memberships.create(user=heir, role=Membership.Role.MANAGER)
    moving.ask(user=owner, new_phone=NEW, by=owner)
    if is_control:
        monkeypatch.setattr(moving, "require_settled", lambda user: None)
        members.hand_over(seller=seller, to=member, actor=owner)
    else:
        with pytest.raises(moving.PhoneMoving):
            members.hand_over(seller=seller, to=member, actor=owner)

    assert factories.owner_of(seller) == (heir if is_control else owner)


def test_the_shop_is_reached_by_the_new_number():
    seller = factories.make_seller()
    owner = factories.owner_of(seller)
    Partner.objects.filter(pk=seller.partner_id).update(phone=owner.phone)
    moving.ask(user=owner, new_phone=NEW, by=owner)

    with after(hours=73):
        moving.carry_out_due()

    seller.partner.refresh_from_db()
    assert seller.partner.phone == NEW


def test_numbers_of_a_change_are_kept_for_ninety_days(browser):
    ask(browser)
    moving.stop(change=PhoneChange.objects.get())

    with after(days=89):
        keeping.forget_due()
    assert PhoneChange.objects.count() == 1
    with after(days=91):
        keeping.forget_due()
    assert not PhoneChange.objects.exists()
