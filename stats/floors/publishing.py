"""Whether a report of another floor is open data: somebody in office decides each revision."""

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from common.errors import BusinessRuleError
from stats.models import FloorReport


class NotAsSeen(BusinessRuleError):
    """The report was corrected since the page was opened, or is demo data."""

    message = "Số liệu này vừa được sửa. Xem lại rồi bấm lần nữa."


@transaction.atomic
def publish(*, report: FloorReport, revision: int, by) -> bool:
    """Let the open data show a report as of ``revision``; say whether this did it.

    Raises ``NotAsSeen``. ≤ 4 queries.
    """
    seen = FloorReport.objects.select_for_update().filter(
        pk=report.pk, revision=revision, is_demo=False
    )
    stored = seen.first()
    if stored is None:
        raise NotAsSeen
    if stored.published_at:
        return False
    stored.published_at, stored.published_by = timezone.now(), by
    stored.save(update_fields=["published_at", "published_by"])
    record("floors.published", on=stored, actor=by, changes={"revision": ("", revision)})
    return True


@transaction.atomic
def withdraw(*, report: FloorReport, by) -> bool:
    """Take a report out of the open data again; say whether this did it. ≤ 3 queries."""
    done = FloorReport.objects.filter(pk=report.pk, published_at__isnull=False).update(
        published_at=None, published_by=None
    )
    if done:
        record("floors.withdrawn", on=report, actor=by)
    return bool(done)
