"""Every use of a voucher: a guarded UPDATE of its row, inside the transaction of the order."""

from django.db.models import F, Q
from django.utils import timezone

from shop.offer.usage import LimitReached, rows_of


def record(*, voucher, order) -> None:
    """Count one use of the voucher in an order.

    Raises ``LimitReached`` when it is used up, was used by this shopper before, or was
    closed meanwhile; the caller's transaction must then be rolled back.
    """
    if not _usable(voucher).update(num_orders=F("num_orders") + 1):
        raise LimitReached(name_of(voucher))
    # The row is locked from here on: a use that came first is visible now.
    if voucher.usage == voucher.ONCE_PER_CUSTOMER and was_used_by(voucher, order.user_id):
        raise LimitReached(name_of(voucher))
    voucher.applications.create(order=order, user_id=order.user_id)


def record_discount(*, voucher, discount_vnd) -> None:
    """Add to what the voucher has given so far."""
    rows_of(voucher).update(total_discount=F("total_discount") + discount_vnd)


def was_used_by(voucher, user_id: int | None) -> bool:
    """Say whether an account has used the voucher; of guests nobody knows, so yes."""
    return user_id is None or voucher.applications.filter(user_id=user_id).exists()


def name_of(voucher) -> str:
    """Return how sentences call the voucher."""
    return f"Mã giảm giá {voucher.code}"


def _usable(voucher):
    now = timezone.now()
    return rows_of(voucher).filter(
        ~Q(usage=voucher.SINGLE_USE) | Q(num_orders=0),
        start_datetime__lte=now,
        end_datetime__gte=now,
    )
