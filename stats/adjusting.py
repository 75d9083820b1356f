"""What changed in closed months, and which orders changed it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, OuterRef, Q, Subquery, Sum

from shop.order.models import Line, SellerOrder, SellerOrderEvent
from stats.cells.sql import next_month
from stats.figures import SALES_FIELDS, Sales
from stats.models import ALL_SETS, ALL_STARS, PROVINCE, Cut, FrozenCell, PeriodClose, SalesMonth
from stats.period import Period, end_of_month

#: What may happen to an order, and the state whose event tells when.
_EVENTS = ("placed", "completed", "cancelled", "returned")
_WHOLE = {"cut": Cut.NONE, "set_code": ALL_SETS, "stars": ALL_STARS}


@dataclass(frozen=True)
class Adjustment:
    """One commune of a closed month: as frozen, as it is now, and the difference."""

    commune_code: str
    frozen: Sales
    now: Sales

    @property
    def change(self) -> Sales:
        """Return what came later; below zero when it went back."""
        return self.now - self.frozen

    @property
    def is_changed(self) -> bool:
        """Tell whether anything came later."""
        return self.now != self.frozen


@dataclass(frozen=True)
class LateOrder:
    """A seller order of a closed month that changed later, and what that did to the month."""

    number: str
    commune_code: str
    partner_name: str
    state: str
    happened: tuple[tuple[str, datetime], ...]
    effect: Sales


def adjustments(close: PeriodClose) -> list[Adjustment]:
    """Return every commune that had or has sales in the month, by code. 2 queries."""
    frozen = _by_commune(FrozenCell.objects.filter(close=close))
    now = _by_commune(SalesMonth.objects.filter(day=close.month))
    return [
        Adjustment(code, frozen.get(code, Sales()), now.get(code, Sales()))
        for code in sorted((frozen.keys() | now.keys()) - {PROVINCE})
    ]


def total(rows: list[Adjustment]) -> Adjustment:
    """Return the sum of all communes."""
    return Adjustment(
        PROVINCE,
        sum((row.frozen for row in rows), Sales()),
        sum((row.now for row in rows), Sales()),
    )


def totals_of_closes() -> dict[int, Adjustment]:
    """Return ``{close: sum of all communes}`` of every closed month. 2 queries."""
    sums = {f"sum_{name}": Sum(name) for name in SALES_FIELDS}
    frozen = FrozenCell.objects.filter(**_WHOLE).exclude(commune_code=PROVINCE).order_by()
    then = {key: Sales(*rest) for key, *rest in frozen.values_list("close").annotate(**sums)}
    months = SalesMonth.objects.filter(**_WHOLE).exclude(commune_code=PROVINCE).order_by()
    now = {day: Sales(*rest) for day, *rest in months.values_list("day").annotate(**sums)}
    closes = PeriodClose.objects.values_list("pk", "month")
    return {
        key: Adjustment(PROVINCE, then.get(key, Sales()), now.get(month, Sales()))
        for key, month in closes
    }


def changes_in(period: Period) -> dict[date, Sales]:
    """Return ``{month: what came after its close}`` of closed months whole in the period.

    The frozen figures of a month plus this are its figures as they are now; months without a
    change are left out. 4 queries.
    """
    inside = {
        key: month
        for key, month in PeriodClose.objects.order_by("month").values_list("pk", "month")
        if period.first <= month and end_of_month(month) <= period.last
    }
    found = totals_of_closes()
    changes = {month: found[key].change for key, month in inside.items()}
    return {month: change for month, change in changes.items() if change != Sales()}


def late_orders(close: PeriodClose) -> list[LateOrder]:
    """Return the orders of the month that changed after it was closed, by number. 2 queries.

    Their effects add up to the difference, as far as dates and events tell.
    """
    late = SellerOrderEvent.objects.filter(at__gt=close.closed_at)
    changed = Q()
    for what in _EVENTS:
        counts = _in_month(close, what)
        if what == "returned":
            counts |= _in_month(close, "completed")
        is_late = Q(**{f"{what}_at__gt": close.closed_at}) | Q(
            pk__in=late.filter(to_state=what).values("seller_order")
        )
        changed |= counts & is_late
    grams = (
        Line.objects.filter(seller_order=OuterRef("pk"))
        .order_by()
        .values("seller_order")
        .annotate(g=Sum(F("quantity") * F("net_weight_g")))
    )
    orders = (
        SellerOrder.objects.filter(changed)
        .annotate(goods_g=Subquery(grams.values("g")))
        .defer("reason", "delivery_place")
        .order_by("number")
    )
    found = list(orders)
    events = _late_events(late, [order.pk for order in found])
    rows = [_late_order(order, close, events.get(order.pk, {})) for order in found]
    return [row for row in rows if row.effect != Sales()]


def _in_month(close: PeriodClose, what: str) -> Q:
    return Q(**{f"{what}_on__gte": close.month, f"{what}_on__lt": next_month(close.month)})


def _late_order(order: SellerOrder, close: PeriodClose, events: dict[str, datetime]) -> LateOrder:
    """Compare what the order counts now with what it counted before the late changes."""
    late = {
        what: at
        for what in _EVENTS
        if (at := events.get(what) or getattr(order, f"{what}_at")) and at > close.closed_at
    }
    on = {what: getattr(order, f"{what}_on") for what in _EVENTS}
    before = {what: None if what in late else day for what, day in on.items()}
    effect = _counted(order, close, on) - _counted(order, close, before)
    happened = sorted((late | events).items(), key=lambda pair: (pair[1], pair[0]))
    return LateOrder(
        order.number, order.commune_code, order.seller_name, order.state, tuple(happened), effect
    )


def _counted(order: SellerOrder, close: PeriodClose, on: dict) -> Sales:
    """Return what an order with these days adds to the month."""
    end = next_month(close.month)
    vnd = order.goods_vnd - order.discount_vnd
    figures: dict[str, int | Decimal] = {}
    for what, day in on.items():
        if day is None or not close.month <= day < end:
            continue
        if what == "completed" and on["returned"] is not None:
            continue
        figures |= {what: 1, f"{what}_vnd": vnd}
        if what == "completed":
            figures["completed_g"] = order.goods_g or 0
    return Sales(**figures)


def _late_events(late, orders: list[int]) -> dict[int, dict[str, datetime]]:
    """Return ``{order: {state: first hour after the close}}``."""
    found: dict[int, dict[str, datetime]] = {}
    rows = late.filter(seller_order__in=orders).order_by("id")
    for order, state, at in rows.values_list("seller_order", "to_state", "at"):
        found.setdefault(order, {}).setdefault(state, at)
    return found


def _by_commune(cells) -> dict[str, Sales]:
    sums = {f"sum_{name}": Sum(name) for name in SALES_FIELDS}
    rows = cells.filter(**_WHOLE).order_by().values_list("commune_code").annotate(**sums)
    return {code: Sales(*figures) for code, *figures in rows}
