"""What reports hold of a person: a phone, sentences, the place and the photo sent with them."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.personal_data.holders import Holder, Person, register, scrub
from accounts.personal_data.keeping import keep
from accounts.recycled import when_detached
from fieldreports.models import FieldReport
from sellers.feedback.complaint_times import times


@when_detached
def _reports_without_a_phone(_user: User, old: str) -> None:
    """Open the reports of a number to nobody: who holds it now did not send them."""
    FieldReport.objects.filter(phone=old).update(phone="", phone_proven_at=None)


def _of(person: Person):
    if not person.phone:
        return FieldReport.objects.none()
    return FieldReport.objects.filter(phone=person.phone)


def _forgets(person: Person) -> dict[str, int]:
    reports = _of(person)
    _drop_photos(reports)
    return {
        "report_sentences": scrub(
            reports, "text", "answer", "place_note", "passed_note", words=person.words
        ),
        "reports": reports.update(phone="", phone_proven_at=None),
    }


def _tables(person: Person) -> dict[str, list]:
    kinds = times()
    return {
        "phan_anh": [
            {"ma": one.number, "chuyen": kinds[one.reason].what, "loi": one.text,
             "cho": one.place_note, "tra_loi": one.answer}
            for one in _of(person)
        ]
    }  # fmt: skip


@keep("report_phones", days=365)
def _report_phones(before: dt.datetime) -> int:
    old = FieldReport.objects.filter(decided_at__lt=before)
    _drop_photos(old)
    held = old.filter(~Q(phone="") | ~Q(place_note=""))
    return held.update(phone="", phone_proven_at=None, place_note="")


def _drop_photos(reports) -> None:
    """Take photos off; their files go after the commit."""
    for one in list(reports.exclude(photo="").only("pk", "photo")):
        FieldReport.objects.filter(pk=one.pk).update(photo="")
        transaction.on_commit(partial(one.photo.storage.delete, one.photo.name), robust=True)


register(Holder("fieldreports", forgets=_forgets, tables=_tables))
