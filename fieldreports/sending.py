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
from fieldreports import desks, due
from fieldreports.models import FieldReport
from fieldreports.subjects import Subject
from places.models import Commune
from sellers.feedback.complaint_times import times

NUMBER_LENGTH = 10
#: Reports with one proven phone, or of one browser without, in 24 hours.
MOST_A_DAY = 10
#: Of all without a proven phone behind one address: a carrier has one for a whole town.
MOST_OF_ADDRESS = 200
#: The same words of the same sender within it are a button pressed twice.
SAME_WITHIN = dt.timedelta(minutes=15)
_DAY = dt.timedelta(days=1)
_SAME = ("subject", "product", "partner", "stall", "market", "commune", "reason", "text", "phone")


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
    browser: str = "",
    user: User | None = None,
    is_anonymous: bool = False,
) -> FieldReport:
    """Write a report down; the same one sent twice is one. ``reason`` is a key of ``times``.

    The phone of an account is proven, and left out on wish; any other one waits for ``prove``.
    ``browser`` is a secret of the browser, if known. Raises ``TooMany``, ``PhotoRefused``.
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
        phone=phone or "",
        sender_hash=_hash(ip),
        browser_hash=_hash(browser),
    )
    if user:
        new.phone = "" if is_anonymous else user.phone
    new.phone_proven_at = timezone.now() if user and new.phone else None
    return _record(new, jpeg=clean)


def _hash(secret: str) -> str:
    return salted_hmac("listing-report", secret).hexdigest() if secret else ""


@transaction.atomic
def _record(new: FieldReport, *, jpeg: bytes) -> FieldReport:
    for name in sorted(filter(None, (new.sender_hash, new.browser_hash, new.phone))):
        hold(f"listing-report:{name}")
    now, time = timezone.now(), times()[new.reason]
    found = _same(new, now)
    if found is not None:
        return _completed(found, new, jpeg)
    _require_few(new, now)
    new.received_at = now
    new.answer_by = now + dt.timedelta(hours=time.first_hours)
    new.solve_by = max(new.answer_by, now + dt.timedelta(days=time.solve_days))
    new.desk = desks.staffed(time.desk, commune=new.commune, market=new.market)
    if jpeg:
        new.photo.save(f"{new.number}.jpg", ContentFile(jpeg), save=False)
    new.save()
    due.tell_arrived(new)
    return new


def _same(new: FieldReport, now: dt.datetime) -> FieldReport | None:
    """Return what the same sender said a moment ago, if nobody has closed it.

    A phone that is only typed shows nobody: anybody may type it.
    """
    sender = Q()
    if new.browser_hash:
        sender |= Q(browser_hash=new.browser_hash)
    if new.phone and new.phone_proven_at:
        sender |= Q(phone=new.phone, phone_proven_at__isnull=False)
    if not sender:
        return None
    same = {name: getattr(new, name) for name in _SAME}
    places = {"", new.place_note} if new.place_note else None
    rows = FieldReport.objects.filter(sender, **same, received_at__gte=now - SAME_WITHIN)
    rows = rows.filter(state__in=FieldReport.OPEN)
    return (rows.filter(place_note__in=places) if places else rows).first()


def _completed(found: FieldReport, new: FieldReport, jpeg: bytes) -> FieldReport:
    """Add the photo and the place that the first one had not."""
    found.place_note = found.place_note or new.place_note
    found.phone_proven_at = found.phone_proven_at or new.phone_proven_at
    if jpeg and not found.photo:
        found.photo.save(f"{found.number}.jpg", ContentFile(jpeg), save=False)
    found.save(update_fields=["place_note", "phone_proven_at", "photo"])
    return found


def _require_few(new: FieldReport, now: dt.datetime) -> None:
    """Count by the proven phone alone, else by browser and address. Raises ``TooMany``."""
    today = FieldReport.objects.filter(received_at__gte=now - _DAY)
    if new.phone_proven_at:
        sent = today.filter(phone=new.phone, phone_proven_at__isnull=False)
        limits = [(sent, MOST_A_DAY)]
    else:
        limits = [
            (today.filter(**{name: getattr(new, name)}, phone_proven_at=None), most)
            for name, most in (("browser_hash", MOST_A_DAY), ("sender_hash", MOST_OF_ADDRESS))
            if getattr(new, name)
        ]
    if any(rows.count() >= most for rows, most in limits):
        raise TooMany


def prove(*, report: FieldReport) -> None:
    """Note that a code sent to the phone came back: answers go there from now on."""
    waits = FieldReport.objects.filter(pk=report.pk, phone=report.phone, phone_proven_at=None)
    waits.exclude(phone="").update(phone_proven_at=timezone.now())
