"""Look at a report in time, pass it on to who must answer, say what became of it."""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from audit import recording
from common.errors import BusinessRuleError
from fieldreports import desks, due
from fieldreports.models import FieldReport
from jobs.messages import send_message
from markets.reach import own_stalls
from places.models import Commune
from sellers.strangers import NotYours, require_stranger

State, Desk, OPEN = FieldReport.State, FieldReport.Desk, FieldReport.OPEN


class AlreadyDecided(BusinessRuleError):
    """Somebody decided meanwhile."""

    message = "Phản ánh này vừa có người trả lời. Bạn không cần làm gì thêm."


class NobodyThere(BusinessRuleError):
    """Nobody sits at the desk it would be passed on to."""

    message = "Nơi đó chưa có người trên sàn. Chọn nơi khác."


class SameDesk(BusinessRuleError):
    """It would be passed on to where it is."""

    message = "Phản ánh đang ở đúng nơi này rồi. Chọn nơi khác."


def waiting(user: User):
    """Return what nobody has decided yet, what is due soonest first."""
    return desks.reports_of(user).filter(state__in=OPEN).order_by("state", "answer_by", "pk")


@transaction.atomic
def begin(*, report: FieldReport, by: User) -> FieldReport:
    """Note that somebody looks into it: its first answer. Raises ``NotYours``."""
    _require_stranger(report, by)
    new = FieldReport.objects.filter(pk=report.pk, state=State.NEW)
    if new.update(state=State.SEEN, seen_at=timezone.now(), late_told_at=None):
        recording.record("report.seen", on=report, label=report.number, actor=by)
        _tell(report, f"{who(report)} đã nhận và đang xem phản ánh của bạn")
    report.refresh_from_db()
    return report


@transaction.atomic
def decide(*, report: FieldReport, by: User, upheld: bool, answer: str) -> FieldReport:
    """Close a report with words for who sent it. Raises ``NotYours``, ``AlreadyDecided``.

    What happens to a listing itself is decided on its own page.
    """
    _require_stranger(report, by)
    now = timezone.now()
    waits = FieldReport.objects.filter(pk=report.pk, state__in=OPEN)
    if not waits.update(
        state=State.UPHELD if upheld else State.DECLINED,
        seen_at=Coalesce(F("seen_at"), now),
        decided_at=now,
        decided_by=by,
        answer=answer[:500],
    ):
        raise AlreadyDecided
    before = report.state
    report.refresh_from_db()
    changes = {"state": (before, report.state), "answer": ("", answer)}
    recording.record("report.decided", on=report, label=report.number, actor=by, changes=changes)
    words = report.get_state_display().lower()
    _tell(report, f"{who(report)} đã trả lời phản ánh của bạn: {words}")
    return report


@transaction.atomic
def pass_on(
    *, report: FieldReport, by: User, desk: str, note: str, commune: Commune | None = None
) -> FieldReport:
    """Give a report to another desk, perhaps of another commune, and tell those who sit there.

    Its times stay, and the place where it was seen, where it is counted.
    Raises ``NotYours``, ``SameDesk``, ``NobodyThere``, ``AlreadyDecided``.
    """
    _require_stranger(report, by)
    place = commune or report.commune
    answers = place if desk == Desk.COMMUNE and place != report.commune else None
    before = (report.desk, report.answering_commune)
    if (desk, answers) == before:
        raise SameDesk
    if desks.staffed(desk, commune=place, market=report.market) != desk:
        raise NobodyThere
    waits = FieldReport.objects.filter(pk=report.pk, state__in=OPEN)
    passed = {"desk": desk, "answering_commune": answers, "passed_note": note[:300]}
    if not waits.update(**passed, alarmed_at=None, late_told_at=None):
        raise AlreadyDecided
    report.refresh_from_db()
    changes = {
        "desk": (before[0], desk),
        "answering_commune": (str(before[1] or ""), str(answers or "")),
    }
    recording.record("report.passed", on=report, label=report.number, actor=by, changes=changes)
    due.tell_passed(report)
    return report


def who(report: FieldReport) -> str:
    """Name who answers, for who sent it."""
    if report.desk == Desk.BOARD and report.market is not None:
        return report.market.board_name or f"Ban quản lý {report.market.name}"
    if report.desk == Desk.COMMUNE and report.desk_commune is not None:
        return f"Cán bộ {report.desk_commune.full_name}"
    return "Sàn"


def _require_stranger(report: FieldReport, by: User) -> None:
    product = report.product
    partner_id = report.partner_id or (product.partner_id if product else None)
    if partner_id:
        require_stranger(user=by, partner_id=partner_id)
    if report.stall_id and own_stalls(by).filter(pk=report.stall_id).exists():
        raise NotYours


def _tell(report: FieldReport, words: str) -> None:
    if report.phone and report.phone_proven_at:
        send_message(
            to_phone=report.phone,
            template="report-state",
            text=f"{words}. Mã {report.number}. Xem: {settings.SITE_URL}/phan-anh/{report.number}/",
            dedupe_key=f"report-state:{report.pk}:{report.state}:{words[:12]}",
        )
