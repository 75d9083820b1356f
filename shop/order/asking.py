"""Proposals in words: what is asked for, with the old and the new figures."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from common.dates import VIETNAM, local_today, weekday_name
from common.money import format_vnd
from common.units import unit_label
from shop.order import amendments
from shop.order.models import Proposal, SellerOrder
from shop.order.states import SellerOrderState as S
from shop.programme import redeeming

K = Proposal.Kind
#: States of the seller order in which a proposal of a kind can be made and answered.
ALIVE: dict[str, frozenset[str]] = {
    K.LESS: frozenset({S.PLACED, S.CONFIRMED}),
    K.LATER: frozenset({S.PLACED, S.CONFIRMED, S.PACKED}),
    K.RETURN: frozenset({S.DELIVERED, S.COMPLETED}),
}


@dataclass(frozen=True, slots=True)
class Question:
    """An open proposal as a page shows it."""

    pk: int
    kind: str
    words: str
    reason: str
    answer_by: str


def question(part: SellerOrder, *, to_shopper: bool = False) -> Question | None:
    """Return what waits for an answer, from prefetched ``proposals__lines__line`` and ``lines``.

    ``to_shopper`` leaves out what only the seller can answer.
    """
    for proposal in part.proposals.all():
        if proposal.state == Proposal.State.OPEN and part.state in ALIVE[proposal.kind]:
            is_own = to_shopper and proposal.kind == K.RETURN
            if is_own or proposal.answer_by <= timezone.now():
                return None
            return Question(
                pk=proposal.pk,
                kind=proposal.kind,
                words=words_of(part, proposal, to_shopper=to_shopper),
                reason=proposal.reason,
                answer_by=moment(proposal.answer_by),
            )
    return None


def words_of(part: SellerOrder, proposal: Proposal, *, to_shopper: bool = False) -> str:
    """Return the whole question: what, and what it comes to for who reads it.

    At most 1 query, none where no programme pays a part.
    """
    if proposal.kind == K.LATER:
        return f"Hàng gửi được vào {weekday_name(proposal.ready_on)}, {proposal.ready_on:%d/%m}."
    if proposal.kind == K.RETURN:
        return "Khách muốn trả lại hàng."
    left = {row.line_id: row.quantity for row in proposal.lines.all()}
    new, words = _new_total_vnd(part, left), f"Chỉ có {short(proposal)}. "
    if not (to_shopper and part.funded_vnd):
        return f"{words}Cả kiện còn {format_vnd(new)} thay vì {format_vnd(part.total_vnd)}."
    funded = redeeming.funded_after(part, left)
    return (
        f"{words}Bạn trả {format_vnd(new - funded)} thay vì {format_vnd(part.to_pay_vnd)}. "
        f"Phần chương trình trả giảm từ {format_vnd(part.funded_vnd)} "
        f"xuống {format_vnd(funded)}."
    )


def short(proposal: Proposal) -> str:
    """Return the question in a few words."""
    if proposal.kind == K.LATER:
        return f"gửi hàng ngày {proposal.ready_on:%d/%m/%Y}"
    if proposal.kind == K.RETURN:
        return f"trả hàng ({proposal.reason.rstrip('.')})" if proposal.reason else "trả hàng"
    return ", ".join(
        f"{row.quantity} {unit_label(row.line.sale_unit)} {row.line.title} "
        f"thay vì {row.line.quantity}"
        for row in proposal.lines.all()
    )


def _new_total_vnd(part: SellerOrder, left: dict[int, int]) -> Decimal:
    """Return what the parcel would cost with the freight, in đồng."""
    lines = part.lines.all()
    goods = (amendments.paid_after(x, min(left.get(x.pk, x.quantity), x.quantity)) for x in lines)
    return sum(goods, Decimal(0)) + part.shipping_vnd


def moment(at: dt.datetime) -> str:
    """Return ``14:30 hôm nay``, ``14:30 ngày mai`` or ``14:30 thứ Tư, 25/11``."""
    local = timezone.localtime(at, VIETNAM)
    days = (local.date() - local_today()).days
    names = {0: "hôm nay", 1: "ngày mai", -1: "hôm qua"}
    return f"{local:%H:%M} {names.get(days) or f'{weekday_name(local)}, {local:%d/%m}'}"
