"""The tries to pay an order: written when it is placed, closed when money comes or time is up."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from shop.payment.models import PaymentAttempt

S = PaymentAttempt.State
#: A try that may still bring money.
OPEN = (S.AWAITING, S.CLAIMED)


def begin(
    *,
    order,
    gateway: str,
    reference: str,
    amount_vnd: Decimal,
    within: timedelta,
    seller_order=None,
    **details,
) -> PaymentAttempt:
    """Write one try to pay; ``within`` is how long it holds the stock."""
    now = timezone.now()
    return PaymentAttempt.objects.create(
        order=order,
        seller_order=seller_order,
        gateway=gateway,
        reference=reference,
        amount_vnd=amount_vnd,
        created_at=now,
        expires_at=now + within,
        **details,
    )


def cancel(part) -> None:
    """Close the tries to pay a seller order that was called off."""
    PaymentAttempt.objects.filter(seller_order=part, state__in=OPEN).update(state=S.CANCELLED)


def settle(attempt: PaymentAttempt, state: str, *, only_from: tuple[str, ...] = ()) -> bool:
    """Close one try as paid or failed; False when it was not in one of ``only_from`` any more."""
    rows = PaymentAttempt.objects.filter(pk=attempt.pk).exclude(state=state)
    if only_from:
        rows = rows.filter(state__in=only_from)
    changed = rows.update(state=state, settled_at=timezone.now())
    attempt.refresh_from_db()
    return bool(changed)


def of_part(part):
    """Return all tries that pay for a seller order, newest first."""
    whole = Q(order_id=part.order_id, seller_order__isnull=True)
    return PaymentAttempt.objects.filter(Q(seller_order=part) | whole).order_by("-pk")
