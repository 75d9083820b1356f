"""Answers go to a phone that was shown to be the sender's, and to no other."""

import re

import pytest
from django.test import Client

from accounts.personal_data import erasing
from fieldreports import answering, sending, subjects
from fieldreports.models import FieldReport
from jobs import outbox
from tests import factories, messages
from tests.accounts.moving.steps import move
from tests.messages import sent

pytestmark = pytest.mark.django_db
PHONE = "+84912345678"


@pytest.fixture
def tea():
    return factories.make_listing(factories.make_seller(), "Chè nõn tôm")


def send(browser, tea, **typed):
    form = {"reason": "hang-gia", "text": "Gói in tên nhà khác"} | typed
    return browser.post(f"{tea.get_absolute_url()}phan-anh/", form)


def begin(one) -> list[str]:
    answering.begin(report=one, by=factories.make_official("operator"))
    outbox.drain()
    return [m["to_phone"] for m in sent() if m["template"] == "report-state"]


def test_a_guest_proves_the_phone_with_a_code(tea):
    browser = Client()
    step = send(browser, tea, phone="0912 345 678")["Location"]
    one = FieldReport.objects.get()
    assert step == f"/phan-anh/{one.number}/so-dien-thoai/"

    assert "bấm nút dưới, sàn sẽ gửi một mã" in browser.get(step).content.decode()
    assert "Sàn đã gửi một mã" in browser.post(step, {"send": "1"}).content.decode()
    outbox.drain()
    code = re.search(r"\d{6}", messages.last_to(PHONE))[0]
    wrong = browser.post(step, {"code": "000000" if code != "000000" else "111111"})
    right = browser.post(step, {"code": code})

    assert wrong.status_code == 200
    assert right["Location"] == f"/phan-anh/{one.number}/"
    one.refresh_from_db()
    assert begin(one) == [PHONE]


def test_a_phone_that_nobody_proved_is_told_nothing(tea):
    send(Client(), tea, phone="0912 345 678")

    assert begin(FieldReport.objects.get()) == []


def test_another_browser_cannot_send_codes(tea):
    step = send(Client(), tea, phone="0912 345 678")["Location"]

    assert Client().get(step).status_code == 404
    assert Client().post(step, {"send": "1"}).status_code == 404


def test_who_is_signed_in_is_not_asked_and_finds_it_again(tea):
    user, browser = factories.make_user(), Client()
    browser.force_login(user)

    answer = send(browser, tea, phone="0912 345 678")

    one = FieldReport.objects.get()
    assert answer["Location"] == f"/phan-anh/{one.number}/"
    assert (one.phone, one.phone_proven_at is None) == (user.phone, False)
    assert one.number in browser.get("/phan-anh/").content.decode()
    assert one.number not in Client().get("/phan-anh/").content.decode()


def test_who_is_signed_in_may_leave_the_phone_out(tea):
    user, browser = factories.make_user(), Client()
    browser.force_login(user)
    assert (
        "Gửi không kèm số của tôi"
        in browser.get(f"{tea.get_absolute_url()}phan-anh/").content.decode()
    )

    answer = send(browser, tea, is_anonymous="on")

    one = FieldReport.objects.get()
    assert answer["Location"] == f"/phan-anh/{one.number}/"
    assert (one.phone, one.phone_proven_at) == ("", None)


def test_one_account_does_not_flood_from_many_addresses(tea):
    user = factories.make_user()
    for number in range(sending.MOST_A_DAY):
        sending.report(
            subject=subjects.listing(tea), reason="khac", text=str(number), ip=f"10.0.0.{number}",
            user=user,
        )  # fmt: skip

    with pytest.raises(sending.TooMany):
        sending.report(
            subject=subjects.listing(tea), reason="khac", text="nữa", ip="10.1.0.1", user=user
        )


def test_a_phone_that_is_only_typed_locks_nobody_out(tea):
    for number in range(sending.MOST_A_DAY):
        sending.report(
            subject=subjects.listing(tea), reason="khac", text=str(number), ip="10.0.0.1",
            phone=PHONE,
        )  # fmt: skip

    sending.report(
        subject=subjects.listing(tea), reason="khac", text="của tôi", ip="10.0.0.2", phone=PHONE
    )
    assert FieldReport.objects.count() == sending.MOST_A_DAY + 1


def said(tea, **who) -> FieldReport:
    return sending.report(subject=subjects.listing(tea), reason="hang-gia", **who)


@pytest.mark.parametrize("is_first", [True, False])
def test_who_only_types_a_phone_is_not_its_holder(tea, is_first):
    holder = {"user": factories.make_user(PHONE), "browser": "of the holder"}
    stranger = {"phone": PHONE, "browser": "of a stranger"}
    first, second = (stranger, holder) if is_first else (holder, stranger)

    one, other = said(tea, **first), said(tea, **second)

    assert one.number != other.number
    one.refresh_from_db()
    assert (one.phone_proven_at is None) is is_first


def test_one_account_in_two_browsers_is_one_sender(tea):
    user = factories.make_user(PHONE)

    assert said(tea, user=user, browser="a").number == said(tea, user=user, browser="b").number


def test_reports_follow_to_another_phone_and_are_forgotten_there(tea):
    user, new = factories.make_user(PHONE), "+84987654321"
    own, typed = said(tea, user=user, text="Của tôi"), said(tea, phone=PHONE)

    move(user, new)

    own.refresh_from_db()
    typed.refresh_from_db()
    # Anybody may have typed the other one.
    assert (own.phone, typed.phone) == (new, PHONE)
    assert begin(own) == [new]
    erasing.ask(user=user)
    erasing.carry_out_waiting()
    own.refresh_from_db()
    assert (own.phone, own.phone_proven_at) == ("", None)
