"""Sellers sign in at a provider of e-identities."""

import re
import time
from html import unescape

import pytest
from django.urls import reverse

from accounts.openid import asking
from accounts.openid.provider import Provider
from sellers.models import IdentityCheck
from tests import factories
from tests import openid_provider as fake

pytestmark = pytest.mark.django_db
BACK, LEAVE = "/ban-hang/xac-thuc/ve/", "/ban-hang/xac-thuc/di/"


@pytest.fixture
def provider(settings):
    with fake.running() as one:
        settings.IDENTITY_OIDC = settings.IDENTITY_OIDC | {
            "issuer": one.issuer,
            "client_id": fake.CLIENT,
            "client_secret": "bí mật",
            "levels": ["2", "3"],
            "allow_loopback": True,
        }
        yield one


@pytest.fixture
def seller(client):
    made = factories.make_seller(
        "Hộ bà Ngọc", may_sell=False, identity="unverified", representative="Trần Thị Ngọc"
    )
    client.force_login(factories.owner_of(made))
    return made


def leave(client) -> str:
    html = client.post(LEAVE).content.decode()
    return unescape(re.search(r'href="(http://127\.0\.0\.1[^"]+)"', html)[1])


def come_back(client, answer: dict) -> str:
    client.get(BACK, answer)
    return client.post(BACK, answer, follow=True).content.decode()


def test_right_sign_in_confirms_the_seller_and_keeps_no_identifier(client, provider, seller):
    assert "Xác thực bằng VNeID" in client.get("/ban-hang/xac-thuc/").content.decode()

    html = come_back(client, provider.sign_in(leave(client)))

    seller.refresh_from_db()
    seller.partner.refresh_from_db()
    check = IdentityCheck.objects.get()
    assert "Đã xác thực." in html
    assert (seller.identity, seller.partner.may_sell) == ("verified", True)
    assert (check.provider, check.level, check.state) == ("oidc", "2", "confirmed")
    assert "u-1" not in check.subject_mark


def test_opening_the_way_back_changes_nothing(client, provider, seller):
    answer = provider.sign_in(leave(client))

    for _ in range(2):
        assert client.get(BACK, answer).status_code == 200

    assert not IdentityCheck.objects.exists()
    assert "Đã xác thực." in come_back(client, answer)


NOW = int(time.time())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nonce": "khác"}, "Chưa xác thực được"),
        ({"nonce": ""}, "Chưa xác thực được"),
        ({"exp": NOW - 600, "iat": NOW - 900}, "Chưa xác thực được"),
        ({"iat": NOW + 3600}, "Chưa xác thực được"),
        ({"aud": "site-khac"}, "Chưa xác thực được"),
        ({"aud": [fake.CLIENT, "site-khac"]}, "Chưa xác thực được"),
        ({"azp": "site-khac"}, "Chưa xác thực được"),
        ({"iss": "https://evil.example"}, "Chưa xác thực được"),
        ({"acr": "1"}, "chưa đủ mức 2"),
        ({"name": ""}, "chưa cho biết họ tên"),
        ({"name": "Lê Văn Khác"}, "gian hàng ghi người đại diện là"),
    ],
    ids=["nonce", "no nonce", "expired", "future", "audience", "two", "azp", "issuer", "level",
         "no name", "other name"],
)  # fmt: skip
def test_token_with_a_wrong_word_is_refused(client, provider, seller, changes, words):
    provider.changes = changes

    html = come_back(client, provider.sign_in(leave(client)))

    seller.refresh_from_db()
    assert words in html
    assert seller.identity == "unverified"
    assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize("forged", ["key", "none"])
def test_token_that_the_provider_did_not_sign_is_refused(client, provider, seller, forged):
    if forged == "key":
        provider.key = fake.OTHER_KEY
    else:
        provider.algorithm = "none"

    assert "Chưa xác thực được" in come_back(client, provider.sign_in(leave(client)))
    assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"state": "khác"}, {"state": ""}, {"code": "đoán"}, {"iss": "https://evil.example"},
              {"error": "access_denied"}],
    ids=["state", "no state", "code", "issuer", "declined"],
)  # fmt: skip
def test_answer_with_a_wrong_word_is_refused_and_spent(client, provider, seller, wrong):
    right = provider.sign_in(leave(client))

    come_back(client, right | wrong)
    come_back(client, right)  # the state of this browser is gone

    assert not IdentityCheck.objects.exists()


def test_answer_of_another_browser_is_refused(client, provider, seller):
    from django.test import Client

    stolen = provider.sign_in(leave(client))
    victim = factories.make_seller("HTX khác", identity="unverified")
    browser = Client()
    browser.force_login(factories.owner_of(victim))

    browser.post(BACK, stolen)

    assert not IdentityCheck.objects.exists()


def test_one_identity_stands_for_one_seller(client, provider, seller):
    come_back(client, provider.sign_in(leave(client)))
    other = factories.make_seller("Hộ khác", identity="unverified", representative="Trần Thị Ngọc")
    client.force_login(factories.owner_of(other))

    html = come_back(client, provider.sign_in(leave(client)))

    assert "đã xác thực cho gian hàng khác" in html
    assert IdentityCheck.objects.count() == 1


def test_without_a_provider_only_the_commune_is_offered(client, seller):
    html = client.get("/ban-hang/xac-thuc/").content.decode()

    assert "Nhờ cán bộ xã kiểm tra" in html
    assert "VNeID</button>" not in html
    assert client.post(reverse("sellers:identity-leave")).status_code == 404


def test_provider_that_is_down_is_said_in_words(client, provider, seller, settings):
    settings.IDENTITY_OIDC = settings.IDENTITY_OIDC | {"issuer": "http://127.0.0.1:9"}

    html = client.post(LEAVE, follow=True).content.decode()

    assert "không trả lời" in html


@pytest.mark.parametrize(
    "url",
    ["http://id.example/x", "http://127.0.0.1/x", "https://a@b.example/", "file:///etc/passwd"],
)
def test_only_tls_is_asked(url):
    assert not asking.is_allowed(url, provider=Provider("https://id.example", "x", "", "openid"))
