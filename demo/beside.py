"""Visits, plan targets and other floors' figures of the demo, as the source report has them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from demo.clock import REFERENCE_DAY, dice
from stats.models import FloorReport, Target, VisitDay
from stats.visits import PageKind

YEAR = REFERENCE_DAY.year
FIRST_DAY = dt.date(YEAR, 1, 1)
DECISION = "Kế hoạch 156/KH-UBND (minh họa)"
SOURCE = "Số liệu minh họa theo báo cáo của tỉnh"
_DECIDED_ON = dt.date(YEAR, 1, 15)
_VIEWS_PER_VISIT = 2.7
#: How busy a month is; Tết and the season of gifts at its ends.
_MONTHS = (1.35, 0.95, 0.8, 0.82, 0.9, 0.92, 0.98, 1.02, 1.0, 1.04, 1.1, 1.3)
#: Monday to Sunday.
_WEEKDAYS = (1.0, 0.98, 0.97, 0.98, 1.02, 1.12, 1.15)
#: Shares of visits and of views: people come in by a product and look at several.
_PAGES = {
    PageKind.HOME: (0.28, 0.15),
    PageKind.GOODS: (0.20, 0.28),
    PageKind.PRODUCT: (0.36, 0.39),
    PageKind.SELLER: (0.09, 0.08),
    PageKind.OTHER: (0.07, 0.10),
}
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Beside:
    """How much of it one scale has.

    ``visits`` up to the reference day, ``visits_before`` in the whole year before;
    ``floors`` are name, products and transactions; ``targets`` figures by their id.
    """

    visits: int
    visits_before: int
    floors: tuple[tuple[str, int, int], ...]
    targets: dict[str, int]


SMALL = Beside(
    visits=7_400,
    visits_before=4_100,
    floors=(("Postmart", 14, 92), ("Vỏ Sò", 9, 58)),
    targets={"P1": 50, "S5": 12, "P3": 15, "H1a": 500, "M1": 10},
)
REPORT = Beside(
    visits=5_980_000,
    visits_before=3_640_000,
    floors=(("Postmart", 1_180, 9_200), ("Vỏ Sò", 820, 5_800)),
    targets={"P1": 2_500, "S5": 300, "P3": 120, "H1a": 190_000, "M1": 100},
)


def write_beside(plan: Beside) -> None:
    """Write what is missing or smaller than planned; what a person entered stays."""
    with transaction.atomic():
        if _visits() < plan.visits:
            VisitDay.objects.filter(is_demo=True).delete()
            VisitDay.objects.bulk_create(plan_visits(plan), _BATCH)
        for make in _floors(plan) + _targets(plan):
            if make.is_missing():
                make.write()


def is_complete(plan: Beside) -> bool:
    """Tell whether nothing is missing. ≤ 9 queries."""
    made = _floors(plan) + _targets(plan)
    return _visits() >= plan.visits and not any(make.is_missing() for make in made)


def counts() -> dict[str, int]:
    """Return the demo's visits of the year, targets and reports of other floors. 3 queries."""
    return {
        "visits": _visits(),
        "targets": Target.objects.filter(is_demo=True).count(),
        "floor_reports": FloorReport.objects.filter(is_demo=True).count(),
    }


def plan_visits(plan: Beside) -> list[VisitDay]:
    """Return a row for every day and kind of page, adding up exactly to the plan."""
    before = FIRST_DAY.replace(year=YEAR - 1)
    return [
        *_year(before, FIRST_DAY - dt.timedelta(days=1), plan.visits_before),
        *_year(FIRST_DAY, REFERENCE_DAY, plan.visits),
    ]


def _year(first: dt.date, last: dt.date, visits: int) -> list[VisitDay]:
    rng = dice(f"visits:{first.year}")
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    weights = [
        _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] * rng.uniform(0.85, 1.15) for day in days
    ]
    came_shares = [came for came, _seen in _PAGES.values()]
    seen_shares = [seen for _came, seen in _PAGES.values()]
    rows = []
    for day, total in zip(days, _split(visits, weights), strict=True):
        came = _split(total, came_shares)
        seen = _split(round(total * _VIEWS_PER_VISIT * rng.uniform(0.97, 1.03)), seen_shares)
        for page, page_came, page_seen in zip(_PAGES, came, seen, strict=True):
            rows.append(
                VisitDay(
                    day=day,
                    page=page.value,
                    views=max(page_seen, page_came),
                    visits=page_came,
                    is_demo=True,
                )
            )
    return rows


def _split(total: int, weights: list[float]) -> list[int]:
    """Return whole parts in proportion to the weights that add up to the total."""
    whole, done, parts, passed = sum(weights), 0, [], 0.0
    for weight in weights:
        passed += weight
        part = round(total * passed / whole) - done
        parts.append(part)
        done += part
    return parts


@dataclass(frozen=True, slots=True)
class _Row:
    """A row by its key: missing when it is not there, or is demo and smaller than planned."""

    model: type[Target] | type[FloorReport]
    key: dict
    size: tuple[str, Decimal | int]
    fields: dict

    def is_missing(self) -> bool:
        row = self.model.objects.filter(**self.key).first()
        name, number = self.size
        return row is None or (row.is_demo and (getattr(row, name) or 0) < number)

    def write(self) -> None:
        values = {**self.fields, self.size[0]: self.size[1], "is_demo": True}
        self.model.objects.update_or_create(**self.key, defaults=values)


def _floors(plan: Beside) -> list[_Row]:
    period = {"period_from": FIRST_DAY, "period_to": REFERENCE_DAY}
    return [
        _Row(
            FloorReport,
            {"floor": floor, **period},
            ("products", products),
            {"transactions": transactions, "source": SOURCE},
        )
        for floor, products, transactions in plan.floors
    ]


def _targets(plan: Beside) -> list[_Row]:
    return [
        _Row(
            Target,
            {"year": YEAR, "metric": metric, "commune_code": ""},
            ("value", Decimal(value)),
            {"decision_no": DECISION, "decided_on": _DECIDED_ON},
        )
        for metric, value in plan.targets.items()
    ]


def _visits() -> int:
    """Return the demo's visits of the year up to the reference day. 1 query."""
    rows = VisitDay.objects.filter(is_demo=True, day__range=(FIRST_DAY, REFERENCE_DAY))
    return rows.aggregate(n=Sum("visits"))["n"] or 0
