"""The one way in which another floor's report is written: each change keeps what was before."""

from django.db import transaction
from django.utils import timezone

from stats.models import FloorReport, PastFloorReport

#: What may differ between two revisions of a report, and is shown beside our figures.
COMPARED = ("sellers", "products", "transactions", "value_vnd", "source", "evidence_url")
_KEPT = (*COMPARED, "revision", "came_with_id", "entered_by_id", "entered_at")


@transaction.atomic
def enter(*, report: FloorReport, by=None, came_with=None) -> bool:
    """Write a new or changed report; say whether anything was written.

    The row as it stood becomes a ``PastFloorReport``. What was decided to be published were the
    figures before: the new ones wait for a decision of their own. ≤ 3 queries.
    """
    stored = FloorReport.objects.select_for_update().filter(pk=report.pk).first()
    is_same = stored is not None and all(
        getattr(stored, name) == getattr(report, name)
        for name in (*COMPARED, "floor", "period_from", "period_to")
    )
    if is_same and not stored.is_demo:
        return False
    if stored is not None and not stored.is_demo:
        PastFloorReport.objects.create(
            report=stored, **{name: getattr(stored, name) for name in _KEPT}
        )
        report.revision = stored.revision + 1
    report.entered_by, report.came_with = by, came_with
    report.entered_at, report.is_demo = timezone.now(), False
    report.published_at = report.published_by = None
    report.save()
    return True
