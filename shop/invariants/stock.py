"""I1 and I2: what is held and what is there."""

from django.db.models import Exists, F, OuterRef, Q, Sum

from shop.invariants.findings import Fault, Finding, look_for
from shop.invariants.sums import units_of
from shop.order.models import Line, SellerOrder
from shop.order.states import HOLDING, SellerOrderState
from shop.partner.models import StockMovement, StockRecord

K = StockMovement.Kind


def holds_are_of_lines() -> Finding:
    """Compare what stock records hold with what lines hold."""
    records = StockRecord.objects.annotate(
        held=units_of(Line.objects.filter(num_allocated__gt=0), "stockrecord", "num_allocated")
    )
    lines = Line.objects.filter(stockrecord__isnull=False)
    waits = Q(seller_order__state__in=HOLDING)
    return look_for(
        Fault("stock record holds other than its lines", records.exclude(num_allocated=F("held"))),
        Fault(
            "stock record holds more than there is",
            StockRecord.objects.filter(
                Q(num_allocated__gt=F("num_in_stock"))
                | Q(num_allocated__lt=0)
                | Q(num_in_stock__lt=0)
            ),
        ),
        Fault(
            "line waits and does not hold what it has",
            lines.filter(waits).exclude(num_allocated=F("quantity")),
        ),
        Fault("line holds and does not wait", lines.filter(~waits, num_allocated__gt=0)),
        _of_preorders(),
    )


def _of_preorders() -> Fault:
    """Return orders that wait for goods which are there, and the other way round."""
    promised = Line.objects.filter(
        seller_order=OuterRef("pk"), num_allocated__gt=0, stockrecord__ready_on__isnull=False
    )
    waits = Q(state=SellerOrderState.PLACED, ready_on__isnull=False, harvested_at=None)
    parts = SellerOrder.objects.filter(state__in=HOLDING).annotate(is_promised=Exists(promised))
    return Fault(
        "order waits for goods that are there, or does not for those promised",
        parts.filter(waits & Q(is_promised=False) | ~waits & Q(is_promised=True)),
        "number",
    )


def stock_is_its_movements() -> Finding:
    """Compare what stock records have with the sum of their movements."""
    records = StockRecord.objects.annotate(
        moved=units_of(StockMovement.objects.all(), "stockrecord", "quantity"),
        owed=units_of(StockMovement.objects.filter(kind=K.PROMISED), "stockrecord", "quantity"),
    )
    of_orders = StockMovement.objects.order_by().filter(kind__in=(K.SHIPPED, K.RETURNED))
    per_order = of_orders.exclude(reference="").values("reference", "stockrecord")
    return look_for(
        Fault(
            "stock is not its movements",
            records.exclude(num_in_stock=F("moved"), num_promised=F("owed")),
        ),
        Fault(
            "more came back than was sent",
            per_order.annotate(kept=Sum("quantity")).filter(kept__gt=0),
            "reference",
        ),
    )
