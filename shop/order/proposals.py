"""What one side of a seller order asks the other to agree to, and the answer.

A seller offers fewer goods or a later day, a shopper asks to give the goods back. Every answer
is a compare-and-set on the open proposal, so that one of many taps counts.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from common.dates import VIETNAM, local_today
from common.errors import BusinessRuleError
from shop.order import amendments, asking, moves, notices
from shop.order.models import Proposal, ProposalLine, SellerOrder
from shop.order.states import PREPAID, PaymentState, SellerOrderState
from shop.order.times import hours
from shop.payment import money

S = SellerOrderState
K = Proposal.Kind
P = Proposal.State
#: The furthest day that a seller may offer.
MAX_DAYS_LATER = 30
MAY_CALL_OFF = frozenset({S.PLACED, S.CONFIRMED, S.PACKED})


class CannotPropose(BusinessRuleError):
    """The seller order is not where this can be asked for."""

    message = "Đơn này không còn ở bước đề nghị được. Bạn tải lại trang để xem đơn mới nhất."


class AlreadyAsked(BusinessRuleError):
    """Another proposal of this seller order waits for its answer."""

    message = "Đơn này đang có một đề nghị chờ trả lời. Bạn chờ trả lời xong đã."


class AlreadyAnswered(BusinessRuleError):
    """Somebody answered before, or the time is over."""

    message = "Đề nghị này đã có câu trả lời hoặc đã hết hạn. Bạn xem đơn mới nhất ở dưới."


class TooLateToReturn(BusinessRuleError):
    """The days for giving goods back are over."""

    message = "Đã quá thời gian trả hàng. Bạn gọi người bán hoặc gửi khiếu nại."


class NothingToReturn(BusinessRuleError):
    """A tour cannot be sent back."""

    message = "Chuyến đi không trả lại được. Chưa vừa ý thì bạn gọi người đón hoặc gửi khiếu nại."


class BadDay(BusinessRuleError):
    """The offered day is not in the near future."""

    message = f"Chọn ngày từ ngày mai đến {MAX_DAYS_LATER} ngày nữa."


@transaction.atomic
def offer_less(
    *, part: SellerOrder, quantities: dict[int, int], reason: str = "", actor=None
) -> Proposal:
    """Ask the shopper to take fewer goods; ``{line id: quantity left}``.

    Raises ``CannotPropose``, ``AlreadyAsked`` or what ``amendments.checked`` raises.
    """
    if money.lock(part).is_before_harvest:
        raise CannotPropose(
            "Đơn đặt trước: bà con ghi số thu được ở trang Bán trước, ai được ít hơn thì được hỏi."
        )
    return ask_less(part=part, quantities=quantities, reason=reason, actor=actor)


@transaction.atomic
def ask_less(
    *, part: SellerOrder, quantities: dict[int, int], reason: str = "", actor=None
) -> Proposal:
    """Ask as ``offer_less`` does, also for what a harvest gives to an order that waits for more.

    Raises ``CannotPropose``, ``AlreadyAsked`` or what ``amendments.checked`` raises.
    """
    fresh = money.lock(part)
    smaller = amendments.checked(fresh, quantities)
    if not smaller:
        raise amendments.QuantityTooHigh("Chưa có món nào giảm. Giảm số lượng món bị thiếu.")
    proposal = _ask(fresh, K.LESS, reason, actor)
    ProposalLine.objects.bulk_create(
        ProposalLine(proposal=proposal, line=line, quantity=left) for line, left in smaller
    )
    _note(fresh, proposal, actor)
    notices.ask_shopper(fresh, proposal, asking.words_of(fresh, proposal, to_shopper=True))
    return proposal


@transaction.atomic
def offer_later(*, part: SellerOrder, ready_on: dt.date, reason: str = "", actor=None) -> Proposal:
    """Ask the shopper to wait until a day.

    Raises ``BadDay``, ``CannotPropose`` or ``AlreadyAsked``.
    """
    today = local_today()
    if not today < ready_on <= today + dt.timedelta(days=MAX_DAYS_LATER):
        raise BadDay
    fresh = money.lock(part)
    if _waits_for_money(fresh):
        raise CannotPropose("Khách chưa trả tiền nên chưa cần hẹn ngày giao.")
    if fresh.is_before_harvest:
        raise CannotPropose("Đơn đặt trước: bà con dời ngày ở trang Bán trước, khách được báo.")
    proposal = _ask(fresh, K.LATER, reason, actor, ready_on=ready_on)
    _note(fresh, proposal, actor)
    notices.ask_shopper(fresh, proposal, asking.words_of(fresh, proposal, to_shopper=True))
    return proposal


@transaction.atomic
def ask_return(*, part: SellerOrder, reason: str, actor=None) -> Proposal:
    """Ask the seller to take the goods back.

    Raises ``CannotPropose``, ``AlreadyAsked``, ``TooLateToReturn`` or ``NothingToReturn``.
    """
    fresh = money.lock(part)
    if fresh.tour_on:
        raise NothingToReturn
    if fresh.state in asking.ALIVE[K.RETURN] and not may_ask_return(fresh):
        raise TooLateToReturn
    proposal = _ask(fresh, K.RETURN, reason, actor)
    _note(fresh, proposal, actor)
    notices.ask_seller(fresh, proposal)
    return proposal


@transaction.atomic
def accept(proposal: Proposal, *, actor=None, restock: bool = False) -> SellerOrder:
    """Agree, and do what was asked for; ``restock`` puts returned goods back on the shelf.

    Raises ``AlreadyAnswered``.
    """
    part = _answer(proposal, P.ACCEPTED, actor)
    words = asking.short(proposal)
    if proposal.kind == K.RETURN:
        return moves.move(
            seller_order=part, to=S.RETURNED, actor=actor, note=proposal.reason, restock=restock
        )
    if proposal.kind == K.LESS:
        left = dict(proposal.lines.values_list("line_id", "quantity"))
        amendments.reduce(part, left, actor=actor, note="Khách đã đồng ý.")
    _confirm_too(part, proposal)
    if proposal.kind == K.LATER:
        SellerOrder.objects.filter(pk=part.pk).update(ship_by=end_of_day(proposal.ready_on))
        day = f"{proposal.ready_on:%d/%m/%Y}"
        amendments.write_event(part, actor, f"Khách đồng ý nhận hàng gửi ngày {day}")
    part.refresh_from_db()
    notices.tell_seller_answer(part, proposal, f"Khách đã đồng ý: {words}.")
    return part


@transaction.atomic
def decline(proposal: Proposal, *, actor=None, cancel: bool = False) -> SellerOrder:
    """Say no; with ``cancel`` the shopper also calls the parcel off. Raises ``AlreadyAnswered``."""
    part = _answer(proposal, P.DECLINED, actor)
    if proposal.kind == K.RETURN:
        amendments.write_event(part, actor, "Người bán không nhận trả hàng")
        notices.tell_return_declined(part, proposal)
        return part
    if cancel:
        moves.move(
            seller_order=part,
            to=S.CANCELLED,
            actor=actor,
            note="Người mua không đồng ý, hủy đơn",
            only_from=MAY_CALL_OFF,
            tell_shopper=False,
        )
        notices.tell_seller_cancelled(part)
        return part
    amendments.write_event(part, actor, f"Khách không đồng ý: {asking.short(proposal)}")
    notices.tell_seller_answer(
        part, proposal, "Khách không đồng ý. Bà con giao đủ như đơn, hoặc hủy đơn."
    )
    return part


@transaction.atomic
def withdraw(proposal: Proposal, *, actor=None) -> SellerOrder:
    """Take an open proposal back. Raises ``AlreadyAnswered``."""
    part = _answer(proposal, P.WITHDRAWN, actor)
    amendments.write_event(part, actor, f"Rút lại đề nghị: {asking.short(proposal)}")
    return part


@transaction.atomic
def expire(proposal: Proposal) -> bool:
    """Close a proposal that nobody answered in time; the order stays as it was."""
    part = money.lock(proposal.seller_order)
    is_alive = part.state in asking.ALIVE[proposal.kind]
    state = P.EXPIRED if is_alive else P.WITHDRAWN
    found = Proposal.objects.filter(pk=proposal.pk, state=P.OPEN)
    if not found.update(state=state, answered_at=timezone.now()):
        return False
    if is_alive:
        amendments.write_event(part, None, f"Hết hạn trả lời: {asking.short(proposal)}")
        notices.tell_expired(part, proposal)
    return True


def open_proposal(part: SellerOrder) -> Proposal | None:
    """Return what waits for an answer. 1 query, 2 when there is one."""
    found = part.proposals.filter(state=P.OPEN).prefetch_related("lines__line").first()
    return found if found and part.state in asking.ALIVE[found.kind] else None


def may_ask_return(part: SellerOrder) -> bool:
    """Say whether the shopper may still ask to give the goods back; a tour is no goods."""
    if part.tour_on or part.state not in asking.ALIVE[K.RETURN] or part.delivered_at is None:
        return False
    return timezone.now() <= part.delivered_at + hours("ask_return")


def end_of_day(day: dt.date) -> dt.datetime:
    """Return the last minute of a day in Vietnam."""
    return dt.datetime.combine(day, dt.time(23, 59), tzinfo=VIETNAM)


def _ask(part: SellerOrder, kind: str, reason: str, actor, **fields) -> Proposal:
    if part.state not in asking.ALIVE[kind]:
        raise CannotPropose
    now = timezone.now()
    _close_dead(part, now)
    answer_in = hours("answer_return" if kind == K.RETURN else "answer_offer")
    try:
        with transaction.atomic():
            return Proposal.objects.create(
                seller_order=part,
                kind=kind,
                reason=reason.strip()[:300],
                answer_by=now + answer_in,
                made_at=now,
                made_by=actor,
                **fields,
            )
    except IntegrityError:
        raise AlreadyAsked from None


def _close_dead(part: SellerOrder, now: dt.datetime) -> None:
    """Close what is open but cannot be answered any more in this state of the order."""
    dead = [kind for kind in K.values if part.state not in asking.ALIVE[kind]]
    part.proposals.filter(state=P.OPEN, kind__in=dead).update(state=P.WITHDRAWN, answered_at=now)


def _note(part: SellerOrder, proposal: Proposal, actor) -> None:
    amendments.write_event(part, actor, f"Đề nghị: {asking.short(proposal)}")


def _answer(proposal: Proposal, state: str, actor) -> SellerOrder:
    """Close an open proposal; only one of several callers gets past this line."""
    part = money.lock(proposal.seller_order)
    if part.state not in asking.ALIVE[proposal.kind] or not _claim(proposal, state, actor):
        raise AlreadyAnswered
    proposal.state = state
    return part


def _claim(proposal: Proposal, state: str, actor) -> bool:
    now = timezone.now()
    found = Proposal.objects.filter(pk=proposal.pk, state=P.OPEN, answer_by__gt=now)
    return bool(found.update(state=state, answered_at=now, answered_by=actor))


def _confirm_too(part: SellerOrder, proposal: Proposal) -> None:
    """Confirm for the seller: who makes an offer means to deliver it."""
    part.refresh_from_db()
    is_ready = not (_waits_for_money(part) or part.is_before_harvest)
    if part.state == S.PLACED and is_ready:
        moves.confirm(seller_order=part, actor=proposal.made_by, note="Khách đồng ý đề nghị")


def _waits_for_money(part: SellerOrder) -> bool:
    return part.payment_method in PREPAID and part.payment_state != PaymentState.PAID
