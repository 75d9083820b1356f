"""Send a report, and show that the phone beside it is the own one."""

import datetime as dt

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from catalogue import photos
from common.codes import new_code
from common.errors import BusinessRuleError
from common.locks import hold
from common.text import normalize_lines
from fieldreports import desks
from fieldreports.models import FieldReport
from fieldreports.subjects import Subject
from places.models import Commune
from sellers.feedback.complaint_times import times

NUMBER_LENGTH = 10
#: Reports from one address, or with one phone, in 24 hours; a village may share an address.
MOST_A_DAY = 10


class TooMany(BusinessRuleError):
    """Somebody sends without end."""

    message = "Hôm nay nơi bạn đã gửi nhiều phản ánh. Bạn gọi sàn, hoặc mai gửi tiếp."


def report(
    *,
    subject: Subject,
    reason: str,
    text: str = "",
    phone: str | None = "",
    photo=None,
    commune: Commune | None = None,
    place_note: str = "",
    ip: str = "",
    user: User | None = None,
) -> FieldReport:
    """Write a report down; the same one sent twice is one. ``reason`` is a key of ``times``.

    The phone of an account is proven, any other one waits for ``prove``. Raises ``TooMany``,
    ``PhotoRefused``.
    """
    # Decoding takes long: no lock is held meanwhile.
    clean = photos.clean_copies(photo).jpeg if photo else b""
    new = FieldReport(
        number=new_code(NUMBER_LENGTH),
        subject=subject.kind,
        product=subject.product,
        partner=subject.partner,
        market=subject.market,
        stall=subject.stall,
        commune=(commune if subject.asks_place else None) or subject.commune,
        place_note=" ".join(place_note.split()),
        reason=reason,
        text=normalize_lines(text),
        phone=user.phone if user else phone or "",
        sender_hash=salted_hmac("listing-report", ip).hexdigest() if ip else "",
    )
    new.phone_proven_at = timezone.now() if user and new.phone else None
    return _record(new, jpeg=clean)


@transaction.atomic
def _record(new: FieldReport, *, jpeg: bytes) -> FieldReport:
    for name in sorted(filter(None, (new.sender_hash, new.phone))):
        hold(f"listing-report:{name}")
    now, time = timezone.now(), times()[new.reason]
    lately = _lately(new, now)
    if lately is not None:
        same = ("subject", "product", "partner", "stall", "market", "reason", "text", "phone")
        found = lately.filter(**{name: getattr(new, name) for name in same}).first()
        if found is not None:
            return found
        if lately.count() >= MOST_A_DAY:
            raise TooMany
    new.received_at = now
    new.answer_by = now + dt.timedelta(hours=time.first_hours)
    new.solve_by = max(new.answer_by, now + dt.timedelta(days=time.solve_days))
    new.desk = desks.staffed(time.desk, commune=new.commune, market=new.market)
    if jpeg:
        new.photo.save(f"{new.number}.jpg", ContentFile(jpeg), save=False)
    new.save()
    return new


def _lately(new: FieldReport, now: dt.datetime):
    """Return what the same sender sent in a day; None when nothing is known of the sender."""
    senders = Q()
    if new.sender_hash:
        senders |= Q(sender_hash=new.sender_hash)
    if new.phone_proven_at:
        senders |= Q(phone=new.phone, phone_proven_at__isnull=False)
    since = now - dt.timedelta(days=1)
    return FieldReport.objects.filter(senders, received_at__gte=since) if senders else None


def prove(*, report: FieldReport) -> None:
    """Note that a code sent to the phone came back: answers go there from now on."""
    waits = FieldReport.objects.filter(pk=report.pk, phone=report.phone, phone_proven_at=None)
    waits.exclude(phone="").update(phone_proven_at=timezone.now())
