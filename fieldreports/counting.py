"""How many reports came, and how many were answered and solved in time; recounted at each look."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from django.db.models import Count, F, Q
from django.utils import timezone

from common.dates import VIETNAM
from fieldreports.models import FieldReport


@dataclass(frozen=True, slots=True)
class Counted:
    """Reports by what became of them. First answer: in time, late or still waiting; so the end.

    Each three sum up to ``received``.
    """

    received: int = 0
    answered: int = 0
    answered_late: int = 0
    answer_waits: int = 0
    solved: int = 0
    solved_late: int = 0
    solution_waits: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        """Return both together."""
        return Counted(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Row:
    """The reports of one commune about one kind of subject; no code where the place is unknown."""

    commune_code: str
    subject: str
    counted: Counted


def count(
    first: dt.date, last: dt.date, codes: Iterable[str] | None, now: dt.datetime | None = None
) -> list[Row]:
    """Return the counts of what came on the days, both included; None: of all communes. 1 query.

    What is not answered although its time is over is late.
    """
    now = now or timezone.now()
    begin = dt.datetime.combine(first, dt.time.min, VIETNAM)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, VIETNAM)
    rows = FieldReport.objects.filter(received_at__gte=begin, received_at__lt=end)
    if codes is not None:
        rows = rows.filter(commune__code__in=list(codes))
    found = (
        rows.order_by()
        .values("commune__code", "subject")
        .annotate(
            received=Count("pk"),
            **_by_time("answered", "answer", "seen_at", "answer_by", now),
            **_by_time("solved", "solution", "decided_at", "solve_by", now),
        )
    )
    return [
        Row(one.pop("commune__code") or "", one.pop("subject"), Counted(**one)) for one in found
    ]


def total(rows: Iterable[Row]) -> Counted:
    """Return the sum of rows."""
    return sum((row.counted for row in rows), Counted())


def _by_time(done: str, thing: str, at: str, by: str, now: dt.datetime) -> dict[str, Count]:
    in_time = Q(**{f"{at}__lte": F(by)})
    waits = Q(**{f"{at}__isnull": True, f"{by}__gte": now})
    late = Q(**{f"{at}__gt": F(by)}) | Q(**{f"{at}__isnull": True, f"{by}__lt": now})
    return {
        done: Count("pk", filter=in_time),
        f"{done}_late": Count("pk", filter=late),
        f"{thing}_waits": Count("pk", filter=waits),
    }
