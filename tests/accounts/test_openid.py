"""Citizens sign in by the province's identity service; nobody gets in who did not prove it."""

import http.client
import re
import socket
import time
from contextlib import suppress
from datetime import timedelta
from html import unescape
from threading import Thread

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import moving, recycled, signin
from accounts.models import Device, LinkedIdentity, User
from accounts.openid import asking, flow, joining, linking
from accounts.openid.provider import NotProved, Provider, Reason
from accounts.personal_data import erasing
from audit.models import AuditEvent
from jobs.models import Outbox
from tests import factories
from tests import openid_provider as fake
from tests.architecture.crawling import order_of

pytestmark = pytest.mark.django_db
HOME, LOGIN, CODE = "/tai-khoan/", "/tai-khoan/dang-nhap/", "/tai-khoan/ma-xac-nhan/"
LEAVE, BACK, PAGE = "/tai-khoan/dinh-danh/di/", "/tai-khoan/dinh-danh/ve/", "/tai-khoan/dinh-danh/"
PROVE = "/tai-khoan/dung-la-ban/"
PHONE, NAME = "+84912345678", "Trần Thị Ngọc"
NOW = int(time.time())


@pytest.fixture
def provider(settings):
    cache.clear()
    settings.CODE_LIMITS = {"phone": [], "ip": []}
    with fake.running() as one:
        settings.CITIZEN_OIDC = settings.CITIZEN_OIDC | {
            "issuer": one.issuer,
            "client_id": fake.CLIENT,
            "client_secret": "bí mật",
            "allow_loopback": True,
        }
        yield one


@pytest.fixture
def ngoc():
    return factories.make_user(PHONE, NAME)


def leave(browser, **sent) -> str:
    html = browser.post(LEAVE, sent).content.decode()
    return unescape(re.search(r'href="(http://127\.0\.0\.1[^"]+)"', html)[1])


def go(browser, provider, **sent):
    """Sign in at the provider and come back; return the page that the person sees then."""
    return browser.get(BACK, provider.sign_in(leave(browser, **sent)), follow=True)


def prove_phone(browser, phone=PHONE):
    browser.post(LOGIN, {"phone": phone})
    return browser.post(CODE, {"code": newest_code()}, follow=True)


def newest_code() -> str:
    texts = [row.payload["text"] for row in Outbox.objects.order_by("-pk") if "text" in row.payload]
    return next(found[0] for text in texts if (found := re.search(r"\b\d{6}\b", text)))


def who(browser) -> User | None:
    return User.objects.filter(pk=browser.session.get("_auth_user_id")).first()


def link(user, provider, subject="u-1"):
    return joining.link(user=user, identity=linking.identity_of({"sub": subject}))


def test_linked_person_is_in_without_a_code(client, provider, ngoc):
    link(ngoc, provider)
    Outbox.objects.all().delete()
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 13; K) Chrome/126.0"

    page = go(client, provider, next="/tai-khoan/may/")

    html = page.content.decode()
    assert (who(client), page.request["PATH_INFO"]) == (ngoc, "/tai-khoan/may/")
    assert "Chrome trên Android</strong>, máy này, vào bằng định danh" in html
    assert not Outbox.objects.exists()


def test_link_outlives_new_keys_of_the_site(client, provider, ngoc, settings):
    settings.SEAL_KEYS = ["khóa đầu"]
    link(ngoc, provider)

    settings.SECRET_KEY, settings.SEAL_KEYS = "khác hẳn", ["khóa mới", "khóa đầu"]
    go(client, provider)

    assert who(client) == ngoc


def test_new_person_proves_the_phone_once_and_keeps_the_name(client, provider):
    provider.person |= {"phone_number": "+84 912 345 678", "phone_number_verified": True}

    html = go(client, provider).content.decode()
    asked_name = prove_phone(client).content.decode()
    said = client.post("/tai-khoan/ho-ten/", {"full_name": NAME}, follow=True).content.decode()

    assert "Còn một bước" in html
    assert 'value="0912 345 678"' in html
    assert 'value="TRẦN THỊ NGỌC"' in asked_name
    assert "Lần sau bạn vào bằng Thái Nguyên ID" in said
    again = Client()
    go(again, provider)
    assert who(again) == who(client) == User.objects.get(phone=PHONE)


def test_claimed_phone_of_an_account_opens_nothing_without_its_code(client, provider, ngoc):
    provider.person = {"sub": "thief", "name": NAME, "phone_number": PHONE,
                       "phone_number_verified": True}  # fmt: skip

    go(client, provider)
    client.post(LOGIN, {"phone": PHONE})
    client.post(CODE, {"code": "000000" if newest_code() != "000000" else "111111"})

    assert who(client) is None
    assert not LinkedIdentity.objects.exists()
    assert client.get(HOME).status_code == 302


def test_right_code_links_the_account_of_the_same_name(client, provider, ngoc):
    go(client, provider)

    prove_phone(client)

    assert who(client) == ngoc
    row = LinkedIdentity.objects.get()
    assert row.user == ngoc
    assert "u-1" not in row.subject_mark
    assert AuditEvent.objects.filter(action="account.linked", object_key=str(ngoc.pk)).exists()


def test_another_of_the_household_in_the_same_browser_is_not_linked(client, provider):
    hoa = factories.make_user(PHONE, "Nguyễn Thị Hoa")
    go(client, provider)

    html = prove_phone(client).content.decode()

    assert who(client) == hoa
    assert "tên hai bên khác nhau" in html
    assert not LinkedIdentity.objects.exists()


def test_without_its_check_the_household_would_be_linked(client, provider, monkeypatch):
    """Negative control."""
    hoa = factories.make_user(PHONE, "Nguyễn Thị Hoa")
    monkeypatch.setattr(joining, "_bare", lambda name: "")
    go(client, provider)

    prove_phone(client)

    assert LinkedIdentity.objects.get().user == hoa


@pytest.mark.parametrize(
    ("claimed", "own", "why"),
    [
        ("", NAME, "Thái Nguyên ID không cho biết họ tên"),
        (NAME, "", "tài khoản chưa có họ tên"),
        ("", "", "Thái Nguyên ID không cho biết họ tên"),
    ],
)
def test_missing_name_links_nobody_and_is_said(client, provider, claimed, own, why):
    factories.make_user(PHONE, own)
    provider.person["name"] = claimed
    go(client, provider)

    html = prove_phone(client).content.decode()

    assert f"chưa được liên kết, vì {why}" in html
    assert not LinkedIdentity.objects.exists()


def test_leaving_page_says_what_is_kept_and_leads_back(client, provider, ngoc):
    visitor = client.post(LEAVE).content.decode()
    prove_phone(client)
    person = client.post(LEAVE).content.decode()

    assert all("Chợ chỉ giữ một dấu riêng" in html for html in (visitor, person))
    assert "Thôi, dùng số điện thoại" in visitor
    assert "dùng số điện thoại" not in person
    assert f'<a href="{PAGE}">Thôi, để sau</a>' in person


def test_who_says_not_me_drops_the_identity(client, provider, ngoc):
    go(client, provider)

    html = client.post(LOGIN, {"not_me": "1"}).content.decode()
    prove_phone(client)

    assert "Vào bằng Thái Nguyên ID" in html
    assert who(client) == ngoc
    assert not LinkedIdentity.objects.exists()


def test_identity_waits_a_quarter_of_an_hour_for_its_phone(client, provider, ngoc):
    go(client, provider)

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        html = client.get(LOGIN).content.decode()
        kept = str(dict(client.session.items()))
        prove_phone(client)

    assert "Còn một bước" not in html
    assert "TRẦN" not in kept
    assert not LinkedIdentity.objects.exists()


def test_signed_in_person_links_with_a_fresh_code_and_unlinks(client, provider, ngoc):
    client.force_login(ngoc)
    stale = client.post(LEAVE)
    client.logout()
    prove_phone(client)

    html = go(client, provider).content.decode()

    assert stale.url.startswith("/tai-khoan/dung-la-ban/")
    assert "Đã liên kết" in html
    assert LinkedIdentity.objects.get().user == ngoc
    client.post(PAGE)
    assert not LinkedIdentity.objects.exists()
    other = Client()
    assert "Còn một bước" in go(other, provider).content.decode()


def test_one_identity_opens_one_account_and_one_account_has_one(client, provider, ngoc):
    link(factories.make_user(), provider)
    prove_phone(client)

    taken = go(client, provider).content.decode()
    provider.person["sub"] = "u-2"
    go(client, provider)
    provider.person["sub"] = "u-3"
    second = go(client, provider).content.decode()

    assert "đã liên kết với tài khoản khác" in taken
    assert "đã liên kết với người khác" in second
    assert LinkedIdentity.objects.filter(user=ngoc).count() == 1


def told(phone=PHONE) -> list[str]:
    rows = Outbox.objects.filter(payload__template="account-identity", payload__to_phone=phone)
    return [row.payload["text"] for row in rows.order_by("pk")]


def test_phone_hears_of_a_link_and_of_its_end(client, provider, ngoc, settings):
    settings.OPERATOR = settings.OPERATOR | {"phone": "+84208123456"}
    prove_phone(client)
    go(client, provider)
    go(client, provider)  # linked already: nothing new to tell
    client.post(PAGE)
    client.post(PAGE)

    linked, unlinked = told()

    assert "nay vào được bằng Thái Nguyên ID. Không phải bạn" in linked
    assert "không còn vào được bằng Thái Nguyên ID" in unlinked
    assert all("0208 123 456" in text or "0208 1234 56" in text for text in (linked, unlinked))


def test_account_that_lost_its_number_is_told_nothing_more(provider, ngoc):
    link(ngoc, provider)

    recycled.detach(user=ngoc)

    assert len(told()) == 1
    assert not Outbox.objects.filter(payload__to_phone__startswith="roi-").exists()


def change_phone(user):
    moving.ask(user=user, new_phone="+84912000111", by=user)


def test_nothing_is_linked_while_the_phone_changes(client, provider, ngoc):
    prove_phone(client)
    left = provider.sign_in(leave(client))
    change_phone(ngoc)

    late = client.get(BACK, left, follow=True).content.decode()
    early = client.post(LEAVE, follow=True).content.decode()
    other = Client()
    go(other, provider)
    by_code = prove_phone(other).content.decode()

    assert all("đang chờ đổi số điện thoại" in html for html in (late, early, by_code))
    assert who(other) == ngoc
    assert not LinkedIdentity.objects.exists()


def test_without_its_check_a_link_would_outrun_the_change(client, provider, ngoc, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(moving, "require_settled", lambda user: None)
    change_phone(ngoc)
    prove_phone(client)

    go(client, provider)

    assert LinkedIdentity.objects.get().user == ngoc


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "khác"},
        {"nonce": ""},
        {"exp": NOW - 600, "iat": NOW - 900},
        {"iat": NOW + 3600},
        {"nbf": NOW + 3600},
        {"aud": "site-khac"},
        {"aud": [fake.CLIENT, "site-khac"]},
        {"azp": "site-khac"},
        {"iss": "https://evil.example"},
    ],
    ids=["nonce", "no nonce", "expired", "future", "not yet", "audience", "two", "azp", "issuer"],
)
def test_token_with_a_wrong_word_lets_nobody_in(client, provider, ngoc, changes):
    link(ngoc, provider)
    provider.changes = changes

    html = go(client, provider).content.decode()

    assert "Chưa vào được bằng Thái Nguyên ID" in html
    assert "Gửi mã xác nhận" in html
    assert who(client) is None


def test_without_its_check_a_wrong_nonce_would_open(client, provider, ngoc, monkeypatch):
    """Negative control."""
    link(ngoc, provider)
    provider.changes = {"nonce": "khác"}
    believe(monkeypatch, "khác")

    go(client, provider)

    assert who(client) == ngoc


def test_without_its_check_a_wrong_state_would_open(client, provider, ngoc, monkeypatch):
    """Negative control."""
    link(ngoc, provider)
    believe(monkeypatch, "khác")

    client.get(BACK, provider.sign_in(leave(client)) | {"state": "khác"})

    assert who(client) == ngoc


def believe(monkeypatch, given: str) -> None:
    """Switch off the one check that is given this word: of the state, or of the nonce."""
    real = flow.constant_time_compare
    monkeypatch.setattr(flow, "constant_time_compare", lambda a, b: a == given or real(a, b))


@pytest.mark.parametrize(
    ("checked", "is_in"),
    [("both", False), ("challenge", False), ("nonce", False), ("neither", True)],
)
def test_stolen_code_opens_nothing_to_who_brings_an_own_state(
    client, provider, ngoc, monkeypatch, checked, is_in
):
    """Challenge and nonce each stop it alone; with neither, the code opens the account."""
    link(ngoc, provider)
    stolen = provider.sign_in(leave(client))["code"]
    provider.checks_challenge = checked in {"both", "challenge"}
    if checked in {"challenge", "neither"}:
        believe(monkeypatch, provider.codes[stolen]["nonce"])
    thief = Client()
    own = provider.sign_in(leave(thief))

    thief.get(BACK, own | {"code": stolen})

    assert (who(thief) == ngoc) is is_in


def test_clocks_may_differ_by_a_minute(client, provider, ngoc):
    link(ngoc, provider)
    provider.changes = {"iat": NOW + 40, "exp": int(time.time()) - 20}

    go(client, provider)

    assert who(client) == ngoc


@pytest.mark.parametrize("forged", ["key", "none"])
def test_token_that_the_provider_did_not_sign_lets_nobody_in(client, provider, ngoc, forged):
    link(ngoc, provider)
    if forged == "key":
        provider.key = fake.OTHER_KEY
    else:
        provider.algorithm = "none"

    go(client, provider)

    assert who(client) is None


def test_new_key_of_the_provider_is_known_at_once_and_the_old_one_no_more(client, provider, ngoc):
    link(ngoc, provider)
    go(Client(), provider)
    provider.published = {"k2": fake.OTHER_KEY}

    old = Client()
    go(old, provider)
    provider.key, provider.kid = fake.OTHER_KEY, "k2"
    go(client, provider)

    assert (who(old), who(client)) == (None, ngoc)


@pytest.mark.parametrize(
    "wrong", [{"state": "khác"}, {"state": ""}, {"code": "đoán"}, {"iss": "https://evil.example"},
              {"error": "access_denied"}],
    ids=["state", "no state", "code", "issuer", "declined"],
)  # fmt: skip
def test_answer_with_a_wrong_word_is_refused_and_spent(client, provider, ngoc, wrong):
    link(ngoc, provider)
    right = provider.sign_in(leave(client))

    client.get(BACK, right | wrong)
    client.get(BACK, right)  # the state of this browser is gone

    assert who(client) is None


def test_answer_opens_nothing_in_another_browser_nor_twice_nor_late(client, provider, ngoc):
    link(ngoc, provider)
    stolen = provider.sign_in(leave(client))

    thief = Client()
    html = thief.get(BACK, stolen, follow=True).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        client.get(BACK, stolen)

    assert (who(thief), who(client)) == (None, None)
    assert "Mở lại ở đúng trình duyệt lúc bạn bấm" in html
    go(client, provider)
    assert who(client) == ngoc
    client.logout()
    client.get(BACK, stolen)
    assert who(client) is None


def test_the_way_back_is_the_one_address_that_was_told(client, provider, settings, ngoc):
    settings.SITE_URL = "https://cho.example.vn"

    provider.sign_in(leave(client, next="https://evil.example/"))

    back = provider.back
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"https://cho.example.vn{BACK}"


@pytest.mark.parametrize("when", ["before", "after leaving"])
def test_person_whom_the_provider_revoked_is_not_let_in(client, provider, ngoc, when):
    link(ngoc, provider)
    if when == "before":
        provider.revoked.add("u-1")
    answer = provider.sign_in(leave(client))
    provider.revoked.add("u-1")

    html = client.get(BACK, answer, follow=True).content.decode()

    assert who(client) is None
    assert "số điện thoại" in html


def test_blocked_account_stays_shut_and_an_open_session_ends(client, provider, ngoc):
    link(ngoc, provider)
    open_one = Client()
    go(open_one, provider)
    User.objects.filter(pk=ngoc.pk).update(is_active=False)

    html = go(client, provider).content.decode()

    assert "đang bị khoá" in html
    assert who(client) is None
    assert open_one.get(HOME).status_code == 302


@pytest.mark.parametrize("how", ["refuses", "hangs", "fails", "drips", "drips head"])
def test_provider_that_is_down_is_said_calmly_and_the_phone_works(
    client, provider, ngoc, settings, monkeypatch, how
):
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.3)
    if how == "refuses":
        settings.CITIZEN_OIDC = settings.CITIZEN_OIDC | {"issuer": "http://127.0.0.1:9"}
    elif how == "fails":
        provider.status = 503
    elif how == "hangs":
        provider.delay_s = 1
    elif how == "drips head":
        provider.drip_head_s = 0.1
    else:
        provider.drip_s = 0.2

    begun = time.monotonic()
    html = client.post(LEAVE, follow=True).content.decode()
    took = time.monotonic() - begun

    assert "không trả lời. Bạn vào bằng số điện thoại" in html
    assert took < 3
    prove_phone(client)
    assert who(client) == ngoc


def test_without_its_clock_a_dripping_head_would_be_waited_for(client, provider, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.3)
    plain = lambda stop_at, link, **facts: http.client.HTTPResponse(link, **facts)  # noqa: E731
    monkeypatch.setattr(asking, "_answer_until", plain)
    provider.drip_head_s = 0.02

    html = client.post(LEAVE, follow=True).content.decode()

    assert "không trả lời" not in html


def test_tls_that_drips_ends_in_time(settings, monkeypatch):
    cache.clear()
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.3)

    def drip(server):
        link, _ = server.accept()
        with link, suppress(OSError):
            # The head of a record of 16 KB, then a byte now and then.
            link.sendall(b"\x16\x03\x03\x40\x00")
            for _ in range(30):
                link.sendall(b"\x02")
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=drip, args=(server,), daemon=True).start()
        issuer = f"https://127.0.0.1:{server.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(NotProved) as caught:
            asking.get_json(issuer, provider=Provider(issuer, fake.CLIENT, "", "openid"))

    assert caught.value.reason is Reason.NOT_ANSWERING
    assert time.monotonic() - begun < 2


def test_host_with_a_dead_address_is_reached_by_the_next(client, provider, ngoc, monkeypatch):
    real = socket.getaddrinfo

    def dead_first(*asked, **kept):
        rows = real(*asked, **kept)
        return [(*rows[0][:4], ("127.0.0.1", 9)), *rows]

    link(ngoc, provider)
    monkeypatch.setattr(asking.socket, "getaddrinfo", dead_first)

    go(client, provider)

    assert who(client) == ngoc


def test_provider_that_hung_is_left_alone_for_a_while(client, provider, monkeypatch):
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.2)
    provider.delay_s = 1
    for _ in range(4):
        client.post(LEAVE)

    assert provider.asked_times == 1


def test_number_stays_silent_for_who_comes_by_identity(client, provider, ngoc):
    """The number was handed on; its last holder still comes by identity every week."""
    link(ngoc, provider)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        go(client, provider)
        assert who(client) == ngoc
        stranger = Client()

        html = prove_phone(stranger).content.decode()

    assert who(stranger) is None
    assert "họ và tên" in html.lower()


def test_without_the_mark_the_stranger_would_be_in(client, provider, ngoc):
    """Negative control."""
    link(ngoc, provider)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        go(client, provider)
        Device.objects.update(by_identity=False)
        stranger = Client()

        prove_phone(stranger)

    assert who(stranger) == ngoc


def ask_own_code(browser):
    browser.post(PROVE, {"send": "1"})
    return browser.post(PROVE, {"code": newest_code()})


def test_own_code_ends_the_silence_of_who_comes_by_identity(client, provider, ngoc):
    """Else no app lets them in, and signing in by identity again would not help."""
    link(ngoc, provider)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        go(client, provider)
        was_silent = recycled.is_silent(User.objects.get(pk=ngoc.pk))

        ask_own_code(client)
        go(client, provider)

        assert was_silent
        assert not recycled.is_silent(User.objects.get(pk=ngoc.pk))


def test_without_the_note_the_number_stays_silent(client, provider, ngoc, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(signin, "prove_number", lambda request: None)
    link(ngoc, provider)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        go(client, provider)

        ask_own_code(client)

        assert recycled.is_silent(User.objects.get(pk=ngoc.pk))


def test_identity_is_no_fresh_code_of_the_phone(client, provider, ngoc):
    link(ngoc, provider)

    go(client, provider)

    assert "accounts.phone_proved_at" not in client.session


def test_link_ends_with_the_number_and_with_the_person(provider, ngoc):
    link(ngoc, provider)
    recycled.detach(user=ngoc)
    link(ngoc, provider)
    change_phone(ngoc)
    with time_machine.travel(timezone.now() + moving.HOLD):
        assert moving.carry_out_due() == 1
    ngoc.refresh_from_db()
    assert not LinkedIdentity.objects.exists()

    link(ngoc, provider)
    erasing.ask(user=ngoc)

    assert not LinkedIdentity.objects.exists()


def test_identity_reaches_no_order_of_somebody_else(client, provider, ngoc):
    order = order_of(factories.make_user(), factories.make_listing(factories.make_seller()))
    link(ngoc, provider)
    go(client, provider)

    assert who(client) == ngoc
    assert client.get(f"/tai-khoan/don-hang/{order.number}/").status_code == 404


def test_without_a_provider_nothing_of_it_is_shown(client, ngoc):
    client.force_login(ngoc)

    assert client.get(PAGE).status_code == 404
    assert client.post(LEAVE).status_code == 404
    assert client.get(BACK).status_code == 404
    assert "Thái Nguyên ID" not in client.get(HOME).content.decode()
    assert "Thái Nguyên ID" not in Client().get(LOGIN).content.decode()
