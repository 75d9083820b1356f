"""Every use of an offer: a guarded UPDATE of its row, inside the transaction of the order.

The guard reads columns of the very row that it changes. PostgreSQL reads them again after
waiting for the row, SQLite has one writer: on both, two orders cannot both take the last use.
"""

from decimal import Decimal

from django.apps import apps
from django.db.models import F, Q, Sum

from common.errors import BusinessRuleError

#: Limits that Oscar does not set: empty, or a zero that somebody typed.
_NO_GLOBAL = Q(max_global_applications__isnull=True) | Q(max_global_applications=0)
_NO_BUDGET = Q(max_discount__isnull=True) | Q(max_discount=0)
USED_UP = Q(max_global_applications__gt=0, num_applications__gte=F("max_global_applications")) | Q(
    max_discount__gt=0, total_discount__gte=F("max_discount")
)


class LimitReached(BusinessRuleError):
    """An offer or voucher ran out between the page and the press."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} vừa hết lượt. Bạn xem lại tổng tiền mới, nếu đồng ý thì bấm đặt hàng lần nữa."
        )


def rows_of(thing):
    """Return the row of a model instance as a queryset, for one conditional UPDATE."""
    return type(thing)._default_manager.filter(pk=thing.pk)


def record(*, offer, order, times: int, discount_vnd: Decimal) -> None:
    """Count ``times`` uses of the offer in an order whose discount row is already written.

    Raises ``LimitReached`` when the offer has no room left or was closed meanwhile; the
    caller's transaction must then be rolled back.
    """
    updated = _with_room(offer, times, discount_vnd).update(
        num_applications=F("num_applications") + times,
        total_discount=F("total_discount") + discount_vnd,
        num_orders=F("num_orders") + 1,
    )
    # The row is locked from here on: uses of other orders that came first are visible now.
    if not updated or not is_within_user_limit(offer, order):
        raise LimitReached(f"Ưu đãi “{offer.name}”")
    settle_status(offer)


def settle_status(offer) -> None:
    """Mark an offer as used up, or as open again when its limits were raised."""
    used_up = rows_of(offer).filter(USED_UP, status=offer.OPEN).update(status=offer.CONSUMED)
    if not used_up:
        rows_of(offer).filter(~USED_UP, status=offer.CONSUMED).update(status=offer.OPEN)


def is_within_user_limit(offer, order) -> bool:
    """Say whether the shopper has used the offer as often as allowed, this order included."""
    if not offer.max_user_applications:
        return True
    if order.user_id is None:
        return False
    discounts = apps.get_model("order", "OrderDiscount").objects
    used = discounts.filter(offer_id=offer.pk, order__user=order.user_id)
    return (used.aggregate(n=Sum("frequency"))["n"] or 0) <= offer.max_user_applications


def _with_room(offer, times: int, discount_vnd: Decimal):
    return rows_of(offer).filter(
        _NO_GLOBAL | Q(max_global_applications__gte=F("num_applications") + times),
        _NO_BUDGET | Q(max_discount__gte=F("total_discount") + discount_vnd),
        status=offer.OPEN,
    )
