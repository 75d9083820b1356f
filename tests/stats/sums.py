"""Walk every sum on the officials' pages: parts against totals, totals against the orders."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, F, Sum

from shop.order.models import SellerOrder
from stats import queries, selling
from stats.figures import SALES_FIELDS, Asked, Sales, SoFar, Summary
from stats.period import Period, end_of_month
from stats.reading import Which, sales_by
from stats.scopes import Scope
from stats.selling import lines_asked

#: Measures that rows of sets and stars may count twice: an order can have goods of two sets.
COUNTS = {"placed", "completed", "cancelled", "returned"}


def walk(period: Period, asked: Asked) -> int:
    """Compare every sum of a summary with its parts; return how many were compared."""
    page = queries.summary(period=period, asked=asked)
    compared = 0
    for name, parts, total in [*_parts(page), *_sellers(page)]:
        for measure in SALES_FIELDS:
            mine = sum(getattr(part, measure) for part in parts)
            assert mine == getattr(total, measure), (name, measure, period, asked)
            compared += 1
    compared += _breakdowns(page) + _so_far(page)
    assert page.total == counted(period, asked), (period, asked)
    return compared + 1


def sales_of(which: Which, period: Period) -> Sales:
    """Return the sales of a period as one sum."""
    return sales_by(which, period).get((), Sales())


def counted(period: Period, asked: Asked) -> Sales:
    """Count a period straight from the orders."""
    found: dict[str, object] = {}
    for what in ("placed", "completed", "cancelled", "returned"):
        orders = SellerOrder.objects.filter(
            **{f"{what}_on__range": (period.first, period.last)}
        ).order_by()
        if what == "completed":
            orders = orders.filter(returned_on__isnull=True)
        if asked.channel:
            orders = orders.filter(channel=asked.channel)
        lines = lines_asked(asked).filter(seller_order__in=orders)
        if not asked.is_everything:
            orders = orders.filter(pk__in=lines.values("seller_order"))
        sums = orders.aggregate(n=Count("pk"), vnd=Sum(F("goods_vnd") - F("discount_vnd")))
        of_lines = lines.aggregate(
            vnd=Sum("line_price_incl_tax"), g=Sum(F("quantity") * F("net_weight_g"))
        )
        value = sums["vnd"] if asked.is_everything else of_lines["vnd"]
        found |= {what: sums["n"], f"{what}_vnd": round(value or 0)}
        if what == "completed":
            found["completed_g"] = of_lines["g"] or 0
    return Sales(**found)


def _parts(page: Summary) -> Iterator[tuple[str, list[Sales], Sales]]:
    yield "communes", [row.sales for row in page.communes], page.total
    yield "communes a year before", [row.before for row in page.communes], page.before
    year = queries.summary(period=page.period.year, asked=page.asked)
    yield "months", [row.sales for row in page.months], year.total
    yield "months a year before", [row.before for row in page.months], year.before
    spans = _months_within(page.period)
    each = [queries.summary(period=span, asked=page.asked).total for span in spans]
    yield "months of the period", each, page.total


def _months_within(period: Period) -> list[Period]:
    found = []
    for month in period.months():
        first: date = max(month, period.first)
        found.append(Period(first, min(end_of_month(month), period.last)))
    return found


def _sellers(page: Summary) -> Iterator[tuple[str, list[Sales], Sales]]:
    for row in page.communes:
        if row.sales != Sales():
            here = Scope(frozenset({row.code}))
            by_seller = selling.sales_by_seller(scope=here, period=page.period, asked=page.asked)
            yield f"sellers of {row.code}", list(by_seller.values()), row.sales
            with_orders = sum(bool(sales.completed) for sales in by_seller.values())
            assert with_orders == row.selling, row.code


def _breakdowns(page: Summary) -> int:
    compared = 0
    for name in ("sets", "stars", "kinds", "payments", "places"):
        cut = getattr(page, name)
        if cut is None:
            assert not page.asked.is_everything
            continue
        for measure in SALES_FIELDS:
            rows = sum(getattr(row.sales, measure) for row in cut.rows)
            twice = getattr(cut.repeated, measure)
            assert rows - twice == getattr(cut.total, measure), (name, measure)
            if measure not in COUNTS or name in ("kinds", "payments", "places"):
                assert twice == 0, (name, measure)
            compared += 1
    return compared


def _so_far(page: Summary) -> int:
    for name in SoFar._fields:
        rows = sum(getattr(row.so_far, name) for row in page.communes)
        assert rows == getattr(page.so_far, name), name
    return len(SoFar._fields)
