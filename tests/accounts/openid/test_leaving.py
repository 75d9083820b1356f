"""Who signs out at the provider is out here too; nobody else can say so in its name."""

import time
from datetime import timedelta

import jwt
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import IdentitySession, UsedLogout, User
from accounts.openid import flow, leaving
from accounts.personal_data import erasing
from audit.models import AuditEvent
from tests import factories
from tests import openid_provider as fake
from tests.accounts.openid.walking import HOME, PAGE, go, link, prove_phone, who
from tests.threads import at_once

pytestmark = pytest.mark.django_db
ADDRESS = "/oauth/backchannel-logout"


@pytest.fixture
def browser(provider, ngoc):
    """Return a browser in which the linked person came in by the session ``s-1``."""
    link(ngoc, provider)
    return came_in(provider, "s-1")


def came_in(provider, session: str = "", subject: str = "u-1") -> Client:
    browser = Client()
    provider.person = {"sub": subject} | ({"sid": session} if session else {})
    go(browser, provider)
    assert who(browser)
    return browser


def tell(token: str):
    return Client(enforce_csrf_checks=True).post(ADDRESS, {"logout_token": token})


def is_in(browser) -> bool:
    return browser.get(HOME).status_code == 200


def test_sessions_of_the_person_end_in_every_browser(provider, browser, ngoc):
    second = came_in(provider)

    answer = tell(provider.logout_token())

    assert (answer.status_code, answer.content) == (200, b"")
    assert "no-store" in answer["Cache-Control"]
    assert (is_in(browser), is_in(second)) == (False, False)
    assert AuditEvent.objects.filter(action="account.ended", object_key=str(ngoc.pk)).count() == 1
    assert not IdentitySession.objects.exists()
    go(browser, provider)
    assert is_in(browser)


@pytest.mark.parametrize("sub", ["u-1", None], ids=["with the person", "alone"])
def test_named_session_ends_and_the_others_go_on(provider, browser, sub):
    second = came_in(provider, "s-2")

    tell(provider.logout_token(sid="s-2", sub=sub))

    assert (is_in(browser), is_in(second)) == (True, False)


def test_session_that_came_without_a_name_ends_with_any_of_the_person(provider, browser):
    unnamed = came_in(provider)

    tell(provider.logout_token(sid="s-9"))

    assert (is_in(browser), is_in(unnamed)) == (True, False)


def test_session_of_another_person_and_of_a_code_of_the_phone_go_on(provider, browser):
    link(factories.make_user("+84912345999", "Khác"), provider, "u-2")
    other, by_code = came_in(provider, "s-1", "u-2"), Client()
    prove_phone(by_code)
    provider.person = {"sub": "u-1"}

    tell(provider.logout_token(sid="s-1"))

    assert (is_in(browser), is_in(other), is_in(by_code)) == (False, True, True)


def test_browser_that_came_by_a_code_since_then_goes_on(provider, browser):
    browser.post("/tai-khoan/dang-xuat/")
    prove_phone(browser)

    tell(provider.logout_token())

    assert is_in(browser)


def test_session_ends_also_when_the_link_was_taken_away(provider, browser):
    browser.post(PAGE)

    tell(provider.logout_token())

    assert not is_in(browser)


def test_person_who_is_not_here_is_answered_calmly(provider, browser):
    assert tell(provider.logout_token(sub="nobody")).status_code == 200
    assert is_in(browser)


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "n"},
        {"events": None},
        {"events": {}},
        {"events": [fake.LOGOUT]},
        {"events": {fake.LOGOUT: "x"}},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"sub": None},
        {"jti": None},
        {"iat": None},
        {"exp": None},
        {"iss": "https://evil.example"},
        {"aud": "site-khac"},
        {"aud": [fake.CLIENT, "site-khac"]},
        {"iat": int(time.time()) + 3600},
        {"exp": int(time.time()) - 600},
        {"iat": int(time.time()) - 600},
    ],
    ids=["nonce", "no events", "empty", "list", "text", "other event", "nobody", "no jti", "no iat",
         "no exp", "issuer", "audience", "two", "future", "over", "old"],
)  # fmt: skip
def test_token_with_a_wrong_word_ends_nothing(provider, browser, changes):
    answer = tell(provider.logout_token(**changes))

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert is_in(browser)
    assert not UsedLogout.objects.exists()


@pytest.mark.parametrize("forged", ["key", "none", "type", "unknown key"])
def test_token_that_the_provider_did_not_sign_for_this_ends_nothing(provider, browser, forged):
    if forged == "key":
        provider.key = fake.OTHER_KEY
    elif forged == "none":
        provider.algorithm = "none"
    elif forged == "type":
        provider.logout_type = "at+jwt"
    else:
        provider.kid = "k9"

    assert tell(provider.logout_token()).status_code == 400
    assert is_in(browser)


def test_without_the_check_of_the_signature_a_forged_one_would_end_it(
    provider, browser, monkeypatch
):
    """Negative control."""
    provider.key = fake.OTHER_KEY
    monkeypatch.setattr(
        flow, "checked",
        lambda token, *_, **__: jwt.decode(token, options={"verify_signature": False}),
    )  # fmt: skip

    assert tell(provider.logout_token()).status_code == 200
    assert not is_in(browser)


@pytest.mark.parametrize("rubbish", ["", "x", "a.b.c", "x" * 9_000])
def test_rubbish_is_refused_without_asking_the_provider(provider, browser, rubbish):
    before = provider.asked_times

    assert tell(rubbish).status_code == 400
    assert provider.asked_times == before


def test_provider_is_not_asked_for_its_keys_each_time(provider, browser):
    tell(provider.logout_token(sub="nobody"))
    before = provider.asked_times

    assert tell(provider.logout_token()).status_code == 200
    assert provider.asked_times == before
    assert not is_in(browser)


def test_provider_that_is_down_is_a_refusal_and_the_token_counts_later(provider, browser):
    token = provider.logout_token()
    provider.status = 503
    assert tell(token).status_code == 400
    provider.status = 200

    assert tell(token).status_code == 200
    assert not is_in(browser)


def test_token_that_comes_again_ends_no_later_session(provider, browser):
    token = provider.logout_token()
    tell(token)
    go(browser, provider)

    assert tell(token).status_code == 400
    assert is_in(browser)


def test_without_its_mark_it_would(provider, browser, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(leaving, "_use_up", lambda claims, provider: None)
    token = provider.logout_token()
    tell(token)
    go(browser, provider)

    assert tell(token).status_code == 200
    assert not is_in(browser)


@pytest.mark.django_db(transaction=True)
def test_token_that_comes_four_times_at_once_counts_once(provider, browser):
    token = provider.logout_token()

    answers = at_once([lambda: tell(token)] * 4)

    assert sorted(one.status_code for one in answers) == [200, 400, 400, 400]
    assert not is_in(browser)


def test_nothing_readable_is_kept_and_it_goes(provider, browser, ngoc):
    tell(provider.logout_token(sid="s-2", jti="j-1"))
    kept = repr([*IdentitySession.objects.values(), *UsedLogout.objects.values()])
    with time_machine.travel(timezone.now() + timedelta(minutes=7)):
        assert leaving.forget_old() == 1
    erasing.ask(user=ngoc)

    assert not any(word in kept for word in ("u-1", "s-1", "j-1"))
    assert not IdentitySession.objects.exists()


def test_without_a_provider_there_is_no_such_address(client):
    assert client.post(ADDRESS, {"logout_token": "x"}).status_code == 404
    assert not User.objects.exists()
