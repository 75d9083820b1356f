"""The webhook of the bank feed: genuine news counts, everything else changes nothing."""

import json
import time

import pytest
from django.test import Client

from shop.payment import bank_feed
from shop.payment.gateways import BadNotice
from shop.payment.models import PaymentCase, PaymentInbox, Transaction
from tests.shop.payment import transfers
from tests.shop.payment.transfers import send_sepay, sepay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def secrets(settings):
    settings.BANK_FEED_SECRETS = [transfers.SECRET, "khoa-cu"]


@pytest.fixture
def client():
    """A caller without cookies, whom CSRF protection would refuse."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def part(place):
    return transfers.waiting_part(place)


@pytest.fixture
def attempt(part):
    return transfers.attempt_of(part)


def is_untouched(part):
    part.refresh_from_db()
    nothing = not (PaymentInbox.objects.exists() or Transaction.objects.exists())
    return nothing and not PaymentCase.objects.exists() and part.payment_state == "unpaid"


def test_pays_an_order_by_a_signed_notice(client, part, attempt):
    answer = send_sepay(client, sepay(attempt))

    part.refresh_from_db()
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert part.payment_state == "paid"
    row = PaymentInbox.objects.get()
    assert row.occurred_at.isoformat() == "2026-11-22T16:59:30+00:00"


def test_answers_a_repeated_notice_alike_and_counts_it_once(client, part, attempt):
    body = sepay(attempt)

    answers = [send_sepay(client, body) for _ in range(4)]

    assert {(a.status_code, a.json()["success"]) for a in answers} == {(200, True)}
    assert Transaction.objects.get().amount == part.total_vnd


def test_believes_the_old_secret_while_it_is_listed(client, part, attempt, settings):
    assert send_sepay(client, sepay(attempt), secret="khoa-cu").status_code == 200

    settings.BANK_FEED_SECRETS = [transfers.SECRET]
    assert send_sepay(client, sepay(attempt), secret="khoa-cu").status_code == 401


@pytest.mark.parametrize("drift", [-299, 299])
def test_forgives_clocks_that_are_five_minutes_off(client, attempt, drift):
    assert send_sepay(client, sepay(attempt), at=time.time() + drift).status_code == 200


@pytest.mark.parametrize("drift", [-302, 302, -86_400])
def test_refuses_a_replayed_notice(client, part, attempt, drift):
    answer = send_sepay(client, sepay(attempt), at=time.time() + drift)

    assert answer.status_code == 401
    assert is_untouched(part)


def forgeries(attempt):
    raw = json.dumps(sepay(attempt)).encode()
    stamp = str(int(time.time()))
    good = bank_feed.signature(transfers.SECRET, stamp, raw)
    flipped = f"{good[:-1]}{'0' if good[-1] != '0' else '1'}"
    wrong = [
        "",
        "sha256=",
        flipped,
        good[:-2],
        good.removeprefix("sha256="),
        good + "0",
        good.replace("sha256", "sha1"),
        bank_feed.signature("", stamp, raw),
        bank_feed.signature("doan-mo", stamp, raw),
        bank_feed.signature(transfers.SECRET, "", raw),
        bank_feed.signature(transfers.SECRET, str(int(stamp) + 1), raw),
        "é" * 20,
    ]
    yield from ((raw, {"signature": one, "at": int(stamp)}) for one in wrong)
    for place in range(0, len(raw), max(1, len(raw) // 12)):
        changed = bytearray(raw)
        changed[place] ^= 1
        yield bytes(changed), {"signature": good, "at": int(stamp)}


def test_refuses_every_forged_notice_without_a_trace(client, part, attempt, caplog):
    tried = list(forgeries(attempt))

    codes = {send_sepay(client, raw, **how).status_code for raw, how in tried}

    assert len(tried) >= 24
    assert codes == {401}
    assert is_untouched(part)
    assert attempt.reference not in caplog.text


@pytest.mark.parametrize(
    "changes",
    [
        {"transferAmount": "300000"},
        {"transferAmount": -1},
        {"transferAmount": 0},
        {"transferAmount": 10**14},
        {"transferAmount": True},
        {"transferAmount": 1.5},
        {"id": None},
        {"id": ""},
        {"transferType": "inout"},
        {"content": 5},
        {"transactionDate": "22/11/2026"},
        {"accountNumber": None},
    ],
    ids=str,
)
def test_refuses_signed_nonsense(client, part, attempt, changes):
    answer = send_sepay(client, sepay(attempt) | changes)

    assert answer.status_code == 400
    assert is_untouched(part)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"\xff\xfe", b"{", b'{"id":1,"id":2}', b'{"id":NaN}', b"[" * 50_000]
)
def test_refuses_signed_bodies_that_are_no_message(raw):
    with pytest.raises(BadNotice):
        bank_feed.read(raw)


def test_refuses_a_body_of_more_than_64_kilobytes(client, part, attempt):
    answer = send_sepay(client, sepay(attempt, content="x" * 70_000))

    assert answer.status_code == 400
    assert is_untouched(part)


def test_keeps_text_that_no_database_takes(client, part, attempt):
    content = f"a\x00b \ud800 TNDH{attempt.reference}"

    assert send_sepay(client, sepay(attempt, content=content)).status_code == 200
    part.refresh_from_db()
    assert part.payment_state == "paid"


def test_does_not_exist_without_a_secret(client, part, attempt, settings):
    settings.BANK_FEED_SECRETS = []

    assert send_sepay(client, sepay(attempt), secret="").status_code == 404
    assert not bank_feed.is_signed("1", b"x", bank_feed.signature("", "1", b"x"))
    assert is_untouched(part)


def test_takes_notices_by_post_only(client):
    assert client.get("/api/v1/webhooks/bank").status_code == 405
