"""Report a listing, look at the report in time, say what became of it."""

import datetime as dt

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import RoleGrant, User
from audit import recording
from catalogue import photos
from catalogue.models import Product
from common.codes import new_code
from common.errors import BusinessRuleError
from common.locks import hold
from common.text import normalize_lines
from jobs.messages import send_message
from sellers import review_scope
from sellers.feedback.complaint_times import times
from sellers.models import ListingReport
from sellers.strangers import require_stranger

State = ListingReport.State
OPEN = (State.NEW, State.SEEN)
NUMBER_LENGTH = 10
#: Reports from one address in 24 hours; a village may share one.
MOST_A_DAY = 10
#: Operators hear of a report that nobody has looked at so long before its first answer is due.
ALARM_BEFORE = dt.timedelta(hours=8)
_BATCH = 100


class TooMany(BusinessRuleError):
    """Somebody sends without end."""

    message = "Hôm nay nơi bạn đã gửi nhiều phản ánh. Bạn gọi sàn, hoặc mai gửi tiếp."


class AlreadyDecided(BusinessRuleError):
    """Somebody decided meanwhile."""

    message = "Phản ánh này vừa có người trả lời. Bạn không cần làm gì thêm."


def report(
    *,
    product: Product,
    reason: str,
    text: str = "",
    phone: str | None = "",
    photo=None,
    ip: str = "",
) -> ListingReport:
    """Write a report down; the same one sent twice is one. ``reason`` is a key of ``times``.

    Raises ``TooMany``, ``PhotoRefused``.
    """
    # Decoding takes long: no lock is held meanwhile.
    clean = photos.clean_copies(photo).jpeg if photo else b""
    return _record(
        product=product,
        reason=reason,
        text=normalize_lines(text),
        phone=phone or "",
        jpeg=clean,
        sender=salted_hmac("listing-report", ip).hexdigest() if ip else "",
    )


@transaction.atomic
def _record(*, product, reason, text, phone, jpeg: bytes, sender: str) -> ListingReport:
    hold(f"listing-report:{sender}")
    now, time = timezone.now(), times()[reason]
    lately = ListingReport.objects.filter(
        sender_hash=sender, received_at__gte=now - dt.timedelta(days=1)
    )
    same = lately.filter(product=product, reason=reason, text=text, phone=phone).first()
    if sender and same:
        return same
    if sender and lately.count() >= MOST_A_DAY:
        raise TooMany
    answer_by = now + dt.timedelta(hours=time.first_hours)
    new = ListingReport(
        number=new_code(NUMBER_LENGTH),
        product=product,
        reason=reason,
        text=text,
        phone=phone,
        sender_hash=sender,
        received_at=now,
        answer_by=answer_by,
        solve_by=max(answer_by, now + dt.timedelta(days=time.solve_days)),
    )
    if jpeg:
        new.photo.save(f"{new.number}.jpg", ContentFile(jpeg), save=False)
    new.save()
    return new


def reports_of(user: User):
    """Return the reports in reach of a moderator, the most urgent first. 1 or 2 queries."""
    reach = review_scope.in_reach(user, "product__partner__commune")
    return ListingReport.objects.filter(reach).select_related("product__partner")


def waiting(user: User):
    """Return what nobody has decided yet."""
    return reports_of(user).filter(state__in=OPEN).order_by("state", "answer_by", "pk")


@transaction.atomic
def begin(*, report: ListingReport, by: User) -> ListingReport:
    """Note that somebody looks into it: its first answer. Raises ``NotYours``."""
    require_stranger(user=by, partner_id=report.product.partner_id)
    new = ListingReport.objects.filter(pk=report.pk, state=State.NEW)
    if new.update(state=State.SEEN, seen_at=timezone.now()):
        recording.record("report.seen", on=report, label=report.number, actor=by)
        _tell(report, "Sàn đã nhận và đang xem phản ánh của bạn")
    report.refresh_from_db()
    return report


@transaction.atomic
def decide(*, report: ListingReport, by: User, upheld: bool, answer: str) -> ListingReport:
    """Close a report with words for who sent it. Raises ``NotYours``, ``AlreadyDecided``.

    What happens to the listing itself is decided on its own page.
    """
    require_stranger(user=by, partner_id=report.product.partner_id)
    now = timezone.now()
    waits = ListingReport.objects.filter(pk=report.pk, state__in=OPEN)
    if not waits.update(
        state=State.UPHELD if upheld else State.DECLINED,
        seen_at=report.seen_at or now,
        decided_at=now,
        decided_by=by,
        answer=answer[:500],
    ):
        raise AlreadyDecided
    before = report.state
    report.refresh_from_db()
    changes = {"state": (before, report.state), "answer": ("", answer)}
    recording.record("report.decided", on=report, label=report.number, actor=by, changes=changes)
    _tell(report, f"Sàn đã trả lời phản ánh của bạn: {report.get_state_display().lower()}")
    return report


def alarm_due(now: dt.datetime | None = None) -> int:
    """Tell operators of reports whose first answer is due soon, each once; return how many."""
    now, told = now or timezone.now(), 0
    late = ListingReport.objects.filter(_unseen(now)).order_by("answer_by", "pk")
    for pk in list(late.values_list("pk", flat=True)[:_BATCH]):
        told += _alarm(pk, now)
    return told


def _unseen(now: dt.datetime) -> Q:
    return Q(state=State.NEW, alarmed_at=None, answer_by__lte=now + ALARM_BEFORE)


@transaction.atomic
def _alarm(pk: int, now: dt.datetime) -> bool:
    # The mark in the WHERE lets one of many workers tell.
    if not ListingReport.objects.filter(_unseen(now), pk=pk).update(alarmed_at=now):
        return False
    one = ListingReport.objects.select_related("product").get(pk=pk)
    operators = RoleGrant.objects.active(now).of_role(RoleGrant.Role.OPERATOR)
    phones = operators.filter(user__is_active=True).values_list("user__phone", flat=True)
    for phone in sorted(set(phones)):
        send_message(
            to_phone=phone,
            template="report-alarm",
            text=f"Phản ánh về “{one.product.title}” sắp quá hạn trả lời. "
            f"Mở {settings.SITE_URL}/duyet/phan-anh/{pk}/",
            dedupe_key=f"report-alarm:{pk}:{phone}",
        )
    return True


def _tell(report: ListingReport, words: str) -> None:
    if report.phone:
        send_message(
            to_phone=report.phone,
            template="report-state",
            text=f"{words}. Mã {report.number}. Xem: {settings.SITE_URL}/phan-anh/{report.number}/",
            dedupe_key=f"report-state:{report.pk}:{report.state}:{words[:12]}",
        )
