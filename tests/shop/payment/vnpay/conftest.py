"""An order to pay at VNPAY, a contract, and the simulator."""

import json

import pytest
from django.test import Client

from shop.payment.vnpay import gateway, messages
from tests.factories import make_basket, make_listing, make_seller, make_user
from tests.shop.payment.vnpay.visits import SECRET


@pytest.fixture(autouse=True)
def contract(settings, tmp_path):
    settings.EMBEDDED = True
    settings.VAR_DIR = tmp_path
    settings.VNPAY_TMN_CODE = "TNSAN001"
    settings.VNPAY_HASH_SECRET = SECRET
    settings.VNPAY_PAY_URL = "/_vnpay/thanh-toan/"


@pytest.fixture
def api(settings, client, monkeypatch):
    """The interface of the simulator, without a network."""
    settings.VNPAY_API_URL = "http://127.0.0.1/_vnpay/api/"
    asked = []

    def post(words):
        asked.append(words)
        sent = client.post("/_vnpay/api/", json.dumps(words), content_type="application/json")
        answer = sent.json()
        messages.check_answer(answer, gateway.merchant())
        return answer

    monkeypatch.setattr(gateway, "_post", post)
    return asked


@pytest.fixture
def shopper():
    return make_user()


@pytest.fixture
def order(place, shopper):
    """An order of two sellers, to be paid at VNPAY."""
    tea = make_listing(make_seller(), price_vnd=150_000, stock=10)
    noodles = make_listing(make_seller("HTX miến"), "Miến dong", price_vnd=90_000, stock=5)
    return place(make_basket((tea, 2), (noodles, 1)), user=shopper, pay_with="vnpay")


@pytest.fixture
def browser(shopper):
    browser = Client(enforce_csrf_checks=False)
    browser.force_login(shopper)
    return browser
