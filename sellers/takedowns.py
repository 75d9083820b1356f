"""Requests that a listing goes: recorded, answered within 24 hours, operators alarmed in time.

Source: NĐ 248/2026/NĐ-CP, art. 17.1.c.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import RoleGrant, User
from catalogue.models import Product
from common.errors import BusinessRuleError
from jobs.messages import send_message
from sellers import legal_bases, listing_history, reviewing
from sellers.ages import left_words
from sellers.models import ListingEvent, TakedownRequest
from sellers.strangers import require_stranger

State = TakedownRequest.State
WITHIN = dt.timedelta(hours=24)
#: Operators get a message when an open request is so many hours old.
ALARM_HOURS = (12, 22)
_ALARM_BATCH = 100


class AlreadyAnswered(BusinessRuleError):
    """Somebody answered the request meanwhile."""

    message = "Yêu cầu này vừa có người trả lời. Bạn không cần làm gì thêm."


@dataclass(frozen=True, slots=True)
class Request:
    """An open request as the pages show it."""

    pk: int
    product_id: int
    title: str
    seller_name: str
    source: str
    asked_by: str
    document_no: str
    basis: str
    citation: str
    text: str
    received_at: dt.datetime
    due_at: dt.datetime
    left: str
    is_late: bool


@transaction.atomic
def record(
    *,
    product: Product,
    recorder: User,
    source: str,
    asked_by: str,
    basis: str,
    text: str,
    received_at: dt.datetime,
    document_no: str = "",
) -> TakedownRequest:
    """Write down a request; its 24 hours run from ``received_at``."""
    request = TakedownRequest.objects.create(
        product=product,
        source=source,
        asked_by=asked_by,
        document_no=document_no,
        basis=basis,
        text=text,
        received_at=received_at,
        due_at=received_at + WITHIN,
        recorded_by=recorder,
    )
    listing_history.write(
        product=product,
        kind=ListingEvent.Kind.REQUESTED,
        actor=recorder,
        basis=basis,
        note=f"{request.get_source_display()}: {asked_by}. {text}",
    )
    return request


@transaction.atomic
def take_down(*, product: Product, reviewer: User, basis: str, note: str) -> Product:
    """Take the listing down and close what asks for it. Raises ``AlreadyDecided``."""
    reviewing.take_down(product=product, reviewer=reviewer, basis=basis, note=note)
    waiting = TakedownRequest.objects.filter(product=product, state=State.OPEN)
    waiting.update(
        state=State.DONE, decided_at=timezone.now(), decided_by=reviewer, answer=note[:500]
    )
    return product


@transaction.atomic
def decline(*, request: TakedownRequest, reviewer: User, answer: str) -> TakedownRequest:
    """Leave the listing as it is, and say why. Raises ``NotYours``, ``AlreadyAnswered``."""
    require_stranger(user=reviewer, partner_id=request.product.partner_id)
    waiting = TakedownRequest.objects.filter(pk=request.pk, state=State.OPEN)
    if not waiting.update(
        state=State.DECLINED, decided_at=timezone.now(), decided_by=reviewer, answer=answer[:500]
    ):
        raise AlreadyAnswered
    listing_history.write(
        product=request.product,
        kind=ListingEvent.Kind.DECLINED,
        actor=reviewer,
        basis=request.basis,
        note=answer,
    )
    request.refresh_from_db()
    return request


def open_requests(listings, *, now: dt.datetime | None = None) -> list[Request]:
    """Return the open requests about these listings, the most urgent first. 1 query."""
    now = now or timezone.now()
    waiting = TakedownRequest.objects.filter(state=State.OPEN, product__in=listings)
    waiting = waiting.select_related("product__partner").order_by("due_at", "pk")
    return [_request(one, now) for one in waiting]


def alarm_due(now: dt.datetime | None = None) -> int:
    """Tell operators of open requests at 12 and 22 hours, each once; return how many were told."""
    now = now or timezone.now()
    told = 0
    for mark in sorted(ALARM_HOURS, reverse=True):
        old = TakedownRequest.objects.filter(
            state=State.OPEN, alarmed_h__lt=mark, received_at__lte=now - dt.timedelta(hours=mark)
        )
        for pk in list(old.order_by("due_at").values_list("pk", flat=True)[:_ALARM_BATCH]):
            told += _alarm(pk, mark, now)
    return told


@transaction.atomic
def _alarm(pk: int, mark: int, now: dt.datetime) -> bool:
    # The mark in the WHERE lets one of many workers tell.
    mine = TakedownRequest.objects.filter(pk=pk, state=State.OPEN, alarmed_h__lt=mark)
    if not mine.update(alarmed_h=mark):
        return False
    request = TakedownRequest.objects.select_related("product").get(pk=pk)
    operators = RoleGrant.objects.active(now).of_role(RoleGrant.Role.OPERATOR)
    phones = operators.filter(user__is_active=True).values_list("user__phone", flat=True)
    left = left_words(request.due_at, now)
    for phone in sorted(set(phones)):
        send_message(
            to_phone=phone,
            template="takedown-alarm",
            text=f"Yêu cầu gỡ “{request.product.title}” {left}. "
            f"Mở {settings.SITE_URL}/duyet/{request.product_id}/",
            dedupe_key=f"takedown-{pk}-{mark}-{phone}",
            urgent=True,
        )
    return True


def _request(one: TakedownRequest, now: dt.datetime) -> Request:
    return Request(
        pk=one.pk,
        product_id=one.product_id,
        title=one.product.title,
        seller_name=one.product.partner.name if one.product.partner else "",
        source=one.get_source_display(),
        asked_by=one.asked_by,
        document_no=one.document_no,
        basis=one.basis,
        citation=legal_bases.citation(one.basis),
        text=one.text,
        received_at=one.received_at,
        due_at=one.due_at,
        left=left_words(one.due_at, now),
        is_late=one.due_at <= now,
    )
