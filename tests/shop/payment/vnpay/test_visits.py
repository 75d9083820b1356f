"""A visit to VNPAY from the button to the money, played by the simulator."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from jobs import outbox
from jobs.models import Outbox
from shop.order import amendments, moves
from shop.order.models import SellerOrder
from shop.order.placing import MAX_ORDER_VND
from shop.payment import ledger, shares
from shop.payment.models import PaymentAttempt, PaymentInbox
from shop.payment.vnpay import gateway
from tests.shop.payment.vnpay.visits import attempt_of, go

pytestmark = pytest.mark.django_db
State = PaymentAttempt.State


def test_asks_for_the_whole_order_once(order):
    attempt = PaymentAttempt.objects.get()

    assert attempt.reference == f"{order.number}-1"
    assert attempt.amount_vnd == order.total_incl_tax
    assert attempt.expires_at - attempt.created_at == timedelta(minutes=15)
    assert {part.pay_by for part in order.seller_orders.all()} == {attempt.expires_at}


def test_leads_to_vnpay_and_back_to_a_paid_order(browser, order):
    address = go(browser, order)
    shown = browser.get(address)
    back = browser.post(address, {"choice": "ok"})

    query = parse_qs(urlsplit(address).query)
    assert query["vnp_Amount"] == [f"{int(order.total_incl_tax)}00"]
    assert "không mất tiền thật" in shown.content.decode()
    page = browser.get(back.url).content.decode()
    assert "Đã trả tiền xong" in page
    assert f"/don-hang/{order.number}/" in page
    parts = list(order.seller_orders.all())
    assert {part.payment_state for part in parts} == {"paid"}
    assert [ledger.balance_of(part).at_gateway_vnd for part in parts] == [
        part.total_vnd for part in parts
    ]


@pytest.mark.parametrize(
    ("choice", "words", "state", "rows"),
    [
        ("ok", "Đã trả tiền xong", State.PAID, 1),
        ("twice", "Đã trả tiền xong", State.PAID, 1),
        ("cancel", "Chưa trả được", State.FAILED, 1),
        ("error", "Chưa trả được", State.FAILED, 1),
        ("late", "Đang chờ VNPAY xác nhận", State.AWAITING, 0),
        ("held", "VNPAY đang kiểm tra", State.CLAIMED, 1),
    ],
)
def test_shows_how_the_visit_ended(browser, order, choice, words, state, rows):
    back = browser.post(go(browser, order), {"choice": choice})

    assert words in browser.get(back.url).content.decode()
    assert attempt_of(order).state == state
    assert PaymentInbox.objects.count() == rows


def test_hears_of_the_money_later(browser, order):
    browser.post(go(browser, order), {"choice": "late"})
    Outbox.objects.filter(kind="vnpay-simulator").update(not_before=timezone.now())

    outbox.drain()

    assert attempt_of(order).state == State.PAID


def test_offers_another_try_after_a_failure(browser, order):
    browser.post(go(browser, order), {"choice": "cancel"})

    browser.post(go(browser, order), {"choice": "ok"})

    references = list(PaymentAttempt.objects.order_by("pk").values_list("reference", "state"))
    assert references == [(f"{order.number}-1", "failed"), (f"{order.number}-2", "paid")]
    assert set(order.seller_orders.values_list("payment_state", flat=True)) == {"paid"}


def test_uses_the_same_try_while_it_is_open(browser, order):
    assert go(browser, order) == go(browser, order)
    assert PaymentAttempt.objects.count() == 1


def test_asks_only_for_what_is_still_wanted(browser, order):
    browser.post(go(browser, order), {"choice": "error"})
    first, second = order.seller_orders.order_by("number")
    moves.cancel(seller_order=first)

    go(browser, order)

    assert attempt_of(order).amount_vnd == second.total_vnd


def test_asks_for_less_once_a_part_is_called_off_on_the_way(browser, order):
    go(browser, order)
    first, second = order.seller_orders.order_by("number")
    moves.cancel(seller_order=first)

    browser.post(go(browser, order), {"choice": "ok"})

    second.refresh_from_db()
    assert attempt_of(order).amount_vnd == second.total_vnd
    assert (second.payment_state, ledger.balance_of(first).received_vnd) == ("paid", 0)


def test_leads_nobody_to_vnpay_for_an_order_that_is_over(browser, order):
    for part in order.seller_orders.all():
        moves.cancel(seller_order=part)

    path = f"/thanh-toan/vnpay/{order.number}/"

    assert browser.get(path).url == browser.post(path).url == order.get_absolute_url()


def test_gives_up_after_five_tries(browser, order):
    for _ in range(5):
        browser.post(go(browser, order), {"choice": "cancel"})

    page = browser.post(f"/thanh-toan/vnpay/{order.number}/")

    assert page.url == order.get_absolute_url()
    assert PaymentAttempt.objects.count() == 5


def test_lets_only_those_pay_who_see_the_order(client, order):
    path = f"/thanh-toan/vnpay/{order.number}/"

    assert client.post(path).status_code == client.get(path).status_code == 404
    assert client.post(path, {"k": order.token}).status_code == 302
    assert client.get(path, {"k": order.token}).status_code == 200


@pytest.mark.parametrize("name", ["VNPAY_TMN_CODE", "VNPAY_HASH_SECRET", "VNPAY_PAY_URL"])
def test_is_not_offered_without_a_contract(settings, name):
    assert gateway.missing([]) == ""

    setattr(settings, name, "")
    assert "VNPAY" in gateway.missing([])


@pytest.mark.parametrize(
    ("embedded", "pay_url"),
    [(False, "/_vnpay/thanh-toan/"), (True, "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html")],
)
def test_plays_the_gateway_on_machines_for_trying_out_only(client, settings, embedded, pay_url):
    settings.EMBEDDED, settings.VNPAY_PAY_URL = embedded, pay_url

    assert client.get("/_vnpay/thanh-toan/").status_code == 404
    assert client.post("/_vnpay/api/", "{}", content_type="application/json").status_code == 404


def test_plays_the_gateway_for_signed_visits_only(client):
    assert client.get("/_vnpay/thanh-toan/?vnp_Amount=100").status_code == 400


def test_asks_for_less_when_the_order_became_smaller(browser, order):
    part = order.seller_orders.order_by("number").first()
    line = part.lines.get()

    amendments.reduce(part, {line.pk: 1})

    order.refresh_from_db()
    newest = attempt_of(order)
    assert newest.reference == f"{order.number}-2"
    assert newest.amount_vnd == sum(p.total_vnd for p in order.seller_orders.all())
    browser.post(go(browser, order), {"choice": "ok"})
    assert set(order.seller_orders.values_list("payment_state", flat=True)) == {"paid"}


def test_is_offered_for_as_many_sellers_as_one_try_can_note():
    longest = PaymentAttempt._meta.get_field("payload").max_length
    parts = [SellerOrder(pk=999_999_900 + n) for n in range(gateway.MAX_SELLERS)]

    assert gateway.missing(parts * 2) == ""
    assert "chia làm hai đơn" in gateway.missing([*parts, SellerOrder(pk=1)])
    assert len(shares.note(parts, [MAX_ORDER_VND] * len(parts))) <= longest
