"""Orders that nobody pays give their goods back; money that comes in the last second counts."""

import itertools
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from jobs import periodic
from shop.order import amendments
from shop.order.models import SellerOrder
from shop.payment import claims, expiry, inbox
from shop.payment.models import PaymentAttempt, PaymentCase
from tests.shop.payment import transfers

LATER = timedelta(minutes=31)


@pytest.fixture
def part(db, place):
    return transfers.waiting_part(place)


def stock_held(part):
    return part.lines.get().stockrecord.num_allocated


def expire(after=LATER):
    return expiry.expire_unpaid(timezone.now() + after)


def test_calls_off_what_nobody_paid(part):
    early, done, again = expire(timedelta(minutes=29)), expire(), expire()

    part.refresh_from_db()
    assert (early, done, again) == (0, 1, 0)
    assert (part.state, part.reason) == ("cancelled", "Hết giờ chuyển tiền")
    assert transfers.attempt_of(part).state == PaymentAttempt.State.EXPIRED
    assert stock_held(part) == 0
    assert not PaymentCase.objects.exists()


def test_keeps_what_is_paid_or_partly_paid(part):
    attempt = transfers.attempt_of(part)
    inbox.take(transfers.transfer(attempt, 1000))

    assert expire() == 0
    inbox.take(transfers.transfer(attempt, attempt.amount_vnd - 1000))
    assert expire() == 0
    part.refresh_from_db()
    assert (part.state, part.payment_state) == ("placed", "paid")


def test_waits_a_day_for_money_that_is_said_to_be_sent_then_asks_a_person(part):
    claims.claim_paid(seller_order=part)

    assert expire(timedelta(hours=23)) == 0
    assert not PaymentCase.objects.exists()
    assert expire(timedelta(hours=25)) == 0
    assert expire(timedelta(hours=26)) == 0

    part.refresh_from_db()
    case = PaymentCase.objects.get()
    assert (part.state, stock_held(part)) == ("placed", 2)
    assert (case.kind, case.amount_vnd, case.is_open) == ("under", part.total_vnd, True)


def test_keeps_asking_the_person_when_less_is_owed_meanwhile(part):
    claims.claim_paid(seller_order=part)
    expire(timedelta(hours=25))

    amendments.reduce(part, {part.lines.get().pk: 1})

    case = PaymentCase.objects.get()
    assert (case.kind, case.amount_vnd, case.is_open) == ("under", part.total_vnd, True)


def visits(order, count: int) -> list[PaymentAttempt]:
    """Return tries at a gateway that shoppers gave up."""
    now = timezone.now()
    return PaymentAttempt.objects.bulk_create(
        PaymentAttempt(
            order=order,
            gateway="vnpay",
            reference=f"visit-{number}",
            amount_vnd=1,
            created_at=now - timedelta(minutes=10, seconds=-number),
            expires_at=now,
        )
        for number in range(count)
    )


def test_asks_about_every_visit_though_others_never_end(part):
    tries, now = visits(part.order, 50), timezone.now()

    runs = [expiry.unsettled(now + run * timedelta(minutes=5)) for run in range(3)]

    assert [len(run) for run in runs] == [expiry.ASK_BATCH] * 3
    assert {one.pk for run in runs for one in run} == {one.pk for one in tries}


def test_does_not_wait_for_a_gateway_longer_than_other_jobs_can(part, monkeypatch):
    visits(part.order, 10)
    clock, asked = itertools.count(step=8), []
    monkeypatch.setattr(expiry.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(expiry, "_ask_gateway", lambda attempt: asked.append(attempt) or False)

    expiry.reconcile_gateways()

    assert len(asked) == 2


def test_goes_on_after_an_order_that_cannot_be_called_off(part, place, monkeypatch):
    other = transfers.waiting_part(place)
    real = expiry.moves.cancel

    def break_once(*, seller_order, **words):
        if seller_order.pk == part.pk:
            raise RuntimeError("broken")
        return real(seller_order=seller_order, **words)

    monkeypatch.setattr(expiry.moves, "cancel", break_once)

    assert expire() == 1
    other.refresh_from_db()
    assert other.state == "cancelled"


def test_runs_by_the_clock():
    jobs = periodic._registered

    assert jobs["payment.expire_unpaid"].seconds == 30
    assert "payment.reconcile_gateways" in jobs


def pay_and_expire(part):
    """Let the money and the end of the hour come at the same moment."""
    start, problems = threading.Barrier(2), []
    notice = transfers.transfer(transfers.attempt_of(part))
    jobs = (lambda: inbox.take(notice), lambda: expire())

    def run(job):
        start.wait()
        try:
            job()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return problems


def is_right(part):
    """Say whether an order is paid and alive, or called off with its money in the queue."""
    part = SellerOrder.objects.get(pk=part.pk)
    kinds = list(part.payment_cases.filter(is_open=True).values_list("kind", flat=True))
    if part.state == "placed":
        return (part.payment_state, kinds) == ("paid", [])
    return (part.state, kinds) == ("cancelled", ["late"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", range(6))
def test_either_pays_or_calls_off_never_both(place, run):
    part = transfers.waiting_part(place)

    problems = pay_and_expire(part)

    assert problems == []
    assert is_right(part)


def pay_after_the_list_is_read(monkeypatch, part):
    """Let the money come between the list of overdue orders and the first of them."""
    notice, overdue = transfers.transfer(transfers.attempt_of(part)), expiry.overdue

    def read(now):
        found = overdue(now)
        inbox.take(notice)
        return found

    monkeypatch.setattr(expiry, "overdue", read)


def test_leaves_an_order_alone_that_is_paid_after_the_list_was_read(part, monkeypatch):
    pay_after_the_list_is_read(monkeypatch, part)

    assert expire() == 0
    assert is_right(part)


def test_calls_off_a_paid_order_without_the_second_look(part, monkeypatch):
    """Negative control: trusting the list, the order is paid and called off."""
    pay_after_the_list_is_read(monkeypatch, part)
    monkeypatch.setattr(expiry, "is_still_unpaid", lambda part, now: True)

    assert expire() == 1
    assert not is_right(part)
