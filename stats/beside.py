"""What stands beside our own figures: visits, plan targets, other floors, the report's table.

Nothing here is ever added to the sales and goods of this floor.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from stats.figures import SoFar, Summary
from stats.models import FloorReport, Target, VisitDay
from stats.period import Period
from stats.visits import PageKind

OTHER_FLOORS = "Các sàn khác"
THIS_FLOOR = "Sàn này"
REGISTRY = "Sổ hộ sản xuất nông nghiệp"
MARKETS = "Danh sách chợ"


class MonthVisits(NamedTuple):
    """Views and visits of one month, named by its first day."""

    month: date
    views: int
    visits: int


class PageVisits(NamedTuple):
    """Views and visits of one kind of page."""

    page: str
    label: str
    views: int
    visits: int


@dataclass(frozen=True)
class Visits:
    """Views and visits of the public shop. ``by_month`` and ``by_page`` each add up to both."""

    views: int
    visits: int
    by_month: list[MonthVisits]
    by_page: list[PageVisits]


@dataclass(frozen=True)
class FloorRow:
    """The newest report of one floor, for its own period; None is a figure it did not give."""

    floor: str
    products: int | None
    transactions: int | None
    value_vnd: Decimal | None
    period: Period
    source: str
    sellers: int | None = None
    evidence_url: str = ""
    revision: int = 1
    entered_at: datetime | None = None


@dataclass(frozen=True)
class TargetRow:
    """What a decision asks for; ``unit`` is that of ``value``."""

    metric: str
    label: str
    unit: str
    value: Decimal
    decision_no: str
    decided_on: date | None


@dataclass(frozen=True)
class PlanRow:
    """A figure beside its target; ``share`` in per cent, ``missing`` is what is left to do."""

    metric: str
    label: str
    unit: str
    target: Decimal
    done: Decimal
    share: Decimal | None
    missing: Decimal
    decision: str
    decided_on: date | None


@dataclass(frozen=True)
class ReportRow:
    """A row of the report's table; ``value`` is None without a figure, ``of`` the whole.

    ``metric`` is the id of the figure in the definitions, where it has a target.
    """

    label: str
    value: int | None
    unit: str
    whose: str
    of: int | None = None
    metric: str = ""


@dataclass(frozen=True)
class Planned:
    """A figure that may have a target: its words and where the summary has it."""

    label: str
    unit: str
    done: Callable[[Summary], Decimal | int]


#: Figures that are known of today only.
OF_TODAY = frozenset({"P1", "S5", "P3", "H1a", "M1"})
#: Figures by their id in the definitions; those that are not of today are of the period.
PLANNED = {
    "P1": Planned("Sản phẩm trên sàn", "sản phẩm", lambda s: s.so_far.listings),
    "S5": Planned("Đơn vị tự đăng bán", "đơn vị", lambda s: s.so_far.self_listing_sellers),
    "P3": Planned("Sản phẩm OCOP trên sàn", "sản phẩm", lambda s: s.so_far.ocop_listings),
    "H1a": Planned("Hộ có tài khoản", "hộ", lambda s: s.so_far.registered),
    "M1": Planned("Chợ 4.0", "chợ", lambda s: s.so_far.markets_40),
    "T1": Planned("Giao dịch", "giao dịch", lambda s: s.total.placed),
    "T2": Planned("Giao dịch thành công", "giao dịch", lambda s: s.total.completed),
    "T4": Planned("Giá trị giao dịch", "đồng", lambda s: s.total.completed_vnd),
}


def visits_in(period: Period) -> Visits:
    """Return the views and visits of a period; months without any are there with 0. 1 query."""
    days = VisitDay.objects.filter(day__range=(period.first, period.last)).order_by()
    months = {month: [0, 0] for month in period.months()}
    pages = {kind.value: [0, 0] for kind in PageKind}
    for day, page, views, visits in days.values_list("day", "page", "views", "visits"):
        for sums in (months[day.replace(day=1)], pages.setdefault(page, [0, 0])):
            sums[0] += views
            sums[1] += visits
    labels = dict(PageKind.choices)
    return Visits(
        views=sum(views for views, _ in months.values()),
        visits=sum(visits for _, visits in months.values()),
        by_month=[MonthVisits(month, *sums) for month, sums in months.items()],
        by_page=[PageVisits(page, labels.get(page, page), *sums) for page, sums in pages.items()],
    )


def floors_in(period: Period) -> list[FloorRow]:
    """Return the newest report of every floor that overlaps the period, by name. 1 query."""
    reports = FloorReport.objects.filter(
        period_from__lte=period.last, period_to__gte=period.first
    ).order_by("period_to", "entered_at", "pk")
    newest = {report.floor: report for report in reports}
    return [
        FloorRow(
            floor=report.floor,
            products=report.products,
            transactions=report.transactions,
            value_vnd=report.value_vnd,
            period=Period(report.period_from, report.period_to),
            source=report.source,
            sellers=report.sellers,
            evidence_url=report.evidence_url,
            revision=report.revision,
            entered_at=report.entered_at,
        )
        for _floor, report in sorted(newest.items())
    ]


def other_floors(floors: list[FloorRow]) -> FloorRow | None:
    """Return the other floors together, None without any; their own figures stay theirs.

    A sum leaves out floors that did not give the figure, and is None when none did.
    """
    if not floors:
        return None
    first = min(row.period.first for row in floors)
    last = max(row.period.last for row in floors)
    return FloorRow(
        floor=OTHER_FLOORS,
        products=_sum(row.products for row in floors),
        transactions=_sum(row.transactions for row in floors),
        value_vnd=_sum(row.value_vnd for row in floors),
        period=Period(first, last),
        source="; ".join(dict.fromkeys(row.source for row in floors)),
    )


def targets_of(year: int, commune_code: str = "") -> list[TargetRow]:
    """Return the targets of a year for the province or one commune. 1 query."""
    found = {
        target.metric: target
        for target in Target.objects.filter(
            year=year, commune_code=commune_code, metric__in=PLANNED
        )
    }
    return [
        TargetRow(
            metric=metric,
            label=planned.label,
            unit=planned.unit,
            value=found[metric].value,
            decision_no=found[metric].decision_no,
            decided_on=found[metric].decided_on,
        )
        for metric, planned in PLANNED.items()
        if metric in found
    ]


def plan_rows(summary: Summary, year: int, commune_code: str = "") -> list[PlanRow]:
    """Return every figure of the summary that has a target in the year. 1 query.

    Transactions and value are those of the summary's period: give it the year so far. Give
    the code of the commune that the summary is about, none for the province.
    """
    return [
        _plan_row(row, Decimal(PLANNED[row.metric].done(summary)))
        for row in targets_of(year, commune_code)
    ]


def _plan_row(row: TargetRow, done: Decimal) -> PlanRow:
    return PlanRow(
        metric=row.metric,
        label=row.label,
        unit=row.unit,
        target=row.value,
        done=done,
        share=done * 100 / row.value if row.value else None,
        missing=max(row.value - done, Decimal(0)),
        decision=row.decision_no,
        decided_on=row.decided_on,
    )


def report_table(summary: Summary, visits: Visits, floors: list[FloorRow]) -> list[ReportRow]:
    """Return the table of the provincial report in its order, each row with whose it is.

    Goods, households and markets are known of today only: a period that is over has none.
    """
    rows = _report_rows(summary.so_far, visits, floors)
    return [row for row in rows if row.metric not in OF_TODAY or not summary.period.is_over]


def _report_rows(so_far: SoFar, visits: Visits, floors: list[FloorRow]) -> list[ReportRow]:
    others = other_floors(floors)
    names = " và ".join(row.floor for row in floors) or "các sàn khác"
    return [
        ReportRow("Lượt truy cập", visits.visits, "lượt", THIS_FLOOR),
        ReportRow("Sản phẩm trên sàn", so_far.listings, "sản phẩm", THIS_FLOOR, metric="P1"),
        ReportRow(
            "Sản phẩm OCOP trên sàn", so_far.ocop_listings, "sản phẩm", THIS_FLOOR, metric="P3"
        ),
        ReportRow(
            "Đơn vị tự đăng bán", so_far.self_listing_sellers, "đơn vị", THIS_FLOOR, metric="S5"
        ),
        ReportRow("Hộ có tài khoản", so_far.registered, "hộ", REGISTRY, metric="H1a"),
        ReportRow(f"Nông sản trên {names}", others and others.products, "sản phẩm", OTHER_FLOORS),
        ReportRow(
            f"Giao dịch trên {names}", others and others.transactions, "giao dịch", OTHER_FLOORS
        ),
        ReportRow("Chợ 4.0", so_far.markets_40, "chợ", MARKETS, so_far.markets, "M1"),
    ]


def _sum(numbers: Iterable):
    """Return the sum of what is known, None when nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
