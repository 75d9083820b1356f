"""The desk hears of new reports and before time runs out, those above it afterwards."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from fieldreports import desks
from fieldreports.models import FieldReport
from fieldreports.subjects import subject_of, with_subject
from jobs.messages import VOICE, send_message
from sellers import ladder

State = FieldReport.State
#: The desk hears of a report that nobody has looked at so long before its first answer is due.
ALARM_BEFORE = dt.timedelta(hours=8)
_BATCH = 100


def tell_due(now: dt.datetime | None = None) -> int:
    """Tell desks of what is due soon, and those above them of what is late; return how many."""
    now = now or timezone.now()
    return alarm_due(now) + escalate_late(now)


def alarm_due(now: dt.datetime) -> int:
    """Tell each desk of reports whose first answer is due soon; return how many."""
    return _each(_unseen(now), _alarm, now)


def escalate_late(now: dt.datetime) -> int:
    """Tell those above the desk of reports that are late; return how many."""
    return _each(late(now) & Q(late_told_at=None), _escalate, now)


def tell_arrived(report: FieldReport) -> None:
    """Tell the desk that something waits: once an hour at most, and after a night in the morning.

    Whoever sends a hundred reports costs one message; it names nobody, as the desk reads several.
    """
    now = timezone.now()
    at = ladder.when_allowed(VOICE, now, ladder.parse_quiet(settings.NOTICE_QUIET))
    for phone in desks.phones_at(report, now):
        send_message(
            to_phone=phone,
            template="report-arrived",
            text=f"Có phản ánh mới chờ bạn trả lời. Mở {settings.SITE_URL}/duyet/phan-anh/",
            dedupe_key=f"report-arrived:{at:%Y%m%d%H}:{phone}",
            not_before=at,
        )


def tell_passed(report: FieldReport) -> None:
    """Tell the desk that a report was passed on to, however far it is."""
    now = timezone.now()
    words = "được chuyển đến bạn trả lời"
    _send("report-passed", report, words, desks.phones_at(report, now), now)


def late(now: dt.datetime) -> Q:
    """Return the filter of what should have been answered, or solved, before a moment."""
    return Q(state=State.NEW, answer_by__lt=now) | Q(state=State.SEEN, solve_by__lt=now)


def _unseen(now: dt.datetime) -> Q:
    return Q(state=State.NEW, alarmed_at=None, answer_by__lte=now + ALARM_BEFORE)


def _each(found: Q, tell, now: dt.datetime) -> int:
    rows = FieldReport.objects.filter(found).order_by("answer_by", "pk")
    return sum(tell(pk, now) for pk in list(rows.values_list("pk", flat=True)[:_BATCH]))


@transaction.atomic
def _alarm(pk: int, now: dt.datetime) -> bool:
    # The mark in the WHERE lets one of many workers tell.
    if not FieldReport.objects.filter(_unseen(now), pk=pk).update(alarmed_at=now):
        return False
    one = with_subject(FieldReport.objects.all()).get(pk=pk)
    _send("report-alarm", one, "sắp quá hạn trả lời", desks.phones_at(one, now), now)
    return True


@transaction.atomic
def _escalate(pk: int, now: dt.datetime) -> bool:
    waits = FieldReport.objects.filter(late(now), pk=pk, late_told_at=None)
    if not waits.update(late_told_at=now, escalated_at=Coalesce("escalated_at", now)):
        return False
    one = with_subject(FieldReport.objects.all()).get(pk=pk)
    words = f"đã quá hạn, {one.get_desk_display().lower()} chưa trả lời"
    _send("report-late", one, words, desks.phones_above(one, now), now)
    return True


def _send(
    template: str, report: FieldReport, words: str, phones: list[str], now: dt.datetime
) -> None:
    for phone in phones:
        send_message(
            to_phone=phone,
            template=template,
            text=f"Phản ánh về “{subject_of(report).title}” {words}. "
            f"Mở {settings.SITE_URL}/duyet/phan-anh/{report.pk}/",
            # A mark on the row lets each moment tell once; the same desk may get it again.
            dedupe_key=f"{template}:{report.pk}:{now:%Y%m%d%H%M%S%f}:{phone}",
        )
