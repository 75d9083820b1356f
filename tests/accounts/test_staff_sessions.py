"""The staff area opens in a session with the second factor only, and the session ends."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import signin
from accounts.models import SecondFactor, StaffSession, User
from accounts.operators import factor
from audit.models import AuditEvent
from demo.people import LOGINS, write_logins
from jobs import outbox
from marketplace.permissions import gate
from tests import messages
from tests.factories import make_listing, make_official, make_seller, make_user
from tests.operators import begin, enter

pytestmark = pytest.mark.django_db
PAGES = ["/quan-tri/", "/quan-tri/orders/", "/quan-tri/he-thong/", "/quan-tri/nhat-ky/"]
DOOR = "/quan-tri/phien/"


@pytest.fixture
def boss():
    return make_user(name="Lê Minh Đức", is_staff=True, is_superuser=True)


def made(user, **fields) -> SecondFactor:
    secret = factor.begin(user=user, **fields)
    factor.confirm(user=user)
    return secret


@pytest.mark.parametrize("page", PAGES)
def test_refuses_every_page_without_a_session(client, boss, page):
    client.force_login(boss)

    for answer in (client.get(page), client.post(page)):
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, DOOR)
    assert client.get(page)["Location"] == f"{DOOR}?next={page}"


def test_opens_with_the_code_and_goes_on(client, boss):
    secret = made(boss)
    client.force_login(boss)

    answer = client.post(DOOR, {"code": factor.code_at(secret), "next": "/quan-tri/nhat-ky/"})

    assert answer["Location"] == "/quan-tri/nhat-ky/"
    assert [client.get(page).status_code for page in PAGES] == [200] * 4
    assert AuditEvent.objects.filter(action="session.begun", actor=boss).count() == 1


def test_says_what_to_do_with_a_wrong_code_and_counts_it(client, boss):
    made(boss)
    client.force_login(boss)

    answer = client.post(DOOR, {"code": "000000"})

    assert "Mã chưa đúng hoặc đã dùng" in answer.content.decode()
    assert SecondFactor.objects.get().wrong_tries == 1
    assert not StaffSession.objects.exists()


@pytest.mark.parametrize(
    ("idle", "age", "status"),
    [
        (timedelta(minutes=29), timedelta(hours=1), 200),
        (timedelta(minutes=31), timedelta(hours=1), 302),
        (timedelta(0), timedelta(hours=7, minutes=59), 200),
        (timedelta(0), timedelta(hours=8, minutes=1), 302),
    ],
)
def test_ends_when_idle_and_at_its_longest(client, boss, idle, age, status):
    session, now = enter(client, boss), timezone.now()
    StaffSession.objects.filter(pk=session.pk).update(started_at=now - age, last_seen_at=now - idle)

    assert client.get("/quan-tri/nhat-ky/").status_code == status


def test_stays_awake_while_it_is_used(client, boss):
    session = enter(client, boss)
    old = timezone.now() - timedelta(minutes=20)
    StaffSession.objects.filter(pk=session.pk).update(last_seen_at=old)

    client.get("/quan-tri/nhat-ky/")

    session.refresh_from_db()
    assert session.last_seen_at > old + timedelta(minutes=19)


def test_is_over_after_leaving_and_after_signing_out(client, boss):
    for address in (reverse("operators:leave"), reverse("accounts:logout")):
        enter(client, boss)
        client.post(address)
        assert client.get("/quan-tri/").status_code == 302
    assert not StaffSession.objects.filter(ended_at=None).exists()


def test_is_of_its_user_and_its_browser(client, boss, django_user_model):
    other = make_user(is_staff=True, is_superuser=True)
    stolen = enter(client, boss)
    client.force_login(other)
    session = client.session
    session["accounts.staff_session"] = stolen.pk
    session.save()

    assert client.get("/quan-tri/").status_code == 302


def proved(browser, user) -> None:
    """Sign in as with a code that was typed a moment ago."""
    browser.force_login(user)
    session = browser.session
    signin.mark_proved(session)
    session.save()


SET_UP = f"{DOOR}thiet-lap/"


def test_sets_the_factor_up_at_the_first_time_and_shows_paper_codes_once(client, boss):
    proved(client, boss)
    assert client.get(DOOR)["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    secret = SecondFactor.objects.get()
    assert factor.secret_of(secret)[:4] in page
    assert "<svg" in page

    answer = client.post(SET_UP, {"code": factor.code_at(secret)})

    assert answer.content.decode().count("<code>") == 10
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/quan-tri/").status_code == 200
    assert client.get(SET_UP)["Location"] == DOOR


PROVE = "/tai-khoan/dung-la-ban/"


def test_begins_a_factor_with_a_fresh_code_from_the_phone_only(client, boss):
    client.force_login(boss)
    ask = client.get(SET_UP)["Location"]
    assert ask == f"{PROVE}?next={SET_UP}"
    assert client.post(SET_UP, {"code": "123456"})["Location"] == ask
    assert not SecondFactor.objects.exists()
    assert "Gửi mã đến máy của tôi" in client.get(ask).content.decode()
    client.post(PROVE, {"send": "1", "next": SET_UP})
    outbox.drain()
    code = re.search(r"\b(\d{6})\b", messages.last_to(boss.phone))[1]

    wrong = client.post(PROVE, {"code": "000000" if code != "000000" else "111111"})
    assert "Mã chưa đúng" in wrong.content.decode()
    assert client.post(PROVE, {"code": code, "next": SET_UP})["Location"] == SET_UP

    assert "<svg" in client.get(SET_UP).content.decode()


def test_asks_the_phone_again_when_the_sign_in_is_a_while_ago(client, boss):
    with time_machine.travel(timezone.now() - signin.PROVED_FOR - timedelta(seconds=1)):
        proved(client, boss)

    assert client.get(SET_UP)["Location"].startswith(PROVE)


def test_shows_a_secret_to_the_browser_that_began_it_only(client, boss):
    thief = Client()
    proved(client, boss)
    proved(thief, boss)
    client.get(SET_UP)
    first = SecondFactor.objects.get()
    secret = factor.secret_of(first)

    other = thief.get(SET_UP).content.decode()

    assert secret[:4] not in other
    late = client.post(SET_UP, {"code": factor.code_at(first)}, follow=True)
    assert "đã có hình mới" in late.content.decode()
    assert not factor.has_factor(boss)
    assert factor.secret_of(SecondFactor.objects.get()) != secret


def test_would_show_it_to_both_were_it_not_bound(client, boss, monkeypatch):
    """Negative control: every browser counts as the same one."""
    monkeypatch.setattr(factor, "_browser_hash", lambda browser_key: "")
    thief = Client()
    proved(client, boss)
    proved(thief, boss)
    client.get(SET_UP)

    secret = factor.secret_of(SecondFactor.objects.get())
    assert (
        " ".join(secret[i : i + 4] for i in range(0, 32, 4)) in thief.get(SET_UP).content.decode()
    )


def test_lets_a_secret_expire_that_nobody_confirmed(client, boss):
    proved(client, boss)
    client.get(SET_UP)
    SecondFactor.objects.update(created_at=timezone.now() - factor.CONFIRM_WITHIN)
    old = SecondFactor.objects.get()

    client.post(SET_UP, {"code": factor.code_at(old)})

    assert not factor.has_factor(boss)
    client.get(SET_UP)
    assert SecondFactor.objects.get().sealed != old.sealed


def test_opens_nothing_before_the_first_code(client, boss):
    factor.begin(user=boss)
    client.force_login(boss)

    assert client.get("/quan-tri/").status_code == 302
    assert client.get(DOOR)["Location"] == reverse("operators:set-up")


@pytest.mark.parametrize("page", [DOOR, f"{DOOR}thiet-lap/"])
def test_closes_the_door_itself_to_others(client, page):
    assert client.get(page)["Location"].startswith("/tai-khoan/dang-nhap/")
    client.force_login(make_user())
    assert client.get(page).status_code == 403


@pytest.mark.parametrize(
    ("embedded", "https", "demo", "shown"),
    [
        (True, False, True, True),
        (True, False, False, False),
        (True, True, True, False),
        (False, False, True, False),
    ],
)
def test_shows_the_code_of_the_demo_on_a_machine_for_trying_out(
    client, boss, settings, embedded, https, demo, shown
):
    settings.EMBEDDED, settings.HTTPS = embedded, https
    secret = made(boss, is_demo=demo)
    client.force_login(boss)

    page = client.get(DOOR).content.decode()

    assert (factor.code_at(secret) in page) == shown


def test_lets_the_operator_of_the_demo_in_with_the_code_that_is_shown(client, settings):
    settings.EMBEDDED = True
    write_logins()
    write_logins()
    client.force_login(User.objects.get(phone=LOGINS["operator"].phone))

    shown = re.search(r"mã lúc này là <strong>(\d{6})", client.get(DOOR).content.decode())
    client.post(DOOR, {"code": shown[1]})

    assert client.get("/quan-tri/").status_code == 200


def test_begins_under_a_new_key_and_what_was_asked_beside_it_signs_nobody_out(client, boss):
    secret = made(boss)
    client.force_login(boss)
    client.get("/ngoai-mang/")  # the first page of a session writes to it
    beside = Client()
    beside.cookies["sessionid"] = old = client.cookies["sessionid"].value

    client.post(DOOR, {"code": factor.code_at(secret)})
    answer = beside.get("/ngoai-mang/")

    assert client.cookies["sessionid"].value != old
    assert "sessionid" not in answer.cookies, "a deleted cookie takes the new one away"
    assert beside.get("/quan-tri/").status_code == 302
    assert client.get("/quan-tri/").status_code == 200
    left = Session.objects.get(pk=old).expire_date - timezone.now()
    assert left <= timedelta(minutes=2)


def test_the_old_key_is_not_prolonged_by_what_is_written_later(client, boss):
    secret = made(boss)
    client.force_login(boss)
    old = client.cookies["sessionid"].value
    client.post(DOOR, {"code": factor.code_at(secret)})

    session = SessionStore(session_key=old)
    session["noted"] = "1"
    session.save()

    assert Session.objects.get(pk=old).expire_date - timezone.now() <= timedelta(minutes=2)


def test_a_second_entry_ends_the_session_before_and_its_cookie(client, boss):
    made(boss)
    client.force_login(boss)
    first = begin(client, boss)
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    assert stolen.get("/quan-tri/").status_code == 200

    client.post(DOOR, {"code": factor.code_at(SecondFactor.objects.get(user=boss))})

    first.refresh_from_db()
    assert first.ended_at
    assert stolen.get("/quan-tri/").status_code == 302
    assert client.get("/quan-tri/").status_code == 200


OFFICE = [
    "/doi-soat-tien/",
    "/can-goi/",
    "/duyet/",
    "/duyet/loi-khach/",
    "/duyet/to-ho-tro/",
    "/thong-ke/",
    "/thong-ke/doi-soat/",
    "/thong-ke/tai-ve/xa.csv",
]


@pytest.mark.parametrize("page", OFFICE)
def test_asks_for_the_second_factor_on_every_page_that_only_operators_open(client, page):
    operator = make_official("operator")
    client.force_login(operator)

    for answer in (client.get(page), client.get(page)):
        assert answer["Location"] == f"{DOOR}?next={page}"
    assert client.post(page)["Location"].startswith(DOOR)

    begin(client, operator)
    assert client.get(page).status_code == 200


def test_would_open_the_office_without_the_question(client, monkeypatch):
    """Negative control: nobody asks for the session."""
    monkeypatch.setattr(gate, "_needs_session", lambda asked, request: False)
    client.force_login(make_official("operator"))

    assert [client.get(page).status_code for page in OFFICE] == [200] * len(OFFICE)


def test_lets_officials_in_as_before_but_not_as_operators(client):
    """Who is both sees the own places only, until the session is open."""
    both = make_official("commune_official", commune="05503")
    both.role_grants.create(role="operator")
    for commune in ("05503", "05692"):
        make_listing(make_seller(commune=commune), f"Chè {commune}", state="submitted")
    client.force_login(both)

    before = client.get("/duyet/").content.decode()
    closed = client.get("/can-goi/")
    begin(client, both)
    after = client.get("/duyet/").content.decode()

    assert ("Chè 05503" in before, "Chè 05692" in before) == (True, False)
    assert closed["Location"].startswith(DOOR)
    assert ("Chè 05503" in after, "Chè 05692" in after) == (True, True)


def test_leads_on_to_the_page_that_was_asked_for(client):
    operator = make_official("operator")
    secret = made(operator)
    client.force_login(operator)
    door = client.get("/doi-soat-tien/?trang=2")["Location"]

    form = {"code": factor.code_at(secret), "next": "/doi-soat-tien/?trang=2"}

    assert "next=/doi-soat-tien/%3Ftrang%3D2" in door
    assert client.post(DOOR, form)["Location"] == "/doi-soat-tien/?trang=2"
    assert client.get("/doi-soat-tien/").status_code == 200


@pytest.mark.parametrize(("is_staff", "home"), [(True, "/quan-tri/"), (False, "/duyet/")])
def test_begins_where_the_operator_may_go(client, is_staff, home):
    operator = make_official("operator")
    operator.is_staff = is_staff
    operator.save()
    secret = made(operator)
    client.force_login(operator)

    answer = client.post(DOOR, {"code": factor.code_at(secret)}, follow=True)

    assert (answer.redirect_chain[-1][0], answer.status_code) == (home, 200)


def test_shows_hidden_goods_to_operators_in_a_session_only(client):
    tea = make_listing(make_seller(), state="submitted")
    operator = make_official("operator")
    client.force_login(operator)
    before = client.get(tea.get_absolute_url()).status_code
    begin(client, operator)

    assert (before, client.get(tea.get_absolute_url()).status_code) == (404, 200)
