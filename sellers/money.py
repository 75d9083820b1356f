"""The seller's money by the books: what is owed, who holds it, what must go back, per order."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, F, Q, Sum, When
from django.db.models.functions import Coalesce

from common.dates import local_date
from shop.order import asking, roads
from shop.order.models import SellerOrder
from shop.order.queries import state_words
from shop.order.states import PREPAID, SellerOrderState
from shop.order.times import hours
from shop.partner.models import Partner
from shop.payment.models import LedgerEntry
from shop.programme.queries import payers_of

A = LedgerEntry.Account
#: Which orders are listed: the word in the address, the heading, the filter.
BUCKETS = {
    "cho": ("Đang chờ khách trả", Q(due__gt=0)),
    "giu": ("Bưu tá, cổng thanh toán đang giữ", Q(held__gt=0)),
    "tay": ("Đã trong tay bà con", Q(in_hand__gt=0)),
    "tra": ("Phải trả lại khách", Q(due__lt=0)),
    "ct": ("Chương trình còn phải trả", Q(programme__gt=0)),
    "ct-tra": ("Phải trả lại chương trình", Q(programme__lt=0)),
}


@dataclass(frozen=True, slots=True)
class Sums:
    """The money of a seller, in đồng; every figure is the sum of its rows."""

    waiting_vnd: Decimal
    held_vnd: Decimal
    in_hand_vnd: Decimal
    to_return_vnd: Decimal
    #: What programmes still owe the seller, and the seller them.
    programmes_vnd: Decimal = Decimal(0)
    to_programmes_vnd: Decimal = Decimal(0)
    #: How many delivered orders have cash that a carrier still holds.
    to_pass_on: int = 0


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """The money of one order, in đồng; ``can_pass_on`` when a carrier holds some of it."""

    number: str
    buyer_name: str
    state_label: str
    waiting_vnd: Decimal
    waiting_note: str
    held_vnd: Decimal
    held_note: str
    in_hand_vnd: Decimal
    to_return_vnd: Decimal
    can_pass_on: bool
    programme_vnd: Decimal
    programme_note: str


def sums_of(partner: Partner) -> Sums:
    """Return the four sums. 1 query."""
    sums = with_amounts(partner).aggregate(
        waiting=Sum("due", filter=Q(due__gt=0)),
        held_sum=Sum("held"),
        in_hand_sum=Sum("in_hand"),
        back=Sum("due", filter=Q(due__lt=0)),
        programmes=Sum("programme", filter=Q(programme__gt=0)),
        to_programmes=Sum("programme", filter=Q(programme__lt=0)),
        at_carriers=Count("pk", filter=Q(at_carrier__gt=0)),
    )
    return Sums(
        waiting_vnd=sums["waiting"] or Decimal(0),
        held_vnd=sums["held_sum"] or Decimal(0),
        in_hand_vnd=sums["in_hand_sum"] or Decimal(0),
        to_return_vnd=-(sums["back"] or Decimal(0)),
        programmes_vnd=sums["programmes"] or Decimal(0),
        to_programmes_vnd=-(sums["to_programmes"] or Decimal(0)),
        to_pass_on=sums["at_carriers"],
    )


def money_orders(partner: Partner, bucket: str = ""):
    """Return the seller orders with money in a bucket, or in any, newest first."""
    any_money = Q(due__gt=0) | Q(due__lt=0) | Q(held__gt=0) | Q(in_hand__gt=0)
    any_money |= ~Q(programme=0)
    wanted = BUCKETS[bucket][1] if bucket in BUCKETS else any_money
    return with_amounts(partner).filter(wanted).order_by("-placed_at", "-pk")


def rows_of(parts) -> list[MoneyRow]:
    """Return the rows of one page of ``money_orders``. 2 queries for any number.

    One more when a programme pays a part of one.
    """
    parts = parts.select_related("order", "partner__commune__province")
    parts = list(parts.prefetch_related("proposals"))
    payers = payers_of(parts)
    return [_row(part, payers.get(part.pk, "")) for part in parts]


def with_amounts(partner: Partner):
    """Return a seller's parts with what each side owes and holds, in đồng."""
    parts = SellerOrder.objects.of_partner(partner).order_by()
    parts = parts.annotate(
        due=_standing(A.SHOPPER),
        at_carrier=_standing(A.AT_CARRIER),
        at_gateway=_standing(A.AT_GATEWAY),
        in_hand=_standing(A.AT_SELLER),
        programme=_standing(A.PROGRAMME),
    )
    return parts.annotate(held=F("at_carrier") + F("at_gateway"))


def handed_over_on(part: SellerOrder) -> dt.date | None:
    """Return the day by which a carrier should hand the cash over."""
    if part.delivered_at is None:
        return None
    return local_date(part.delivered_at + hours("carrier_hands_over"))


def _standing(account: str):
    """Return debits less credits of an account, as SQL."""
    amount = F("ledger_entries__amount_vnd")
    return Coalesce(
        Sum(
            Case(
                When(ledger_entries__debit=account, then=amount),
                When(ledger_entries__credit=account, then=-amount),
            )
        ),
        Decimal(0),
    )


def _row(part, payer: str) -> MoneyRow:
    return MoneyRow(
        number=part.number,
        buyer_name=part.order.customer_name,
        state_label=state_words(part),
        waiting_vnd=max(part.due, Decimal(0)),
        waiting_note=_waiting_note(part),
        held_vnd=part.held,
        held_note=_held_note(part),
        in_hand_vnd=part.in_hand,
        to_return_vnd=max(-part.due, Decimal(0)),
        can_pass_on=part.at_carrier > 0,
        programme_vnd=abs(part.programme),
        programme_note=_programme_note(part, payer),
    )


def _waiting_note(part) -> str:
    if part.due <= 0:
        return ""
    if part.payment_method in PREPAID:
        until = f" trước {asking.moment(part.pay_by)}" if part.pay_by else ""
        return f"Khách chuyển tiền{until}"
    return f"Khách trả khi nhận hàng, dự kiến {roads.day_words(roads.expected_on(part))}"


def _programme_note(part, payer: str) -> str:
    if part.programme < 0:
        return f"Phải trả lại chương trình {payer}"
    if not part.programme:
        return ""
    if part.state == SellerOrderState.COMPLETED:
        return f"Chương trình {payer} chưa chuyển cho bà con"
    return f"Chương trình {payer} trả sau khi đơn xong"


def _held_note(part) -> str:
    if part.at_carrier > 0:
        day = handed_over_on(part)
        when = f", dự kiến chuyển {roads.day_words(day)}" if day else ""
        return f"Bưu tá đang giữ{when}"
    return "Cổng thanh toán đang giữ" if part.at_gateway > 0 else ""
