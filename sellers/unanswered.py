"""The operators' list: orders whose seller nobody has reached, and what was tried."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch

from audit.recording import record
from common.errors import BusinessRuleError
from sellers import noticing
from sellers.models import Notice, NoticeStep
from shop.order.states import SellerOrderState

Channel = NoticeStep.Channel


class AlreadyEnded(BusinessRuleError):
    """Somebody has answered meanwhile."""

    message = "Đơn này vừa có câu trả lời. Danh sách đã bớt đơn này."


@dataclass(frozen=True, slots=True)
class Tried:
    """One step that was taken."""

    label: str
    outcome: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Row:
    """An order to call about; phones are E.164."""

    pk: int
    number: str
    seller_name: str
    commune: str
    phone: str
    contact_phone: str
    since: dt.datetime
    confirm_by: dt.datetime | None
    tried: tuple[Tried, ...]


def unanswered():
    """Return the notices that reached the operators, oldest first."""
    steps = NoticeStep.objects.filter(channel=Channel.OPERATOR)
    reached = steps.filter(state=NoticeStep.State.SENT).values("notice")
    waiting = Notice.objects.filter(ended_at=None, pk__in=reached)
    return waiting.filter(seller_order__state=SellerOrderState.PLACED).order_by("started_at", "pk")


def rows_of(notices) -> list[Row]:
    """Return the rows of one page of ``unanswered``. 2 queries for any number."""
    taken = NoticeStep.objects.exclude(taken_at=None).order_by("position")
    notices = notices.select_related("seller_order__partner__commune")
    return [_row(one) for one in notices.prefetch_related(Prefetch("steps", taken))]


@transaction.atomic
def note_called(*, notice: Notice, actor, note: str) -> None:
    """Write down what came of a call; the order leaves the list. Raises ``AlreadyEnded``."""
    ending = {"ending": Notice.Ending.ANSWERED, "via": Notice.Via.OPERATOR}
    if not noticing.end(notice, actor=actor, note=note, **ending):
        raise AlreadyEnded
    record("order.called", on=notice, label=notice.seller_order.number, actor=actor)


def _row(notice: Notice) -> Row:
    part = notice.seller_order
    steps = [step for step in notice.steps.all() if step.channel != Channel.OPERATOR]
    return Row(
        pk=notice.pk,
        number=part.number,
        seller_name=part.seller_name,
        commune=part.partner.commune.full_name if part.partner.commune else "",
        phone=part.partner.phone,
        contact_phone=next((x.to_phone for x in steps if x.channel == Channel.CONTACT), ""),
        since=notice.started_at,
        confirm_by=part.confirm_by,
        tried=tuple(
            Tried(step.get_channel_display(), step.get_state_display(), step.taken_at)
            for step in steps
        ),
    )
