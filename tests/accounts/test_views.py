"""Signing in through the pages: phone, code, name; and what must not work."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import codes, views
from accounts.models import OneTimeCode, User
from jobs.models import Outbox

LOGIN = "/tai-khoan/dang-nhap/"
CODE = "/tai-khoan/ma-xac-nhan/"
RESEND = "/tai-khoan/gui-lai-ma/"
NAME = "/tai-khoan/ho-ten/"
HOME = "/tai-khoan/"
TYPED = "0912 345 678"
PHONE = "+84912345678"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def production_limits(settings):
    """Use the limits of production."""
    settings.CODE_LIMITS = codes.DEFAULT_LIMITS


@pytest.fixture
def hoa():
    """Return a user who signed up earlier."""
    return User.objects.create_user(TYPED, full_name="Nguyễn Thị Hoa")


def ask(client, typed=TYPED, **more):
    answer = client.post(LOGIN, {"phone": typed, **more})
    assert answer.status_code == 302, answer.content.decode()
    return newest_code()


def newest_code():
    return re.search(r"\d{6}", Outbox.objects.latest("pk").payload["text"]).group()


def signed_in_phone(client):
    user_id = client.session.get("_auth_user_id")
    return User.objects.get(pk=user_id).phone if user_id else None


def test_known_person_is_in_after_phone_and_code(client, hoa):
    code = ask(client)

    answer = client.post(CODE, {"code": f"{code[:3]} {code[3:]}"})

    assert (answer.status_code, answer.url) == (302, HOME)
    assert signed_in_phone(client) == PHONE


def test_new_person_gives_a_name_and_is_in(client):
    code = ask(client)

    to_name = client.post(CODE, {"code": code})
    before = User.objects.count()
    answer = client.post(NAME, {"full_name": "  Trần  Văn Bình "})

    assert (to_name.url, before, answer.url) == (NAME, 0, HOME)
    user = User.objects.get(phone=PHONE)
    assert user.full_name == "Trần Văn Bình"
    assert not user.has_usable_password()
    assert not user.is_staff


@pytest.mark.parametrize("typed", ["", "1", "0912345678", "!!!"])
def test_name_without_letters_is_asked_again(client, typed):
    client.post(CODE, {"code": ask(client)})

    answer = client.post(NAME, {"full_name": typed})

    assert "Ví dụ: Nguyễn Thị Hoa" in answer.content.decode()
    assert not User.objects.filter(phone=PHONE).exists()


def test_name_page_is_closed_before_the_code_was_right(client):
    ask(client)

    answer = client.post(NAME, {"full_name": "Kẻ gian"})

    assert answer.url == LOGIN
    assert not User.objects.exists()


def test_name_page_is_closed_a_quarter_hour_after_the_code(client):
    client.post(CODE, {"code": ask(client)})

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        answer = client.post(NAME, {"full_name": "Trần Văn Bình"})

    assert answer.url == LOGIN
    assert not User.objects.exists()


def test_too_short_phone_comes_back_with_its_value_and_an_example(client):
    answer = client.post(LOGIN, {"phone": "09123456"})

    page = answer.content.decode()
    assert "Số điện thoại thiếu 2 số. Ví dụ: 0912 345 678" in page
    assert 'value="09123456"' in page
    assert "<title>Lỗi:" in page
    assert not OneTimeCode.objects.exists()
    assert not Outbox.objects.exists()


def test_code_used_twice_is_refused_with_the_way_out(client, hoa):
    code = ask(client)
    client.post(CODE, {"code": code})
    client.post("/tai-khoan/dang-xuat/")
    OneTimeCode.objects.update(session_key_hash=hash_after_new_start(client))

    page = client.post(CODE, {"code": code}).content.decode()

    assert "Mã này đã dùng rồi. Bấm gửi lại mã." in page
    assert signed_in_phone(client) is None


def hash_after_new_start(client):
    """Start again in the same browser and return its hash, without a newer code."""
    OneTimeCode.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    client.post(LOGIN, {"phone": TYPED})
    newer = OneTimeCode.objects.latest("pk")
    newer.delete()
    return newer.session_key_hash


def test_code_is_refused_in_another_browser(client, hoa):
    code = ask(client)
    thief = Client()
    session = thief.session
    session["accounts.signin"] = {"phone": PHONE, "next_url": "", "verified_at": ""}
    session["accounts.browser"] = "another browser"
    session.save()
    thief.cookies["sessionid"] = session.session_key

    page = thief.post(CODE, {"code": code}).content.decode()

    assert "Mã chưa đúng" in page
    assert signed_in_phone(thief) is None


def test_code_that_is_not_six_digits_costs_no_try(client, hoa):
    ask(client)

    page = client.post(CODE, {"code": "12345"}).content.decode()

    assert "Mã gồm đúng 6 số. Ví dụ: 123456" in page
    assert OneTimeCode.objects.get().tries == 0


def test_wrong_code_page_has_the_right_keyboard_and_keeps_the_phone(client, hoa):
    code = ask(client)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    page = client.post(CODE, {"code": wrong}).content.decode()

    assert 'inputmode="numeric"' in page
    assert 'autocomplete="one-time-code"' in page
    assert "0912 345 678" in page
    assert "Bạn còn 4 lần nhập" in page


def test_known_and_unknown_phone_get_the_same_pages(hoa):
    bodies = []
    for typed in (TYPED, "0987 654 321"):
        browser = Client()
        sent = browser.post(LOGIN, {"phone": typed})
        page = browser.get(CODE).content.decode().replace(typed, "PHONE")
        bodies.append((sent.status_code, sent.url, without_token(page)))

    assert bodies[0] == bodies[1]


def asked_for_a_code(typed: str, net: int) -> tuple:
    """Return what a stranger sees who asks a code for a number, number and chance masked."""
    browser = Client(REMOTE_ADDR=f"171.{net // 250}.{net % 250}.9")
    sent = browser.post(LOGIN, {"phone": typed})
    page = browser.get(CODE).content.decode().replace(typed, "PHONE")
    return sent.status_code, sent.get("Location"), tuple(sorted(sent.headers)), without_token(page)


def seen_for(numbers: int) -> dict[str, set]:
    """Return the different answers that as many known and unknown numbers get."""
    known = [f"0912 {n:03d} 678" for n in range(numbers)]
    User.objects.bulk_create(
        User(phone=f"+84{typed[1:].replace(' ', '')}", full_name="Lê Thị Hoa") for typed in known
    )
    strangers = [f"0987 {n:03d} 321" for n in range(numbers)]
    found = {
        "known": {asked_for_a_code(typed, n) for n, typed in enumerate(known)},
        "unknown": {asked_for_a_code(typed, n + 250) for n, typed in enumerate(strangers)},
    }
    assert OneTimeCode.objects.count() == 2 * numbers
    return found


@pytest.mark.slow
def test_two_hundred_known_and_unknown_numbers_get_one_and_the_same_answer():
    found = seen_for(200)

    assert found["known"] == found["unknown"]
    assert len(found["known"]) == 1


def test_a_page_that_greets_who_it_knows_would_be_found(monkeypatch):
    """Negative control: known numbers get a page with another word."""
    send = views.send_code

    def greet(request, phone):
        if User.objects.filter(phone=phone).exists():
            messages.info(request, "Chào bạn trở lại.")
        send(request, phone)

    monkeypatch.setattr(views, "send_code", greet)

    found = seen_for(3)

    assert found["known"] != found["unknown"]


def test_known_and_unknown_phone_get_the_same_refusals(hoa):
    bodies = []
    for typed in (TYPED, "0987 654 321"):
        browser = Client()
        code = ask(browser, typed)
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        refused = browser.post(CODE, {"code": wrong}).content.decode()
        second = Client().post(LOGIN, {"phone": typed}).content.decode()
        text = (refused + second).replace(typed, "PHONE").replace(wrong, "CODE")
        bodies.append(re.sub(r"\d+ giây", "n giây", without_token(text)))

    assert bodies[0] == bodies[1]


def without_token(page):
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r"\d+ giây", "n giây", page)


def test_closed_account_is_told_only_after_the_right_code(client, hoa):
    User.objects.update(is_active=False)
    code = ask(client)

    before = client.get(CODE).content.decode()
    after = client.post(CODE, {"code": code}).content.decode()

    assert "bị khoá" not in before
    assert "Tài khoản này đang bị khoá" in after
    assert signed_in_phone(client) is None


def test_session_key_is_new_after_signing_in(client, hoa):
    code = ask(client)
    old_key = client.session.session_key

    client.post(CODE, {"code": code})

    assert client.session.session_key != old_key
    assert not Session.objects.filter(session_key=old_key).exists()


def test_two_clicks_on_the_phone_page_lead_to_the_code_page_with_one_code(client):
    ask(client)

    second = client.post(LOGIN, {"phone": TYPED})

    assert second.url == CODE
    assert OneTimeCode.objects.count() == 1


def test_other_browser_asking_too_soon_is_told_how_long_to_wait(client):
    ask(client)

    page = Client().post(LOGIN, {"phone": TYPED}).content.decode()

    assert re.search(r"Đợi \d+ giây", page)
    assert TYPED in page


def test_resend_within_a_minute_sends_nothing_and_says_how_long(client):
    ask(client)

    answer = client.post(RESEND, follow=True)

    assert re.search(r"Đợi \d+ giây", answer.content.decode())
    assert OneTimeCode.objects.count() == 1


def test_resend_after_a_minute_sends_a_code_that_works(client, hoa):
    ask(client)

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        client.post(RESEND)
        client.post(CODE, {"code": newest_code()})

        assert OneTimeCode.objects.count() == 2
        assert signed_in_phone(client) == PHONE


def test_code_page_without_a_phone_starts_over(client):
    assert client.get(CODE).url == LOGIN
    assert client.post(RESEND).url == LOGIN


def test_person_goes_on_to_where_they_wanted(client, hoa):
    page = client.get(f"{LOGIN}?next=/thong-ke/%3Fky%3Dthang").content.decode()
    assert 'value="/thong-ke/?ky=thang"' in page
    code = ask(client, next="/thong-ke/?ky=thang")

    answer = client.post(CODE, {"code": code})

    assert answer.url == "/thong-ke/?ky=thang"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/\t/evil.example",
        "https://testserver@evil.example/",
        "https://testserver.evil.example/",
    ],
)
def test_next_to_another_site_is_forgotten(client, hoa, target):
    code = ask(client, next=target)

    answer = client.post(CODE, {"code": code})

    assert answer.url == HOME


def test_signed_in_person_is_not_sent_to_another_site(client, hoa):
    client.force_login(hoa)

    answer = client.get(LOGIN, {"next": "//evil.example/"})

    assert answer.url == HOME


def test_reading_the_pages_changes_nothing(client):
    client.get(LOGIN, {"next": "/thong-ke/"})
    client.get("/tai-khoan/dang-ky/")

    assert not Session.objects.exists()
    assert not OneTimeCode.objects.exists()


def test_forms_need_the_csrf_token():
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(LOGIN, {"phone": TYPED}).status_code == 403
    assert not OneTimeCode.objects.exists()


def test_signing_out_needs_a_post(client, hoa):
    client.force_login(hoa)

    refused = client.get("/tai-khoan/dang-xuat/")
    still = signed_in_phone(client)
    client.post("/tai-khoan/dang-xuat/")

    assert (refused.status_code, still) == (405, PHONE)
    assert signed_in_phone(client) is None


def test_home_asks_visitors_to_sign_in_and_lists_the_orders(client, hoa):
    visitor = client.get(HOME)
    client.force_login(hoa)
    page = client.get(HOME).content.decode()

    assert visitor.url == f"{LOGIN}?next={HOME}"
    assert "/tai-khoan/don-hang/" in page
    assert "Nguyễn Thị Hoa" in page
    assert "/thong-ke/" not in page


def test_code_goes_out_at_once_without_any_worker(
    client, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MESSAGE_BACKEND = "jobs.messages.FileBackend"
    settings.MESSAGES_FILE = tmp_path / "messages.jsonl"

    with django_capture_on_commit_callbacks(execute=True):
        client.post(LOGIN, {"phone": TYPED})

    written = settings.MESSAGES_FILE.read_text("utf-8")
    assert written.count("\n") == 1
    assert "Ma xac nhan" in written
    assert Outbox.objects.get().payload == {}


def test_who_asks_for_codes_in_bulk_is_refused_and_others_are_not(hoa):
    asked = [
        Client().post("/tai-khoan/dang-nhap/", {"phone": f"0990 123 {number}"})
        for number in range(100, 300)
    ]
    other = Client(REMOTE_ADDR="203.0.113.9").post("/tai-khoan/dang-nhap/", {"phone": hoa.phone})

    refused = [answer for answer in asked if answer.status_code == 429]
    assert len(refused) == 180
    assert all(int(answer["Retry-After"]) > 0 for answer in refused)
    assert "Bạn xin mã hơi nhanh" in refused[-1].content.decode()
    assert other.status_code == 302


def test_a_browser_that_was_signed_in_gets_a_code_after_strangers_used_up_theirs(client, hoa):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post(CODE, {"code": ask(client)})
        client.post("/tai-khoan/dang-xuat/")
        for _ in range(7):
            clock.shift(timedelta(minutes=16))
            ask(Client())
        clock.shift(timedelta(minutes=16))

        assert Client().post(LOGIN, {"phone": TYPED}).status_code == 429
        assert client.post(LOGIN, {"phone": TYPED}).status_code == 302
