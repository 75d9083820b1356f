"""What happens to orders when time passes and nobody does anything.

Every order is handled in a transaction of its own; two runs at once do each thing once, because
moves are compare-and-set and messages have keys.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from common.dates import local_date
from common.errors import BusinessRuleError
from jobs.models import Outbox
from shop.order import moves, notices, preorder_notices, proposals
from shop.order.models import Proposal, SellerOrder
from shop.order.states import PREPAID, PaymentState, SellerOrderState
from shop.order.times import SETTLED_BEFORE, hours
from shop.payment import money

log = logging.getLogger(__name__)
S = SellerOrderState
#: So many orders are handled for each deadline in one run.
BATCH = 100
#: Older than this, a deadline is not news any more.
REMIND_FOR = dt.timedelta(days=7)
NOT_CONFIRMED = "Người bán không xác nhận kịp"
NOT_HARVESTED = "Đã quá ngày hẹn mà người bán chưa có hàng"


def run(now: dt.datetime | None = None) -> dict[str, int]:
    """Do what is due; return how many orders each deadline touched."""
    now = now or timezone.now()
    return {
        "expired": expire_proposals(now),
        "reminded": remind_to_confirm(now),
        "unconfirmed": report_unconfirmed(now),
        "cancelled": cancel_unconfirmed(now),
        "asked_for_harvest": remind_to_harvest(now),
        "unharvested": report_unharvested(now),
        "called_off": cancel_unharvested(now),
        "unshipped": report_unshipped(now),
        "completed": complete_delivered(now),
    }


def remind_to_confirm(now: dt.datetime) -> int:
    """Remind sellers whose time to confirm is half over."""
    soon = now + hours("remind_before_confirm")
    parts = _to_confirm().filter(confirm_by__gt=now, confirm_by__lte=soon)
    return _tell(parts.exclude(partner__phone=""), notices.remind_to_confirm, _confirm_key)


def report_unconfirmed(now: dt.datetime) -> int:
    """Tell seller and operator, once, that the time to confirm is over."""
    parts = _to_confirm().filter(confirm_by__lte=now, confirm_by__gt=now - REMIND_FOR)
    return _tell(parts, notices.tell_unconfirmed, _late_key)


def cancel_unconfirmed(now: dt.datetime) -> int:
    """Call orders off that nobody confirmed, unless the shopper has a question to answer."""
    is_late = Q(confirm_by__lte=now - hours("cancel_unconfirmed"))
    # Nobody travels to a host who has not answered by the evening before.
    is_tomorrow = Q(tour_on__lte=local_date(now + SETTLED_BEFORE), confirm_by__lte=now)
    late = _to_confirm().filter(is_late | is_tomorrow)
    late = late.exclude(_is_asked(Proposal.Kind.LESS, Proposal.Kind.LATER))
    return _each(late, _call_off, late, NOT_CONFIRMED)


def remind_to_harvest(now: dt.datetime) -> int:
    """Remind sellers, once for each day, that goods on pre-order are to be sent soon."""
    soon = now + hours("remind_before_harvest")
    parts = _before_harvest().filter(confirm_by__gt=now, confirm_by__lte=soon)
    return _tell(parts.exclude(partner__phone=""), preorder_notices.remind_to_harvest, _harvest_key)


def report_unharvested(now: dt.datetime) -> int:
    """Tell seller and operator, once for each day, that goods on pre-order are late."""
    parts = _before_harvest().filter(confirm_by__lte=now, confirm_by__gt=now - REMIND_FOR)
    return _tell(parts, preorder_notices.tell_unharvested, _late_harvest_key)


def cancel_unharvested(now: dt.datetime) -> int:
    """Call pre-orders off whose day has passed without goods and without another day."""
    late = _before_harvest().filter(confirm_by__lte=now - hours("cancel_unconfirmed"))
    return _each(late, _call_off, late, NOT_HARVESTED)


def report_unshipped(now: dt.datetime) -> int:
    """Tell seller and operator, once per agreed day, that a parcel should have left."""
    parts = SellerOrder.objects.filter(state__in={S.CONFIRMED, S.PACKED}, is_demo=False)
    parts = parts.filter(ship_by__lte=now, ship_by__gt=now - REMIND_FOR)
    return _tell(parts, notices.tell_unshipped, _ship_key)


def complete_delivered(now: dt.datetime) -> int:
    """Close orders that were delivered some days ago, unless the shopper wants to return."""
    parts = SellerOrder.objects.filter(
        state=S.DELIVERED, delivered_at__lte=now - hours("complete_delivered"), is_demo=False
    )
    return _each(parts.exclude(_is_asked(Proposal.Kind.RETURN)), _complete)


def expire_proposals(now: dt.datetime) -> int:
    """Close proposals that nobody answered in time."""
    due = Proposal.objects.filter(state=Proposal.State.OPEN, answer_by__lte=now)
    found = due.select_related("seller_order").prefetch_related("lines__line")
    return sum(_safely(proposals.expire, one) for one in found.order_by("answer_by")[:BATCH])


def _to_confirm():
    """Return parts that wait for their seller; whose money comes first and is not there, not."""
    parts = SellerOrder.objects.filter(state=S.PLACED, is_demo=False).not_before_harvest()
    return parts.exclude(Q(payment_method__in=PREPAID) & ~Q(payment_state=PaymentState.PAID))


def _before_harvest():
    return SellerOrder.objects.before_harvest().filter(is_demo=False)


def _is_asked(*kinds: str) -> Exists:
    return Exists(
        Proposal.objects.filter(
            seller_order=OuterRef("pk"), state=Proposal.State.OPEN, kind__in=kinds
        )
    )


def _confirm_key(part: SellerOrder) -> str:
    return f"remind-confirm:{part.number}"


def _late_key(part: SellerOrder) -> str:
    return f"late-confirm:{part.number}"


def _harvest_key(part: SellerOrder) -> str:
    # One message for all pre-orders of a seller for one day.
    return f"remind-harvest:{part.partner_id}:{part.ready_on:%Y%m%d}"


def _late_harvest_key(part: SellerOrder) -> str:
    return f"late-harvest:{part.partner_id}:{part.ready_on:%Y%m%d}"


def _ship_key(part: SellerOrder) -> str:
    return f"late-ship:{part.number}:{local_date(part.ship_by):%Y%m%d}"


def _tell(parts, tell: Callable, key_of: Callable[[SellerOrder], str]) -> int:
    """Send a message about each order for which its key was not used yet."""
    told = 0
    for part in _untold(parts.order_by("pk"), key_of):
        told += _safely(_tell_one, part, tell, key_of)
        if told >= BATCH:
            break
    return told


def _untold(parts, key_of) -> Iterable[SellerOrder]:
    """Yield orders whose key was not used, looking them up by the hundred."""
    last = 0
    while chunk := list(parts.filter(pk__gt=last).select_related("partner", "order")[:BATCH]):
        last = chunk[-1].pk
        keys = {f"message:{key_of(part)}": part for part in chunk}
        used = set(Outbox.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
        yield from (part for key, part in keys.items() if key not in used)


def _tell_one(part: SellerOrder, tell: Callable, key_of: Callable) -> bool:
    with transaction.atomic():
        tell(part, key_of(part))
    return True


def _each(parts, act: Callable, *args) -> int:
    found = list(parts.select_related("partner", "order").order_by("pk")[:BATCH])
    return sum(_safely(act, part, *args) for part in found)


def _safely(act: Callable, *args) -> bool:
    """Say whether it was done; what somebody did in the meantime is no failure."""
    try:
        done = act(*args)
    except BusinessRuleError:
        return False
    except Exception:  # one order must not stop the others
        log.exception("deadlines: %s failed", act.__name__)
        return False
    return done is not False


def _call_off(part: SellerOrder, late, why: str) -> bool:
    """Call an order off that is still among the late ones once nobody else can change it."""
    with transaction.atomic():
        money.lock(part)
        if not _is_among(late, part):
            return False
        moves.move(seller_order=part, to=S.CANCELLED, note=why, only_from=frozenset({S.PLACED}))
        notices.tell_missed(part)
    return True


def _is_among(late, part: SellerOrder) -> bool:
    return late.filter(pk=part.pk).exists()


def _complete(part: SellerOrder) -> None:
    moves.complete(seller_order=part, note="Tự hoàn tất sau khi giao")
