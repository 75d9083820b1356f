"""Every word of the provider is checked, and each check alone keeps somebody out."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.openid import flow
from tests import openid_provider as fake
from tests.accounts.openid.walking import BACK, go, leave, link, who

pytestmark = pytest.mark.django_db
NOW = int(time.time())


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
