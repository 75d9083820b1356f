"""Forget a shopper: asked with a code of the own phone, done at once or when orders are over."""

import datetime as dt
import logging
import secrets

from django.db import transaction
from django.utils import timezone

from accounts import moving
from accounts.models import ErasureRequest, User
from accounts.personal_data.holders import Person, holders
from audit.recording import record
from common.errors import BusinessRuleError
from jobs.messages import send_message

log = logging.getLogger(__name__)
WITHIN = dt.timedelta(days=20)
_DONE = "San da xoa ten, so dien thoai, dia chi cua ban nhu ban da nho. Don cu chi con so tien."


class CannotErase(BusinessRuleError):
    """This account is more than a shopper's."""


def why_not(user: User) -> str:
    """Return why a person cannot be forgotten at all; empty when nothing stands against it."""
    person = Person(user, user.phone)
    return next((words for one in holders() if (words := one.refuses(person))), "")


def open_request(user: User) -> ErasureRequest | None:
    """Return the request that waits, if any. 1 query."""
    return ErasureRequest.objects.filter(user=user, done_at=None, cancelled_at=None).first()


@transaction.atomic
def ask(*, user: User) -> ErasureRequest:
    """Write the wish down and do it when nothing is under way; asked twice is asked once.

    The caller has checked a code of the own phone. Raises ``CannotErase``, ``PhoneMoving``.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if words := why_not(user):
        raise CannotErase(words)
    moving.require_settled(user)
    request = open_request(user)
    if request is None:
        now = timezone.now()
        request = ErasureRequest.objects.create(user=user, asked_at=now, due_at=now + WITHIN)
    return _try(request)


@transaction.atomic
def cancel(*, user: User) -> bool:
    """Take the wish back while it waits."""
    waits = ErasureRequest.objects.filter(user=user, done_at=None, cancelled_at=None)
    return bool(waits.update(cancelled_at=timezone.now()))


def carry_out_waiting() -> int:
    """Do what can be done by now; return how many people were forgotten."""
    done = 0
    waiting = ErasureRequest.objects.filter(done_at=None, cancelled_at=None)
    for pk in list(waiting.values_list("pk", flat=True)):
        try:
            done += _carry_out(pk)
        except Exception:  # the others must not wait for it; it shows up as overdue
            log.exception("personal data: request %s failed", pk)
    return done


@transaction.atomic
def _carry_out(pk: int) -> bool:
    request = ErasureRequest.objects.select_for_update().get(pk=pk)
    if request.done_at or request.cancelled_at:
        return False
    return _try(request).done_at is not None


def overdue(now: dt.datetime | None = None) -> int:
    """Return how many requests are past their term."""
    late = ErasureRequest.objects.filter(done_at=None, cancelled_at=None)
    return late.filter(due_at__lt=now or timezone.now()).count()


def _try(request: ErasureRequest) -> ErasureRequest:
    user = User.objects.select_for_update().get(pk=request.user_id)
    person = Person(user, user.phone, salt=secrets.token_hex(32))
    waits = next(
        (words for one in holders() if (words := one.refuses(person) or one.waits(person))), ""
    )
    if waits:
        request.waits_for = waits[:200]
        request.save(update_fields=["waits_for"])
        return request
    return _forget(request, person)


def _forget(request: ErasureRequest, person: Person) -> ErasureRequest:
    """Let every app forget in one transaction; what is counted names nobody."""
    phone = person.phone
    for one in holders():
        one.learns(person)
    counts: dict[str, int] = {}
    for one in holders():
        counts |= {f"{one.name}.{what}": number for what, number in one.forgets(person).items()}
    request.done_at, request.waits_for = timezone.now(), ""
    request.counts = {what: number for what, number in counts.items() if number}
    request.save(update_fields=["done_at", "waits_for", "counts"])
    record("account.erased", on=request, label=f"Tài khoản số {request.user_id}")
    send_message(
        to_phone=phone,
        template="erased",
        text=_DONE,
        dedupe_key=f"erased:{request.pk}",
        urgent=True,
        expires_at=timezone.now() + dt.timedelta(hours=1),
    )
    log.info("personal data: request %s carried out", request.pk)
    return request
