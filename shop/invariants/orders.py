"""I6, I7 and I12: totals, parts and the way a seller order has gone."""

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Lag, TruncDate

from common.dates import VIETNAM
from shop.invariants.findings import Fault, Finding, look_for
from shop.invariants.sums import money_of, number_of
from shop.order.models import (
    Line,
    LinePrice,
    Order,
    OrderDiscount,
    SellerOrder,
    SellerOrderEvent,
    Surcharge,
)
from shop.order.states import ALLOWED_MOVES, OPEN, SellerOrderState

S = SellerOrderState
TOTAL = F("goods_vnd") - F("discount_vnd") + F("shipping_vnd")
#: State → the instants that a seller order has when it stands there.
_PASSED = {
    S.CONFIRMED: ("confirmed",),
    S.PACKED: ("confirmed", "packed"),
    S.SHIPPED: ("confirmed", "packed", "shipped"),
    S.DELIVERY_FAILED: ("confirmed", "packed", "shipped"),
    S.DELIVERED: ("confirmed", "packed", "shipped", "delivered"),
    S.COMPLETED: ("confirmed", "packed", "shipped", "delivered", "completed"),
    S.CANCELLED: ("cancelled",),
    S.RETURNED: ("confirmed", "packed", "shipped", "returned"),
}
#: Instants that only these states may have.
_ONLY_IN = {
    "cancelled": (S.CANCELLED,),
    "completed": (S.COMPLETED, S.RETURNED),
    "returned": (S.RETURNED,),
}


def totals_add_up() -> Finding:
    """Compare totals with lines, and prices of lines with what the shopper confirmed."""
    before, after = "line_price_before_discounts_incl_tax", "line_price_incl_tax"
    orders = Order.objects.annotate(
        goods=money_of(Line.objects.all(), "order", after),
        extra=money_of(Surcharge.objects.all(), "order", "incl_tax"),
        saved=money_of(Line.objects.all(), "order", F(before) - F(after)),
        given=money_of(OrderDiscount.objects.filter(category="Basket"), "order", "amount"),
        changed=number_of(Line.objects.exclude(quantity=F("ordered_quantity")), "order"),
    )
    undiscounted = LinePrice.objects.filter(**{f"line__{before}": F(f"line__{after}")})
    return look_for(
        Fault(
            "total is not lines, freight and surcharges",
            orders.exclude(total_incl_tax=F("goods") + F("shipping_incl_tax") + F("extra")),
            "number",
        ),
        Fault(
            "discounts of the lines are not those of the order",
            orders.filter(changed=0).exclude(saved=F("given")),
            "number",
        ),
        Fault(
            "line costs more than its price",
            Line.objects.filter(
                ~Q(**{before: F("unit_price_incl_tax") * F("quantity")})
                | Q(**{f"{after}__gt": F(before)})
                | Q(**{f"{after}__lt": 0})
            ),
        ),
        Fault(
            "price of a line is not the one confirmed",
            undiscounted.exclude(price_incl_tax=F("line__unit_price_incl_tax")),
            "line_id",
        ),
        Fault(
            "price of a discounted line is above the one confirmed",
            LinePrice.objects.filter(price_incl_tax__gt=F("line__unit_price_incl_tax")),
            "line_id",
        ),
    )


def parts_add_up() -> Finding:
    """Compare orders with their parts, and parts with their lines."""
    before, after = "line_price_before_discounts_incl_tax", "line_price_incl_tax"
    parts = SellerOrder.objects.all()
    orders = Order.objects.annotate(
        parts=money_of(parts, "order", TOTAL),
        freight=money_of(parts, "order", "shipping_vnd"),
    )
    priced = parts.annotate(
        goods=money_of(Line.objects.all(), "seller_order", before),
        paid=money_of(Line.objects.all(), "seller_order", after),
    )
    return look_for(
        Fault("parts are not the order", orders.exclude(total_incl_tax=F("parts")), "number"),
        Fault(
            "freight of the parts is not the order's",
            orders.exclude(shipping_incl_tax=F("freight")),
            "number",
        ),
        Fault(
            "lines are not the seller order",
            priced.exclude(goods_vnd=F("goods"), discount_vnd=F("goods") - F("paid")),
            "number",
        ),
        Fault(
            "line of another seller or order",
            Line.objects.filter(
                Q(seller_order__isnull=True)
                | Q(partner__isnull=False) & ~Q(partner=F("seller_order__partner"))
                | ~Q(order=F("seller_order__order"))
            ),
        ),
    )


def histories_are_paths() -> Finding:
    """Follow every seller order through its events, and compare its dates with its state."""
    return look_for(*_broken_paths(), *_wrong_dates(), _wrong_status())


def _broken_paths() -> list[Fault]:
    steps = SellerOrderEvent.objects.order_by().annotate(
        came_from=Window(Lag("to_state"), partition_by="seller_order", order_by="id"),
        came_at=Window(Lag("at"), partition_by="seller_order", order_by="id"),
    )
    allowed = Q(from_state=F("to_state"))
    for old, new in ALLOWED_MOVES.items():
        allowed |= Q(from_state=old, to_state__in=sorted(new))
    first = Q(came_from__isnull=True)
    starts = Q(from_state="", to_state=S.PLACED)
    # One expression over the windows: a plain condition beside them would be asked before them
    # and take rows out from under them.
    steps = steps.annotate(
        fault=Case(
            When(first & ~starts, then=Value("starts in the middle")),
            When(~first & (~allowed | ~Q(from_state=F("came_from"))), then=Value("jumps")),
            When(came_at__gt=F("at"), then=Value("goes back in time")),
            default=Value(""),
            output_field=CharField(),
        )
    )
    last = SellerOrderEvent.objects.filter(seller_order=OuterRef("pk")).order_by("-pk")
    ends = SellerOrder.objects.annotate(ends_at=Subquery(last.values("to_state")[:1]))
    return [
        Fault("history with a wrong step", steps.exclude(fault=""), "seller_order__number"),
        Fault(
            "history ends elsewhere",
            ends.filter(Q(ends_at__isnull=True) | ~Q(ends_at=F("state"))),
            "number",
        ),
    ]


def _wrong_dates() -> list[Fault]:
    missing, foreign, other_day = Q(), Q(), Q()
    for state, names in _PASSED.items():
        for name in names:
            missing |= Q(state=state, **{f"{name}_at__isnull": True})
    for name, states in _ONLY_IN.items():
        has_at = Q(**{f"{name}_at__isnull": False})
        has_on = Q(**{f"{name}_on__isnull": False})
        foreign |= (has_at | has_on) & ~Q(state__in=states)
        other_day |= has_at & ~has_on | ~has_at & has_on
    days = {
        f"{name}_day": TruncDate(f"{name}_at", tzinfo=VIETNAM) for name in ("placed", *_ONLY_IN)
    }
    for name in ("placed", *_ONLY_IN):
        other_day |= Q(**{f"{name}_at__isnull": False}) & ~Q(**{f"{name}_on": F(f"{name}_day")})
    parts = SellerOrder.objects.all()
    return [
        Fault("state without its date", parts.filter(missing), "number"),
        Fault("date of another state", parts.filter(foreign), "number"),
        Fault(
            "date is not the day of the instant", parts.annotate(**days).filter(other_day), "number"
        ),
    ]


def _wrong_status() -> Fault:
    """Return orders whose status is not the one of ``moves.derived_status``."""
    state = "seller_orders__state"
    orders = Order.objects.order_by().annotate(
        lowest=Min(state),
        highest=Max(state),
        moving=Count(state, filter=Q(**{f"{state}__in": sorted(OPEN)})),
        done=Count(state, filter=Q(**{state: S.COMPLETED})),
        derived=Case(
            When(lowest=F("highest"), then=F("highest")),
            When(moving__gt=0, then=Value("processing")),
            When(done__gt=0, then=Value(S.COMPLETED.value)),
            default=Value(S.RETURNED.value),
            output_field=CharField(),
        ),
    )
    return Fault(
        "status is not that of the parts",
        orders.filter(highest__isnull=False).exclude(status=F("derived")),
        "number",
    )
