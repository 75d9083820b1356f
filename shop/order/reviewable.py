"""Which line of an order its buyer may review, and until when."""

import datetime as dt

from django.utils import timezone

from shop.order.models import Line
from shop.order.states import SellerOrderState as S

#: The goods are there.
ARRIVED = frozenset({S.DELIVERED, S.COMPLETED})
WRITE_DAYS = 90
EDIT_DAYS = 30


def may_write(line: Line, *, now: dt.datetime | None = None) -> bool:
    """Say whether a line may get its first review; reads ``line.seller_order``. No query."""
    part = line.seller_order
    if part is None or line.product_id is None or part.state not in ARRIVED:
        return False
    arrived = part.delivered_at or part.completed_at
    return arrived is None or (now or timezone.now()) < arrived + dt.timedelta(days=WRITE_DAYS)


def may_edit(review, *, now: dt.datetime | None = None) -> bool:
    """Say whether the buyer may still change a review. No query."""
    return (now or timezone.now()) < review.date_created + dt.timedelta(days=EDIT_DAYS)
