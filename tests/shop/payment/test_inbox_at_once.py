"""R3: the same money told many times, by many at once, counts once. SQLite and PostgreSQL."""

import random
import threading
import uuid
from dataclasses import replace

import pytest
from django.db import connection

from shop.order.models import SellerOrder
from shop.payment import inbox, ledger
from shop.payment.models import LedgerEntry, PaymentCase, PaymentInbox, Transaction
from tests.factories import make_listing
from tests.shop.payment import transfers

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 5


def in_threads(notices):
    """Take all notices in five threads; return what each gave or raised."""
    piles, results = [notices[n::THREADS] for n in range(THREADS)], []
    start = threading.Barrier(THREADS)

    def run(pile):
        start.wait()
        try:
            for notice in pile:
                try:
                    results.append(inbox.take_once(notice))
                except Exception as problem:
                    results.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(pile,)) for pile in piles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return results


def told_many_times(place, *, payments: int, copies: int):
    """Return the parts that wait, and the notices of their money, copied and shuffled."""
    product = make_listing(transfers.paid_seller(), price_vnd=10_000, stock=2 * payments)
    parts = [transfers.order_of(place, product) for _ in range(payments)]
    once = [transfers.transfer(transfers.attempt_of(part)) for part in parts]
    notices = [notice for notice in once for _ in range(copies)]
    random.Random(3).shuffle(notices)
    return parts, notices


def assert_each_is_paid_once(place, payments):
    parts, notices = told_many_times(place, payments=payments, copies=10)

    results = in_threads(notices)

    assert [r for r in results if isinstance(r, Exception)] == []
    assert len(results) == payments * 10
    assert sum(r.is_first for r in results) == payments
    assert {r.outcome for r in results} == {"matched"}
    assert Transaction.objects.count() == PaymentInbox.objects.count() == payments
    assert LedgerEntry.objects.filter(kind="receipt").count() == payments
    books = ledger.balances(part.pk for part in parts)
    assert {(b.due_vnd, b.is_balanced) for b in books.values()} == {(0, True)}
    assert set(SellerOrder.objects.values_list("payment_state", flat=True)) == {"paid"}
    assert not PaymentCase.objects.exists()


def test_counts_every_payment_once_however_often_it_is_told(place):
    assert_each_is_paid_once(place, payments=8)


@pytest.mark.slow
@pytest.mark.parametrize("run", range(1, 4))
def test_counts_a_hundred_payments_once_each(place, run):
    assert_each_is_paid_once(place, payments=100)


def test_counts_money_again_without_the_unique_keys(place, monkeypatch):
    """Negative control: where no copy is known by its reference, each one counts."""
    parts, notices = told_many_times(place, payments=2, copies=5)
    keep = inbox.keep

    def keep_anything(notice):
        return keep(replace(notice, reference=uuid.uuid4().hex))

    monkeypatch.setattr(inbox, "keep", keep_anything)
    monkeypatch.setattr(
        "shop.payment.matching.money.receive",
        lambda real=inbox.matching.money.receive, **words: real(
            **words | {"reference": uuid.uuid4().hex}
        ),
    )

    in_threads(notices)

    books = ledger.balances(part.pk for part in parts)
    assert any(b.received_vnd > b.charged_vnd for b in books.values())


def test_lets_success_win_whatever_came_first(place):
    part = transfers.waiting_part(place, price_vnd=10_000)
    attempt = transfers.attempt_of(part)
    told = transfers.transfer(attempt, provider="vietqr")
    news = [
        replace(told, attempt=attempt.reference, reference=name, is_paid=name == "yes")
        for name in ("no", "yes", "not any more")
    ]

    results = in_threads(news * 5)

    part.refresh_from_db()
    attempt.refresh_from_db()
    assert [r for r in results if isinstance(r, Exception)] == []
    assert (part.payment_state, attempt.state) == ("paid", "paid")
    assert Transaction.objects.count() == 1
