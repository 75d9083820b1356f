"""A registered app is let in by its citizen, and by nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.granting import codes
from accounts.models import GrantCode, ProgramAccess, User
from tests import factories
from tests.accounts.apps import (
    BACK,
    META,
    OTHER_BACK,
    PAGE,
    REGISTERED,
    TOKEN,
    allowed,
    asking,
    browser_of,
    call,
    fetch,
    words_of,
)
from tests.architecture.crawling import order_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registered(settings):
    settings.APP_CLIENTS = REGISTERED


@pytest.fixture
def hoa():
    return factories.make_user("+84912345678", "Nguyễn Thị Hoa")


def test_app_asks_the_citizen_allows_and_it_acts_for_it(hoa):
    browser = browser_of(hoa)

    page = browser.get(asking())
    words = words_of(browser.post(asking(), {"allow": "1"}))
    answer = fetch(code=words["code"])

    html = page.content.decode()
    assert 'Cho ứng dụng <span class="nowrap">C-ThaiNguyen</span> vào?' in html
    assert "Đặt và xem đơn hàng" in html
    assert "form-action 'self' vn.thainguyen.app:" in page["Content-Security-Policy"]
    assert (words["state"], words["iss"]) == ("s-1", "http://127.0.0.1:8000")
    told = answer.json()
    assert (told["token_type"], told["expires_in"], told["scope"]) == (
        "Bearer", 900, "basket orders")  # fmt: skip
    assert "no-store" in answer["Cache-Control"]
    assert call("me", told["access_token"]).json()["phone"] == hoa.phone
    assert "C-ThaiNguyen" in browser.get("/tai-khoan/ung-dung/").content.decode()


def test_citizen_ends_it_at_once(hoa):
    tokens = fetch(code=allowed(hoa)).json()
    row = ProgramAccess.objects.get()

    browser_of(hoa).post(f"/tai-khoan/ung-dung/{row.pk}/thoat/")

    assert call("me", tokens["access_token"]).status_code == 401
    renewed = fetch(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert renewed.json() == {"error": "invalid_grant"}


def test_no_is_told_to_the_app_and_nothing_is_made(hoa):
    words = words_of(browser_of(hoa).post(asking(), {"deny": "1"}))

    assert (words["error"], words["state"]) == ("access_denied", "s-1")
    assert not GrantCode.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": BACK.upper()},
        {"redirect_uri": f"{OTHER_BACK}&y=2"},
        {"redirect_uri": ""},
    ],
    ids=["app", "address", "slash", "case", "longer", "none"],
)
def test_unknown_app_or_address_gets_nothing(hoa, changes):
    browser = browser_of(hoa)

    answers = [browser.get(asking(**changes)), browser.post(asking(**changes), {"allow": "1"})]

    assert [one.status_code for one in answers] == [400, 400]
    assert not GrantCode.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "orders admin"}, "invalid_scope"),
        ({"client_id": "other", "scope": "orders"}, "invalid_scope"),
    ],
)
def test_app_that_asks_wrongly_is_told(hoa, changes, error):
    answer = browser_of(hoa).get(asking(**changes))

    assert words_of(answer)["error"] == error
    assert answer.url.startswith(BACK)


def test_who_is_not_signed_in_signs_in_first_and_an_old_session_types_a_code(hoa):
    visitor, old = Client(), Client()
    old.force_login(hoa)

    asked, again = visitor.get(asking()), old.get(asking())
    pressed = old.post(asking(), {"allow": "1"})

    assert asked.url.startswith("/tai-khoan/dang-nhap/?next=/tai-khoan/cho-phep/")
    assert again.url.startswith("/tai-khoan/dung-la-ban/?next=/tai-khoan/cho-phep/")
    assert pressed.url == again.url
    assert not GrantCode.objects.exists()


def test_page_of_the_code_says_which_app_waits_for_it(hoa, settings):
    settings.CITIZEN_OIDC = settings.CITIZEN_OIDC | {
        "issuer": "https://id.example",
        "client_id": "x",
    }
    old = Client()
    old.force_login(hoa)

    html = old.get(old.get(asking()).url).content.decode()
    other = old.get("/tai-khoan/dung-la-ban/?next=/tai-khoan/doi-so/").content.decode()

    assert "C-ThaiNguyen</span> làm thay bạn, cần một mã mới" in html
    assert "Vào bằng Thái Nguyên ID rồi cũng cần mã này" in html
    assert "C-ThaiNguyen" not in other


def test_who_came_by_an_e_identity_types_a_code_too(hoa):
    browser = browser_of(hoa)
    session = browser.session
    del session["accounts.phone_proved_at"]
    session.save()

    assert browser.get(asking()).url.startswith("/tai-khoan/dung-la-ban/")


def test_no_other_site_presses_the_button(hoa):
    browser = browser_of(hoa)
    browser.handler.enforce_csrf_checks = True

    assert browser.post(asking(), {"allow": "1"}).status_code == 403
    assert browser.get(asking())["X-Frame-Options"] == "DENY"
    assert not GrantCode.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 64},
        {"code_verifier": ""},
        {"redirect_uri": OTHER_BACK},
        {"client_id": "other"},
        {"code": "guess"},
    ],
    ids=["verifier", "no verifier", "address", "app", "code"],
)
def test_code_is_good_for_who_asked_only_and_a_try_uses_it_up(hoa, changes):
    code = allowed(hoa)

    wrong = fetch(**({"code": code} | changes))
    right = fetch(code=code)

    assert (wrong.status_code, wrong.json()) == (400, {"error": "invalid_grant"})
    assert right.status_code == (200 if "code" in changes else 400)


def test_without_the_check_of_the_secret_a_stolen_code_would_do(hoa, monkeypatch):
    """Negative control."""
    code = allowed(hoa)
    monkeypatch.setattr(codes, "constant_time_compare", lambda a, b: True)

    assert fetch(code=code, code_verifier="w" * 64).status_code == 200


def test_code_that_comes_twice_ends_what_it_gave(hoa):
    code = allowed(hoa)
    first = fetch(code=code).json()
    assert call("me", first["access_token"]).status_code == 200

    second = fetch(code=code)

    assert second.json() == {"error": "invalid_grant"}
    assert call("me", first["access_token"]).status_code == 401
    assert ProgramAccess.objects.get().ended_by == ProgramAccess.End.REUSED


def test_code_is_over_after_a_minute_and_for_a_closed_account(hoa):
    late, closed = allowed(hoa), allowed(hoa)

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert fetch(code=late).status_code == 400
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    assert fetch(code=closed).status_code == 400
    assert not ProgramAccess.objects.exists()


def test_refresh_token_changes_with_each_use_and_an_old_one_ends_all(hoa):
    first = fetch(code=allowed(hoa)).json()
    fresh = fetch(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert fresh["refresh_token"] != first["refresh_token"]

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        again = fetch(grant_type="refresh_token", refresh_token=first["refresh_token"])

        assert again.json() == {"error": "invalid_grant"}
        assert call("me", fresh["access_token"]).status_code == 401


def test_refresh_token_of_one_app_is_nothing_to_another(hoa):
    tokens = fetch(code=allowed(hoa)).json()

    stolen = fetch(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"], client_id="other"
    )
    own = fetch(grant_type="refresh_token", refresh_token=tokens["refresh_token"])

    assert (stolen.status_code, own.status_code) == (400, 200)


def test_token_never_reaches_an_order_of_another_citizen(hoa):
    other = order_of(factories.make_user(), factories.make_listing(factories.make_seller()))
    own = order_of(hoa, factories.make_listing(factories.make_seller()))
    access = fetch(code=allowed(hoa)).json()["access_token"]

    assert call(f"orders/{own.number}", access).status_code == 200
    assert call(f"orders/{other.number}", access).status_code == 404
    assert other.number not in call("orders", access).content.decode()


def test_right_that_was_not_allowed_is_missing(hoa):
    access = fetch(code=allowed(hoa, scope="basket")).json()["access_token"]

    assert call("orders", access).status_code == 403


def test_app_gets_to_no_page_of_the_account_by_its_token(hoa):
    access = fetch(code=allowed(hoa)).json()["access_token"]

    page = Client().get("/tai-khoan/don-hang/", headers={"authorization": f"Bearer {access}"})

    assert page.status_code == 302


def test_metadata_says_what_is_there(client):
    told = client.get(META).json()

    assert told["authorization_endpoint"].endswith(PAGE)
    assert told["token_endpoint"].endswith(TOKEN)
    assert told["revocation_endpoint"].endswith("/oauth/revoke")
    assert told["userinfo_endpoint"].endswith("/api/v1/me")
    assert told["code_challenge_methods_supported"] == ["S256"]


def test_without_a_registered_app_nothing_is_there(settings, hoa):
    settings.APP_CLIENTS = []

    assert browser_of(hoa).get(asking()).status_code == 404
    assert fetch(code="x").status_code == 404
    assert Client().get(META).status_code == 404


def test_old_codes_are_forgotten(hoa):
    allowed(hoa)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert codes.forget_old() == 1
