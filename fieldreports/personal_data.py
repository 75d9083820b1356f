"""What reports hold of a person: a phone, sentences, the place and the photo sent with them."""

import base64
import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.moving import when_moved
from accounts.personal_data.holders import Holder, Person, register, scrub
from accounts.personal_data.keeping import keep
from accounts.recycled import when_detached
from common.dates import format_datetime
from fieldreports.models import FieldReport
from fieldreports.subjects import subject_of, with_subject
from sellers.feedback.complaint_times import times


@when_moved
def _reports_follow(user: User, old: str) -> None:
    """Answers go to the new number, and an erasure finds them; what nobody proved stays."""
    proven = FieldReport.objects.filter(phone=old, phone_proven_at__isnull=False)
    proven.update(phone=user.phone)


@when_detached
def _reports_without_a_phone(_user: User, old: str) -> None:
    """Open the reports of a number to nobody: who holds it now did not send them."""
    FieldReport.objects.filter(phone=old).update(phone="", phone_proven_at=None)


def _with_phone(person: Person) -> QuerySet[FieldReport]:
    if not person.phone:
        return FieldReport.objects.none()
    return FieldReport.objects.filter(phone=person.phone)


def _of(person: Person) -> QuerySet[FieldReport]:
    """Return what a person sent; anybody may have typed a phone that nobody proved."""
    return _with_phone(person).filter(phone_proven_at__isnull=False)


def _forgets(person: Person) -> dict[str, int]:
    reports = _of(person)
    _drop_photos(reports)
    return {
        "report_sentences": scrub(
            reports, "text", "answer", "place_note", "passed_note", words=person.words
        ),
        "reports": _with_phone(person).update(phone="", phone_proven_at=None),
    }


def _tables(person: Person) -> dict[str, list]:
    kinds, rows = times(), with_subject(_of(person))
    return {
        "phan_anh": [
            {"ma": one.number, "luc": format_datetime(one.received_at),
             "ve": subject_of(one).title, "chuyen": kinds[one.reason].what, "loi": one.text,
             "xa": one.commune.full_name if one.commune else "", "cho": one.place_note,
             "anh": _photo(one), "trang_thai": one.get_state_display(), "tra_loi": one.answer}
            for one in rows
        ]
    }  # fmt: skip


def _photo(report: FieldReport) -> str:
    """Return the JPEG in Base64: it has no address."""
    try:
        with report.photo.open("rb") as file:
            return base64.b64encode(file.read()).decode()
    except (FileNotFoundError, ValueError):
        return ""


@keep("report_senders", days=3)
def _report_senders(before: dt.datetime) -> int:
    old = FieldReport.objects.filter(received_at__lt=before)
    held = old.filter(~Q(sender_hash="") | ~Q(browser_hash=""))
    return held.update(sender_hash="", browser_hash="")


@keep("report_phones", days=365)
def _report_phones(before: dt.datetime) -> int:
    never = Q(decided_at=None, received_at__lt=before)
    old = FieldReport.objects.filter(Q(decided_at__lt=before) | never)
    _drop_photos(old)
    held = old.filter(~Q(phone="") | ~Q(place_note=""))
    return held.update(phone="", phone_proven_at=None, place_note="")


def _drop_photos(reports) -> None:
    """Take photos off; their files go after the commit."""
    for one in list(reports.exclude(photo="").only("pk", "photo")):
        FieldReport.objects.filter(pk=one.pk).update(photo="")
        transaction.on_commit(partial(one.photo.storage.delete, one.photo.name), robust=True)


register(Holder("fieldreports", forgets=_forgets, tables=_tables))
