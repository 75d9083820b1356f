"""Our clock and that of VNPAY differ, or ours is set back: dates stay right, money counts (R30)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import timezone

from common.dates import VIETNAM
from shop.payment import expiry, ledger
from shop.payment.models import PaymentAttempt, PaymentCase
from shop.payment.vnpay import messages
from tests.shop.payment.vnpay.visits import attempt_of, go, ipn_query, send

pytestmark = pytest.mark.django_db
#: The evening of 22/11 in London is the morning of 23/11 in Vietnam.
TRUE = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


def words_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def read(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM)


def is_paid(order) -> bool:
    return {ledger.balance_of(part).due_vnd for part in order.seller_orders.all()} == {0}


@pytest.mark.parametrize("minutes", [-10, 0, 10])
def test_dates_are_those_of_vietnam_and_end_after_they_begin(request, browser, minutes):
    ours = TRUE + timedelta(minutes=minutes)
    with time_machine.travel(ours, tick=False):
        order = request.getfixturevalue("order")
        words = words_of(go(browser, order))

    begun, ended = read(words["vnp_CreateDate"]), read(words["vnp_ExpireDate"])
    attempt = PaymentAttempt.objects.get(reference=words["vnp_TxnRef"])
    assert begun == ours
    assert words["vnp_CreateDate"].startswith("20261123")
    assert timedelta(minutes=5) <= ended - begun <= timedelta(minutes=30)
    # Goods are held at least as long as VNPAY takes the money.
    assert attempt.expires_at >= ended


@pytest.mark.parametrize("minutes", [-10, 10])
def test_money_counts_whichever_clock_is_ahead(request, client, browser, minutes):
    with time_machine.travel(TRUE + timedelta(minutes=minutes), tick=False) as ours:
        order = request.getfixturevalue("order")
        go(browser, order)
        ours.shift(timedelta(minutes=4))
        paid_at = messages.stamp(TRUE + timedelta(minutes=4))

        code = send(client, ipn_query(attempt_of(order), vnp_PayDate=paid_at))
        expired = expiry.expire_unpaid(timezone.now() + timedelta(hours=2))

    assert (code, expired) == ("00", 0)
    assert is_paid(order)
    assert not PaymentCase.objects.filter(is_open=True).exists()


def test_a_clock_that_is_set_back_neither_loses_money_nor_gives_goods_away(
    request, client, browser
):
    with time_machine.travel(TRUE, tick=False) as ours:
        order = request.getfixturevalue("order")
        go(browser, order)
        held_until = attempt_of(order).expires_at
        ours.shift(timedelta(minutes=-5))

        early = expiry.expire_unpaid(timezone.now())
        ours.move_to(held_until - timedelta(seconds=1))
        still = expiry.expire_unpaid(timezone.now())
        code = send(client, ipn_query(attempt_of(order)))

    assert (early, still, code) == (0, 0, "00")
    assert is_paid(order)
    history = [event.at for part in order.seller_orders.all() for event in part.events.all()]
    assert all(at >= order.date_placed - timedelta(minutes=5) for at in history)
