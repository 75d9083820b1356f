"""A new way to pay is one module and one line of settings. This module is such a gateway."""

import hmac
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shop.order.models import SellerOrder
from shop.order.placing import PaymentNotOffered
from shop.order.states import PaymentMethod
from shop.payment import attempts, gateways, ledger
from shop.payment.gateways import BadNotice, ForgedNotice, Notice
from shop.payment.models import PaymentAttempt, PaymentInbox
from tests.factories import make_basket, make_listing, make_seller
from tests.shop.payment import transfers

pytestmark = pytest.mark.django_db

CODE = "wallet"
LABEL = "Ví thử"
NOTE = "Trả bằng ví."
METHOD = PaymentMethod.GATEWAY
KEY = "khoa-vi"


def missing(partners):
    return "" if all(partner.phone for partner in partners) else "Thiếu số điện thoại."


def create(order, parts):
    attempts.begin(
        order=order,
        gateway=CODE,
        reference=f"W{order.number}",
        amount_vnd=order.total_incl_tax,
        within=transfers.timedelta(minutes=10),
    )


def pay_url(order, *, ip):
    return f"https://wallet.example.vn/{order.number}"


def verify(request):
    if not hmac.compare_digest(request.headers.get("X-Key", ""), KEY):
        raise ForgedNotice
    try:
        amount = int(request.POST["amount"])
    except (KeyError, ValueError):
        raise BadNotice("amount") from None
    return Notice(
        provider=CODE,
        reference=request.POST["id"],
        amount_vnd=amount,
        is_paid=True,
        raw=request.POST.urlencode(),
        attempt=request.POST["order"],
    )


def query(attempt):
    return None


def refund(attempt, *, amount_vnd, key):
    return None


@pytest.fixture(autouse=True)
def only_this_gateway(settings):
    settings.PAYMENT_GATEWAYS = [__name__]


@pytest.fixture
def order(place):
    tea = make_listing(make_seller(), price_vnd=150_001, stock=10)
    noodles = make_listing(make_seller("HTX miến"), "Miến dong", price_vnd=89_999, stock=5)
    return place(make_basket((tea, 2), (noodles, 1)), pay_with="wallet")


def tell(client, order, amount, key=KEY):
    data = {"id": "T1", "order": f"W{order.number}", "amount": amount}
    return client.post("/api/v1/webhooks/wallet", data, headers={"X-Key": key}).status_code


def test_takes_an_order_from_the_button_to_the_money(client, order):
    codes = [tell(client, order, int(order.total_incl_tax)) for _ in range(3)]

    parts = list(order.seller_orders.all())
    assert codes == [200, 200, 200]
    assert {part.payment_state for part in parts} == {"paid"}
    assert [ledger.balance_of(part).at_gateway_vnd for part in parts] == [
        part.total_vnd for part in parts
    ]
    assert PaymentAttempt.objects.get().state == "paid"


def test_shares_another_amount_to_the_dong(client, order):
    tell(client, order, int(order.total_incl_tax) - 1)

    books = ledger.balances(order.seller_orders.values_list("pk", flat=True))
    assert sum(book.received_vnd for book in books.values()) == order.total_incl_tax - 1
    assert "under" in PaymentInbox.objects.get().outcome
    assert order.seller_orders.filter(payment_cases__is_open=True).exists()


def test_refuses_what_the_gateway_did_not_send(client, order):
    assert tell(client, order, 1, key="doan-mo") == 401
    assert tell(client, order, "x") == 400
    assert client.post("/api/v1/webhooks/momo").status_code == 404
    assert not PaymentInbox.objects.exists()


def test_offers_nothing_that_is_not_in_the_settings(place, order):
    product = make_listing(make_seller(), stock=10)

    assert [way.CODE for way in gateways.gateways()] == ["wallet"]
    with pytest.raises(PaymentNotOffered):
        place(make_basket((product, 1)), pay_with="cod")


def test_names_the_seller_who_cannot_be_paid(place, settings):
    settings.PAYMENT_GATEWAYS = ["shop.payment.vietqr.gateway"]
    product = make_listing(make_seller("HTX chưa có tài khoản"), stock=10)

    with pytest.raises(PaymentNotOffered, match="HTX chưa có tài khoản"):
        place(make_basket((product, 1)), pay_with="vietqr")
    assert not SellerOrder.objects.exists()


def test_pays_into_the_newest_account_that_counts_already(place, settings):
    settings.PAYMENT_GATEWAYS = ["shop.payment.vietqr.gateway"]
    seller = transfers.paid_seller()
    newest = transfers.give_account(seller.partner)
    later = transfers.give_account(seller.partner)
    later.usable_from = transfers.timezone.now() + transfers.timedelta(days=1)
    later.save()
    gone = transfers.give_account(seller.partner)
    gone.withdrawn_at = transfers.timezone.now()
    gone.save()

    part = transfers.order_of(place, make_listing(seller, stock=10))

    assert transfers.attempt_of(part).bank_account == newest.number


@pytest.mark.parametrize(
    ("embedded", "page"), [("True", "/_vnpay/thanh-toan/ 64"), ("False", " 0")]
)
def test_plays_vnpay_by_default_on_machines_for_trying_out_only(embedded, page):
    foreign = {"VNPAY_TMN_CODE", "VNPAY_PAY_URL", "VNPAY_HASH_SECRET", "DEBUG"}
    env = {key: value for key, value in os.environ.items() if key not in foreign}
    script = "from marketplace.settings import payments as p; "
    script += "print(p.VNPAY_PAY_URL, len(p.VNPAY_HASH_SECRET))"

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).resolve().parents[3],
        env=env | {"EMBEDDED": embedded, "SECRET_KEY": "x", "DEBUG": "False"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.rstrip("\n") == page
