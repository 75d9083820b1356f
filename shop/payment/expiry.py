"""The end of waiting for money: orders that nobody paid give their goods back."""

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shop.order import moves
from shop.order.models import SellerOrder
from shop.order.states import PREPAID, PaymentMethod, PaymentState, SellerOrderState
from shop.payment import attempts, cases, inbox, ledger, money, notices
from shop.payment.gateways import gateway
from shop.payment.models import PaymentAttempt, PaymentCase

log = logging.getLogger(__name__)
State = PaymentAttempt.State

NOTE = "Hết giờ chuyển tiền"
#: So many at once; the next run takes the rest.
BATCH = 200
#: A gateway is asked about a try that is older than this, until a day after its end.
ASK_AFTER_S = 120
ASK_UNTIL_S = 24 * 3600
ASK_BATCH = 20
ASK_EVERY_S = 300
#: One run asks no longer than this: the jobs after it wait.
ASK_FOR_S = 20


def expire_unpaid(now: datetime | None = None) -> int:
    """Call off prepaid seller orders whose time is over without any money; return how many.

    Where somebody says that the money is sent, a case is opened instead.
    """
    now = now or timezone.now()
    return sum(_expire_safely(pk, now) for pk in overdue(now))


def overdue(now: datetime) -> list[int]:
    """Return the seller orders whose time to pay is over, the longest overdue first."""
    rows = SellerOrder.objects.filter(
        pay_by__lte=now,
        state=SellerOrderState.PLACED,
        payment_method__in=PREPAID,
        payment_state=PaymentState.UNPAID,
        is_demo=False,
    )
    return list(rows.order_by("pay_by").values_list("pk", flat=True)[:BATCH])


def _expire_safely(pk: int, now: datetime) -> bool:
    try:
        return _expire(pk, now)
    except Exception:  # one bad order must not keep the goods of the others
        log.exception("payment: order %s not expired", pk)
        return False


@transaction.atomic
def _expire(pk: int, now: datetime) -> bool:
    """Call one off, unless its money came since the list was read."""
    part = money.lock(SellerOrder.objects.get(pk=pk))
    if not is_still_unpaid(part, now):
        return False
    tries = attempts.of_part(part)
    if tries.filter(state=State.CLAIMED).exists():
        _ask_operator(part)
        return False
    own = tries.filter(state=State.AWAITING, expires_at__lte=now)
    own.order_by().update(state=State.EXPIRED, settled_at=timezone.now())
    moves.cancel(seller_order=part, note=NOTE)
    notices.tell_seller_expired(part)
    return True


def is_still_unpaid(part: SellerOrder, now: datetime) -> bool:
    """Say whether a locked seller order still waits for money that is overdue."""
    return (
        part.state == SellerOrderState.PLACED
        and part.payment_state == PaymentState.UNPAID
        and part.pay_by is not None
        and part.pay_by <= now
    )


def _ask_operator(part: SellerOrder) -> None:
    """Let a person find out; the goods wait until then."""
    due = ledger.balance_of(part).due_vnd
    cases.open_case(kind=PaymentCase.Kind.UNDER, part=part, amount_vnd=due)
    SellerOrder.objects.filter(pk=part.pk).update(pay_by=None)


def reconcile_gateways(now: datetime | None = None) -> int:
    """Ask gateways about tries whose notice may be lost; return how many were settled.

    No transaction is open while a gateway is asked.
    """
    now = now or timezone.now()
    settled, stop_at = 0, time.monotonic() + ASK_FOR_S
    for attempt in unsettled(now):
        if time.monotonic() > stop_at:
            log.warning("payment: gateways answer slowly, the rest is asked later")
            break
        settled += _ask_gateway(attempt)
    return settled


def unsettled(now: datetime) -> list[PaymentAttempt]:
    """Return tries at gateways that have not said how they ended, the oldest first.

    Of many, every run takes the next ones: visits that were given up hide no money.
    """
    since, until = _ago(now, ASK_UNTIL_S), _ago(now, ASK_AFTER_S)
    rows = PaymentAttempt.objects.filter(created_at__lte=until, expires_at__gte=since)
    rows = rows.exclude(gateway=PaymentMethod.VIETQR).exclude(state__in=(State.PAID, State.FAILED))
    found = list(rows.order_by("created_at", "pk").values_list("pk", flat=True))
    if len(found) > ASK_BATCH:
        start = int(now.timestamp()) // ASK_EVERY_S * ASK_BATCH % len(found)
        found = (found[start:] + found[:start])[:ASK_BATCH]
    return list(PaymentAttempt.objects.filter(pk__in=found).order_by("created_at", "pk"))


def _ask_gateway(attempt: PaymentAttempt) -> bool:
    try:
        notice = gateway(attempt.gateway).query(attempt)
    except LookupError:
        return False
    except Exception as error:  # one gateway that is down must not stop the others
        log.warning("payment: %s not asked (%s)", attempt.gateway, type(error).__name__)
        return False
    return bool(notice) and inbox.take_once(notice).is_first


def _ago(now: datetime, seconds: int) -> datetime:
    return now - timedelta(seconds=seconds)
