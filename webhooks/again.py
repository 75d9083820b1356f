"""Sending again: to a receiver that was paused, or news that an operator chooses."""

from django.db import transaction

from common.errors import BusinessRuleError
from jobs import outbox
from webhooks import sending
from webhooks.models import Subscription

_AT_ONCE = 500


class ReplayRefused(BusinessRuleError):
    """News cannot be sent again as long as its receiver is paused."""


@transaction.atomic
def resume(*, subscription: Subscription) -> int:
    """Send to a receiver again, at once, also what waited; return how much news waited.

    What happened in between is found by the next look.
    """
    Subscription.objects.filter(pk=subscription.pk).update(
        paused_at=None, failing_since=None, fails=0, rests_until=None
    )
    return _enqueue_again(subscription.deliveries.filter(delivered_at=None))


@transaction.atomic
def replay(deliveries) -> int:
    """Send again, delivered or not, and ask receivers that were away at once; return how many.

    Raises ``ReplayRefused``, and sends nothing, when a receiver among them is paused.
    """
    receivers = Subscription.objects.filter(deliveries__in=deliveries).distinct()
    paused = [one.name for one in receivers if one.paused_at]
    if paused:
        raise ReplayRefused(
            f"{', '.join(paused)} đang tạm dừng. Bấm “Gửi tiếp” ở nơi nhận đó trước."
        )
    Subscription.objects.filter(pk__in=[one.pk for one in receivers]).update(rests_until=None)
    return _enqueue_again(deliveries)


def _enqueue_again(deliveries) -> int:
    pks = list(deliveries.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), _AT_ONCE):
        rows = deliveries.model.objects.filter(pk__in=pks[start : start + _AT_ONCE])
        outbox.enqueue_again(
            kind=sending.KIND,
            payloads={sending.dedupe_key(row): sending.payload(row) for row in rows},
        )
        rows.update(delivered_at=None)
    return len(pks)
