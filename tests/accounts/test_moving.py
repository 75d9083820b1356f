"""Another phone for an account: told to the old one, stopped by it, done after three days."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import moving, recycled, services, signin
from accounts.models import LinkedIdentity, OneTimeCode, PhoneChange, RoleGrant, User
from accounts.personal_data import erasing, keeping
from audit.models import AuditEvent
from jobs.models import Outbox
from markets.models import Trader
from sellers import lifecycle
from sellers.models import Membership
from sellers.team import members
from shop.partner.models import Partner
from tests import factories, messages
from tests.operators import enter
from tests.threads import at_once

pytestmark = pytest.mark.django_db
OLD, NEW, PAGE = "+84912345678", "+84987654321", "/tai-khoan/doi-so/"
HOME = "/tai-khoan/"


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.CODE_LIMITS = {"phone": [], "ip": []}


@pytest.fixture
def hoa():
    return factories.make_user(OLD, "Nguyễn Thị Hoa")


def sign_in(browser: Client, phone: str):
    browser.post("/tai-khoan/dang-nhap/", {"phone": phone})
    return browser.post("/tai-khoan/ma-xac-nhan/", {"code": messages.last_code_to(phone)})


@pytest.fixture
def browser(hoa):
    """A browser that has just signed in with a code of the old phone."""
    browser = Client()
    sign_in(browser, OLD)
    return browser


def ask(browser: Client, phone: str = NEW):
    browser.post(PAGE, {"phone": phone})
    return browser.post(PAGE, {"phone": phone, "code": messages.last_code_to(phone)})


def told(phone: str) -> list[str]:
    rows = Outbox.objects.filter(payload__template="account-phone", payload__to_phone=phone)
    return [row.payload["text"] for row in rows.order_by("pk")]


def link_in(text: str) -> str:
    return re.search(r"(/tai-khoan/dung-doi-so/\S+/)", text)[1]


def after(**time):
    return time_machine.travel(timezone.now() + dt.timedelta(**time), tick=False)


def phone_of(user: User) -> str:
    return User.objects.get(pk=user.pk).phone


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


def test_the_link_stops_it_and_signs_everybody_out(browser, hoa):
    ask(browser)
    link = link_in(told(OLD)[0])
    stranger = Client()

    page = stranger.get(link)
    assert (page.status_code, PhoneChange.objects.waiting().count()) == (200, 1)
    stranger.post(link)

    assert browser.get(HOME).status_code == 302
    assert "Đã dừng" in stranger.get(link).content.decode()
    assert stranger.post(link).status_code == 409
    with after(hours=73):
        assert moving.carry_out_due() == 0
    assert phone_of(hoa) == OLD


@pytest.mark.parametrize("how", ["another number", "another change", "no token"])
def test_a_forged_link_stops_nothing(browser, client, how):
    ask(browser)
    number, _, mac = link_in(told(OLD)[0]).strip("/").split("/")[-1].partition("-")
    forged = {"another number": f"{number}1-{mac}", "another change": f"{number}-{'a' * 16}"}

    answer = client.post(f"/tai-khoan/dung-doi-so/{forged.get(how, 'x')}/")

    assert answer.status_code == 404
    assert PhoneChange.objects.waiting().count() == 1


def test_the_person_stops_it_on_the_own_page_and_stays_signed_in(browser):
    ask(browser)
    assert "dùng để đăng nhập từ" in browser.get(PAGE).content.decode()

    browser.post(PAGE, {"stop": "1"})

    assert browser.get(HOME).status_code == 200
    assert not PhoneChange.objects.waiting().exists()


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


def post_to_admin(user, **facts):
    boss = Client()
    enter(boss, factories.make_user(is_staff=True, is_superuser=True))
    address = f"/quan-tri/he-thong/accounts/user/{user.pk}/change/"
    page = boss.get(address)
    form = {name: value for name, value in page.context["adminform"].form.initial.items() if value}
    form |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00", "is_active": "on"}
    form |= {"role_grants-TOTAL_FORMS": "0", "role_grants-INITIAL_FORMS": "0", **facts}
    form.pop("last_login", None)
    return boss.post(address, form)


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


def test_an_operator_who_types_over_the_number_changes_nothing(hoa):
    post_to_admin(hoa, phone="0987 654 321")

    assert phone_of(hoa) == OLD
    assert not PhoneChange.objects.exists()


def test_numbers_of_a_change_are_kept_for_ninety_days(browser):
    ask(browser)
    moving.stop(change=PhoneChange.objects.get())

    with after(days=89):
        keeping.forget_due()
    assert PhoneChange.objects.count() == 1
    with after(days=91):
        keeping.forget_due()
    assert not PhoneChange.objects.exists()


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


def test_another_wish_takes_the_place_of_the_first_and_is_written_down(hoa):
    for phone in (NEW, "+84987654322"):
        moving.ask(user=hoa, new_phone=phone, by=hoa)

    assert [one.new_phone for one in PhoneChange.objects.waiting()] == ["+84987654322"]
    assert AuditEvent.objects.filter(action="account.phone-replaced").count() == 1


def move(user: User, phone: str) -> None:
    """Ask for another phone and do it now."""
    change = moving.ask(user=user, new_phone=phone, by=user)
    PhoneChange.objects.filter(pk=change.pk).update(due_at=change.asked_at)
    assert moving.carry_out_due() == 1
    user.refresh_from_db()


def test_the_first_phone_hears_of_the_second_change_and_stops_it(hoa):
    move(hoa, NEW)
    moving.ask(user=hoa, new_phone="+84987654322", by=hoa)
    texts = told(OLD)

    assert "…322" in texts[-1]
    assert Client().post(link_in(texts[-1])).status_code == 302
    assert not PhoneChange.objects.waiting().exists()


def test_the_first_phone_hears_that_the_second_change_is_done(hoa):
    move(hoa, NEW)
    move(hoa, "+84987654322")

    assert sum("vừa được đổi sang số khác" in text for text in told(OLD)) == 2


def test_nobody_hears_longer_than_thirty_days(hoa):
    move(hoa, NEW)
    heard = len(told(OLD))
    with after(days=31):
        moving.ask(user=hoa, new_phone="+84987654322", by=hoa)

    assert len(told(OLD)) == heard


def test_the_new_number_hears_what_an_operator_was_told_on_the_phone(hoa):
    moving.ask(user=hoa, new_phone=NEW, by=factories.make_user())

    assert "Không phải bạn nhờ thì gọi" in told(NEW)[0]
    assert OLD[-4:] not in told(NEW)[0]


def test_who_typed_the_code_of_the_new_number_needs_no_such_message(browser):
    ask(browser)

    assert told(NEW) == []


@pytest.mark.parametrize("is_control", [False, True])
@pytest.mark.parametrize("how", ["stopped", "done"])
def test_a_thief_does_not_come_back_by_an_identity(hoa, how, is_control, monkeypatch):
    """Control: with the links left alone the e-identity opens the account."""
    LinkedIdentity.objects.create(user=hoa, issuer="https://id.example", subject_mark="x" * 64)
    if is_control:
        monkeypatch.setattr(moving.linking, "unlink", lambda *, user: 0)
    if how == "done":
        move(hoa, NEW)
    else:
        change = moving.ask(user=hoa, new_phone=NEW, by=hoa)
        moving.stop(change=change, is_stranger=True)

    assert LinkedIdentity.objects.exists() == is_control


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_stranger", [False, True])
def test_stopping_and_doing_at_once_end_one_way(hoa, is_stranger):
    change = moving.ask(user=hoa, new_phone=NEW, by=hoa)
    with time_machine.travel(change.due_at + dt.timedelta(minutes=1), tick=False):
        results = at_once(
            [moving.carry_out_due, lambda: moving.stop(change=change, is_stranger=is_stranger)]
        )

    change.refresh_from_db()
    assert not [one for one in results if isinstance(one, Exception)], results
    assert [bool(one) for one in results].count(True) == 1, results
    assert (change.done_at is None) != (change.stopped_at is None)
    assert (phone_of(hoa) == NEW) == (change.done_at is not None)
