"""The stock of the demo: as much as the orders need, and what is still free."""

from collections import Counter

from django.db.models import IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from demo.clock import NOW
from demo.listings import Listing
from demo.orders import Part
from shop.order.models import Line, SellerOrder
from shop.order.states import HOLDING
from shop.partner.models import StockMovement, StockRecord

_BATCH = 1_000


class Needs:
    """How many units of each listing the orders take, by place in the plan."""

    def __init__(self) -> None:
        self.units: Counter[int] = Counter()

    def add(self, part: Part) -> None:
        """Count what has left or is held, less what came back."""
        is_gone = part.road.was_shipped and not part.road.restocked
        if is_gone or part.road.state in HOLDING:
            for place, quantity in part.lines:
                self.units[place] += quantity


def write_stock(needs: Needs, listings: list[Listing], new: set[str]) -> None:
    """Put on the shelf what orders need and, for new listings, what is free; then add up."""
    records = dict(
        StockRecord.objects.filter(partner__is_demo=True).values_list("partner_sku", "pk")
    )
    movements = []
    for place, item in enumerate(listings):
        is_new = item.upc in new
        quantity = needs.units[place] + (item.free if is_new else 0)
        if quantity or is_new:
            kind = StockMovement.Kind.OPENING if is_new else StockMovement.Kind.ADDED
            movements.append(
                StockMovement(stockrecord_id=records[item.upc], kind=kind, quantity=quantity)
            )
    StockMovement.objects.bulk_create(movements, _BATCH)
    _add_up()


def _add_up() -> None:
    """Set every demo stock record to the sums of its movements and held lines. 2 statements."""
    moved = StockMovement.objects.filter(stockrecord=OuterRef("pk")).order_by()
    held = Line.objects.filter(stockrecord=OuterRef("pk"), num_allocated__gt=0).order_by()
    StockRecord.objects.filter(partner__is_demo=True).update(
        num_in_stock=_sum_of(moved, "stockrecord", "quantity"),
        num_allocated=_sum_of(held, "stockrecord", "num_allocated"),
    )
    shipped = SellerOrder.objects.filter(number=OuterRef("reference")).values("shipped_at")[:1]
    StockMovement.objects.filter(
        stockrecord__partner__is_demo=True, kind=StockMovement.Kind.SHIPPED
    ).update(at=Coalesce(Subquery(shipped), NOW))


def _sum_of(rows, key: str, field: str) -> Coalesce:
    total = rows.values(key).annotate(total=Sum(field)).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)
