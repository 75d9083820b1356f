"""The door through which news of money comes in: every genuine notice is kept and acted on once.

A provider may tell the same thing ten times, out of order and at the same moment. The unique
pair of provider and reference decides which copy counts; all others read what it came to.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from shop.payment import matching
from shop.payment.gateways import Notice
from shop.payment.models import PaymentInbox


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a notice came to; ``is_first`` is False for a copy of an earlier one."""

    outcome: PaymentInbox.Outcome
    is_first: bool


def take(notice: Notice) -> PaymentInbox.Outcome:
    """Act on a genuine notice, once; a copy changes nothing and gets the same outcome."""
    return take_once(notice).outcome


@transaction.atomic
def take_once(notice: Notice) -> Receipt:
    """Do what ``take`` does, and say whether this was the first copy."""
    row, is_first = keep(notice)
    if is_first:
        match = matching.settle(notice, row)
        close(row, outcome=match.outcome, attempt=match.attempt)
    return Receipt(PaymentInbox.Outcome(row.outcome), is_first)


def keep(notice: Notice) -> tuple[PaymentInbox, bool]:
    """Store a notice; another process that stores the same one waits for this transaction."""
    return PaymentInbox.objects.get_or_create(
        provider=notice.provider,
        reference=notice.reference,
        defaults={
            "raw": notice.raw,
            "amount_vnd": notice.amount_vnd,
            "memo": notice.memo[:300],
            "account": notice.account[:40],
            "occurred_at": notice.occurred_at,
            "received_at": timezone.now(),
        },
    )


def close(row: PaymentInbox, *, outcome: str, attempt=None) -> None:
    """Write down what a notice came to."""
    row.outcome, row.attempt = outcome, attempt
    row.save(update_fields=["outcome", "attempt"])
