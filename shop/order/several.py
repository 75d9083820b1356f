"""Several parcels moved in one transaction.

One move locks its order, then its goods, then the programme that paid a part; so does placing. A
second move in the same transaction would lock goods behind the programme, and out of their order:
all goods are locked before the first one.
"""

from collections.abc import Sequence

from django.db import transaction

from shop.order.models import Line, Order, SellerOrder
from shop.order.moves import MoveNotAllowed, cancel_by_shopper
from shop.partner import stock


def lock_goods(parts: Sequence[SellerOrder]) -> None:
    """Lock the orders of parcels, then all that these hold, both by id as everybody does."""
    orders = Order.objects.filter(pk__in={part.order_id for part in parts})
    list(orders.order_by("pk").select_for_update().values_list("pk", flat=True))
    held = Line.objects.filter(seller_order__in=parts, num_allocated__gt=0)
    stock.lock(set(held.values_list("stockrecord_id", flat=True)) - {None})


@transaction.atomic
def cancel_parts_by_shopper(*, parts: Sequence[SellerOrder], actor=None) -> int:
    """Call off those of some parcels that are not packed yet; return how many. Tells sellers."""
    lock_goods(parts)
    done = 0
    for part in parts:
        try:
            cancel_by_shopper(seller_order=part, actor=actor)
        except MoveNotAllowed:
            continue
        done += 1
    return done
