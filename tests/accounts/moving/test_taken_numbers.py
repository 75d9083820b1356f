"""A number that waits, or is somebody else's, makes no second account and takes none over."""

import pytest
from django.test import Client

from accounts import moving, recycled, services, signin
from accounts.models import PhoneChange, RoleGrant, User
from audit.models import AuditEvent
from markets.models import Trader
from tests import factories
from tests.accounts.moving.steps import HOME, NEW, OLD, PAGE, after, ask, phone_of, sign_in, told

pytestmark = pytest.mark.django_db


def test_a_number_that_is_somebodys_is_refused_and_told_only_to_its_holder(browser):
    factories.make_user(NEW)

    sent = browser.post(PAGE, {"phone": NEW}).content.decode()
    html = ask(browser).content.decode()

    assert "đã có tài khoản" not in sent
    assert "đã có tài khoản khác" in html
    assert not PhoneChange.objects.exists()


def test_who_took_the_number_meanwhile_keeps_it(browser, hoa):
    ask(browser)
    factories.make_user(NEW)
    with after(hours=73):
        assert moving.carry_out_due() == 0

    assert phone_of(hoa) == OLD
    assert "Chưa đổi được" in told(OLD)[-1]
    assert not PhoneChange.objects.waiting().exists()


def test_the_new_number_makes_no_second_account_while_it_waits(browser):
    ask(browser)

    html = sign_in(Client(), NEW).content.decode()

    assert "số đăng nhập mới của bạn từ" in html
    assert not User.objects.filter(phone=NEW).exists()


def test_without_the_refusal_the_new_number_makes_a_second_account(browser, monkeypatch):
    """Negative control: it is the waiting change that stands in the way."""
    ask(browser)
    monkeypatch.setattr(signin, "_refuse_waiting", lambda phone: None)
    other = Client()
    sign_in(other, NEW)

    other.post("/tai-khoan/ho-ten/", {"full_name": "Trần Hà"})

    assert User.objects.filter(phone=NEW).exists()


def test_a_waiting_change_shuts_nobody_out_who_has_the_number(browser):
    ask(browser)
    factories.make_user(NEW)
    holder = Client()

    sign_in(holder, NEW)

    assert holder.get(HOME).status_code == 200


def test_no_role_makes_a_second_account_of_a_number_that_waits(browser, hoa):
    ask(browser)
    role = {"phone": NEW, "role": RoleGrant.Role.OPERATOR}

    with pytest.raises(moving.NumberComing):
        services.grant_role(**role)
    assert not User.objects.filter(phone=NEW).exists()
    with after(hours=73):
        assert services.grant_role(**role).user == hoa


def test_a_role_given_when_nothing_refuses_makes_a_second_account(browser, monkeypatch):
    """Negative control."""
    ask(browser)
    monkeypatch.setattr(moving, "number_waits", lambda phone: None)

    services.grant_role(phone=NEW, role=RoleGrant.Role.OPERATOR)

    assert User.objects.filter(phone=NEW).exists()


def test_a_number_that_left_takes_the_change_with_it(browser, hoa):
    ask(browser)
    recycled.detach(user=hoa)

    with after(hours=73):
        assert moving.carry_out_due() == 0
    assert phone_of(hoa) == f"roi-{hoa.pk}"
    assert AuditEvent.objects.filter(action="account.phone-failed").count() == 1


@pytest.mark.parametrize("is_control", [False, True])
def test_the_stall_of_the_next_holder_of_the_number_stays_theirs(
    browser, hoa, monkeypatch, is_control
):
    """Control: a follower that is given the number of three days ago takes the stall."""
    ask(browser)
    monkeypatch.setattr(moving, "drop", lambda *, user: None)
    recycled.detach(user=hoa)
    factories.make_user(OLD, "Người mới")
    stall = Trader.objects.create(market=factories.make_market(), name="Bà Tư", phone=OLD)
    if is_control:
        wrong = [lambda user, _old, one=one: one(user, OLD) for one in moving._followers]
        monkeypatch.setattr(moving, "_followers", wrong)

    with after(hours=73):
        assert moving.carry_out_due() == 1
    stall.refresh_from_db()
    assert stall.phone == (NEW if is_control else OLD)


def test_a_blocked_account_is_not_told_that_the_number_is_taken(browser, hoa):
    ask(browser)
    User.objects.filter(pk=hoa.pk).update(is_active=False)

    with after(hours=73):
        assert moving.carry_out_due() == 0
    assert "bị khoá" in told(OLD)[-1]
    assert AuditEvent.objects.filter(action="account.phone-failed").count() == 1
