"""Resting, opening again, closing: what may be done to a whole shop, and what happens then.

Orders under way are served in every state; only new ones cannot come, since no goods are shown.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from accounts import moving
from accounts.models import User
from common.dates import format_date, local_today
from common.errors import BusinessRuleError
from common.money import format_vnd
from jobs.messages import send_message
from sellers import money, opening
from sellers.event_log import note
from sellers.helping import grants
from sellers.models import Seller
from shop.order.models import SellerOrder
from shop.order.states import CLOSED

LONGEST = dt.timedelta(days=180)
State = Seller.State


class BadDay(BusinessRuleError):
    """The day of return cannot be."""


class CannotClose(BusinessRuleError):
    """Something is under way that only an open shop can end."""


class NotNow(BusinessRuleError):
    """The shop is not in the state for it."""

    message = "Gian hàng vừa đổi trạng thái. Tải lại trang rồi thử lại."


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing that stands against closing, in words, and where to end it."""

    words: str
    url: str


@transaction.atomic
def pause(*, seller: Seller, back_on: dt.date, actor: User) -> None:
    """Hide all goods until a day. Raises ``BadDay``, ``NotNow``."""
    today = local_today()
    if not today < back_on <= today + LONGEST:
        raise BadDay("Chọn ngày bán lại từ ngày mai đến sáu tháng nữa.")
    _move(seller, only_from={State.OPEN, State.PAUSED}, to=State.PAUSED, back_on=back_on)
    words = f"Tạm nghỉ, bán lại ngày {format_date(back_on)}"
    note(seller=seller, kind="paused", words=words, actor=actor)


@transaction.atomic
def reopen(*, seller: Seller, actor: User | None) -> None:
    """Show the goods again. Raises ``NotNow``."""
    _move(seller, only_from={State.PAUSED}, to=State.OPEN)
    event = note(seller=seller, kind="reopened", words="Mở lại gian hàng", actor=actor)
    if actor is None:
        _tell(seller, "hôm nay bán lại như đã hẹn. Còn nghỉ thì mở trang Bán hàng.", event.pk)


def reopen_due() -> int:
    """Open the shops whose day has come; return how many."""
    due = list(
        Seller.objects.filter(state=State.PAUSED, back_on__lte=local_today()).select_related(
            "partner"
        )
    )
    for seller in due:
        try:
            reopen(seller=seller, actor=None)
        except NotNow:
            continue
    return len(due)


def hindrances(seller: Seller) -> list[Hindrance]:
    """Return what stands against closing now. 2 queries."""
    partner, found = seller.partner, []
    open_orders = SellerOrder.objects.of_partner(partner).filter(~Q(state__in=CLOSED)).count()
    if open_orders:
        found.append(Hindrance(f"Còn {open_orders} đơn chưa xong.", "/ban-hang/don-hang/"))
    sums = money.sums_of(partner)
    if sums.to_return_vnd > 0:
        words = f"Còn phải trả khách {format_vnd(sums.to_return_vnd)}."
        found.append(Hindrance(words, "/ban-hang/tien/?xem=tra"))
    coming: Decimal = sums.held_vnd + sums.waiting_vnd
    if coming > 0:
        words = f"Còn {format_vnd(coming)} chưa về tay bà con."
        found.append(Hindrance(words, "/ban-hang/tien/"))
    return found


@transaction.atomic
def close(*, seller: Seller, actor: User) -> None:
    """Close the shop for good; its people still read orders, money and data.

    The code of the owner's phone is checked before.
    Raises ``CannotClose``, ``NotNow``, ``PhoneMoving``.
    """
    moving.require_settled(actor)
    _move(seller, only_from={State.OPEN, State.PAUSED}, to=State.CLOSED)
    # After the goods are hidden, so that no order slips in between.
    if against := hindrances(seller):
        raise CannotClose(against[0].words)
    seller.invitations.filter(ended_at=None).delete()
    grants.end_all(seller=seller, by=actor)
    event = note(seller=seller, kind="closed", words="Đóng gian hàng", actor=actor)
    _tell(seller, "đã đóng. Không phải bà con làm thì gọi hỗ trợ ngay.", event.pk)


@transaction.atomic
def restore(*, seller: Seller, operator: User) -> None:
    """Open a closed shop again after its owner called an operator. Raises ``NotNow``."""
    _move(seller, only_from={State.CLOSED}, to=State.OPEN)
    words = "Người vận hành mở lại gian hàng đã đóng"
    event = note(seller=seller, kind="restored", words=words, actor=operator)
    _tell(seller, "đã được mở lại.", event.pk)


def _move(seller: Seller, *, only_from: set[str], to: str, back_on: dt.date | None = None) -> None:
    here = Seller.objects.filter(pk=seller.pk, state__in=only_from)
    if not here.update(state=to, back_on=back_on):
        raise NotNow
    seller.state, seller.back_on = to, back_on
    opening.refresh(seller)


def _tell(seller: Seller, what: str, key: int) -> None:
    if phone := seller.partner.phone:
        send_message(
            to_phone=phone, template="shop-state", text=f"Gian hàng {seller.partner.name} {what}",
            dedupe_key=f"shop-state-{key}",
        )  # fmt: skip
