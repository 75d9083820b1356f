"""What a shopper sees of an order: one answer on top, one way per parcel."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from catalogue.makers import place_of
from catalogue.reviews.models import Status
from common.money import vnd_in_words
from common.phones import mask_phone
from common.units import unit_label
from shop.order import asking, histories, paying, reviewable, roads, tour_words
from shop.order.histories import Happening
from shop.order.models import Line, Order, Proposal, SellerOrder
from shop.order.moves import SHOPPER_MAY_CANCEL
from shop.order.proposals import may_ask_return
from shop.order.roads import Step, day_words, expected_on
from shop.order.states import SellerOrderState
from shop.programme.queries import payers_of
from shop.shipping.models import DeliveryMethod

__all__ = ["OrderPage", "OrderRow", "day_words", "expected_on", "order_page", "orders_of_user"]

S = SellerOrderState


@dataclass(frozen=True, slots=True)
class TrackedLine:
    """Goods in a parcel."""

    title: str
    quantity_label: str
    sum_vnd: Decimal
    unit_price_vnd: Decimal
    review: "LineReview | None"


@dataclass(frozen=True, slots=True)
class LineReview:
    """What the buyer has said of a line or may say; ``line`` is its id, ``score`` None before."""

    line: int
    score: int | None
    state: str
    note: str
    can_edit: bool


@dataclass(frozen=True, slots=True)
class TrackedParcel:
    """One seller's parcel on its way."""

    number: str
    title: str
    seller_name: str
    seller_place: str
    seller_phone: str
    zalo_url: str
    state: str
    notice: str
    question: asking.Question | None
    payment: paying.Payment
    steps: tuple[Step, ...]
    lines: tuple[TrackedLine, ...]
    history: tuple[Happening, ...]
    delivery: str
    place: str
    carrier: str
    tracking_code: str
    shipping_vnd: Decimal
    discount_vnd: Decimal
    total_vnd: Decimal
    #: What a programme pays, and its name; ``total_vnd`` is without it.
    funded_vnd: Decimal
    funded_by: str
    can_cancel: bool
    can_return: bool
    ahead_words: str
    #: The day on which people come; then nothing is packed or sent.
    tour_on: dt.date | None

    @property
    def is_tour(self) -> bool:
        """Say whether people come instead of a parcel."""
        return self.tour_on is not None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order as its shopper sees it; masked for whoever came by the link."""

    number: str
    headline: str
    placed_at: dt.datetime
    name: str
    phone: str
    address: str
    note: str
    parcels: tuple[TrackedParcel, ...]
    goods_vnd: Decimal
    shipping_vnd: Decimal
    discount_vnd: Decimal
    total_vnd: Decimal
    cancelled_vnd: Decimal
    funded_vnd: Decimal
    funded_by: str
    pay_words: str
    gateway_code: str
    gateway_until: str
    is_fetched: bool
    is_masked: bool

    @property
    def is_only_tours(self) -> bool:
        """Say whether nothing of it is sent."""
        return all(parcel.is_tour for parcel in self.parcels)

    @property
    def total_words(self) -> str:
        """Return the total in words, as receipts say it."""
        words = vnd_in_words(self.total_vnd)
        return words[:1].upper() + words[1:]

    @property
    def transfers(self) -> int:
        """Return how many bank transfers the shopper still has to make."""
        asked = [parcel.payment.transfer for parcel in self.parcels]
        return sum(1 for one in asked if one and not one.is_claimed)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in the shopper's list."""

    number: str
    url: str
    placed_at: dt.datetime
    headline: str
    goods_words: str
    total_vnd: Decimal


def order_page(order: Order, *, is_masked: bool) -> OrderPage:
    """Return the page of an order. 11 queries for any number of parcels and lines.

    One more when a programme pays a part.
    """
    parts = list(_parts().filter(order=order))
    payers = payers_of(parts)
    purse = paying.purse_of(order, parts)
    happened = histories.of_shopper(parts)
    return OrderPage(
        number=order.number,
        headline=roads.headline(parts),
        placed_at=order.date_placed,
        name=_masked_name(order.customer_name) if is_masked else order.customer_name,
        phone=mask_phone(order.customer_phone) if is_masked else order.customer_phone,
        address=_place(order.shipping_address, is_masked),
        note="" if is_masked else order.customer_note,
        parcels=tuple(
            _parcel(place, part, len(parts), purse, happened[part.pk], payers.get(part.pk, ""))
            for place, part in enumerate(parts, 1)
        ),
        goods_vnd=sum((part.goods_vnd for part in parts), Decimal(0)),
        shipping_vnd=sum((part.shipping_vnd for part in parts), Decimal(0)),
        discount_vnd=sum((part.discount_vnd for part in parts), Decimal(0)),
        total_vnd=sum((p.to_pay_vnd for p in parts if p.state != S.CANCELLED), Decimal(0)),
        cancelled_vnd=sum((p.to_pay_vnd for p in parts if p.state == S.CANCELLED), Decimal(0)),
        funded_vnd=sum((part.funded_vnd for part in parts), Decimal(0)),
        funded_by=next(iter(payers.values()), ""),
        pay_words=paying.pay_words(parts, purse),
        gateway_code=paying.gateway_code(parts, purse),
        gateway_until=paying.gateway_until(parts),
        is_fetched=all(part.delivery_method in roads.FETCHED for part in parts),
        is_masked=is_masked,
    )


def orders_of_user(
    user, *, limit: int = 50, before: tuple[dt.datetime, str] | None = None
) -> list[OrderRow]:
    """Return a shopper's orders, newest first. 7 queries for any number.

    ``before`` is the moment and the number of the order behind which to go on.
    """
    orders = Order.objects.filter(user=user).order_by("-date_placed", "-number")
    if before:
        at, number = before
        orders = orders.filter(Q(date_placed__lt=at) | Q(date_placed=at, number__lt=number))
    orders = orders.prefetch_related(
        "seller_orders__lines",
        "seller_orders__proposals",
        "payment_attempts",
        "seller_orders__partner__commune__province",
    )
    return [
        OrderRow(
            number=order.number,
            url=order.get_absolute_url(),
            placed_at=order.date_placed,
            headline=roads.headline(parts := list(order.seller_orders.all())),
            goods_words=", ".join(line.title for part in parts for line in part.lines.all()),
            total_vnd=sum((part.to_pay_vnd for part in parts), Decimal(0)),
        )
        for order in orders[:limit]
    ]


def _parts():
    return (
        SellerOrder.objects.order_by("number")
        .select_related("order", "partner__commune__province")
        .prefetch_related("lines__review", "order__payment_attempts", "proposals__lines__line")
    )


def _parcel(place: int, part: SellerOrder, of: int, purse, happened, payer: str) -> TrackedParcel:
    payment = paying.payment_of(part, purse)
    return TrackedParcel(
        number=part.number,
        title=f"Kiện {place}, {part.seller_name}" if of > 1 else part.seller_name,
        seller_name=part.seller_name,
        seller_place=place_of(part.partner),
        seller_phone=part.partner.phone,
        zalo_url=_zalo_url(part.partner.phone),
        state=part.state,
        notice=roads.notice(part, payment.has_money) or _return_words(part),
        question=asking.question(part, to_shopper=True),
        payment=payment,
        steps=roads.steps(part, paying.at_the_door(part, purse)),
        lines=tuple(
            TrackedLine(
                line.title,
                f"{line.quantity} {unit_label(line.sale_unit)}",
                line.line_price_before_discounts_incl_tax,
                line.unit_price_incl_tax,
                _review(line, part),
            )
            for line in part.lines.all()
        ),
        history=happened,
        delivery=tour_words.MEETING if part.tour_on else DeliveryMethod(part.delivery_method).label,
        tour_on=part.tour_on,
        place=part.delivery_place,
        carrier=part.carrier,
        tracking_code=part.tracking_code,
        shipping_vnd=part.shipping_vnd,
        discount_vnd=part.discount_vnd,
        total_vnd=part.to_pay_vnd,
        funded_vnd=part.funded_vnd,
        funded_by=payer,
        can_cancel=part.state in SHOPPER_MAY_CANCEL,
        can_return=may_ask_return(part) and not _open_return(part),
        ahead_words=roads.ahead_words(part),
    )


def _review(line: Line, part: SellerOrder) -> LineReview | None:
    line.seller_order = part
    said = getattr(line, "review", None)
    if said is not None:
        state = Status(said.status).label if said.status != Status.SHOWN else ""
        can_edit = reviewable.may_edit(said)
        return LineReview(line.pk, said.score, state, said.decision_note, can_edit)
    if reviewable.may_write(line):
        return LineReview(line.pk, None, "", "", True)
    return None


def _open_return(part: SellerOrder) -> bool:
    return any(
        p.kind == Proposal.Kind.RETURN and p.state == Proposal.State.OPEN
        for p in part.proposals.all()
    )


def _return_words(part: SellerOrder) -> str:
    """Return what became of a wish to give the goods back, while it matters."""
    if part.state not in asking.ALIVE[Proposal.Kind.RETURN]:
        return ""
    asked = [p for p in part.proposals.all() if p.kind == Proposal.Kind.RETURN]
    if not asked:
        return ""
    newest = max(asked, key=lambda p: p.pk)
    if newest.state == Proposal.State.OPEN:
        until = asking.moment(newest.answer_by)
        return f"Bạn đã xin trả hàng. Người bán trả lời trước {until}."
    if newest.state == Proposal.State.DECLINED:
        return "Người bán không nhận trả hàng. Nếu chưa đúng, bạn gửi khiếu nại."
    if newest.state == Proposal.State.EXPIRED:
        return "Người bán chưa trả lời yêu cầu trả hàng. Bạn gửi khiếu nại."
    return ""


def _zalo_url(phone: str) -> str:
    """Return the chat address of a mobile number; Zalo takes it without the plus."""
    return f"https://zalo.me/{phone.removeprefix('+')}" if phone else ""


def _masked_name(name: str) -> str:
    given = name.split()[-1] if name.split() else ""
    return f"{given[:1]}***" if given else ""


def _place(address, is_masked: bool) -> str:
    if address is None:
        return ""
    commune = address.commune.full_name if address.commune else address.line4
    province = address.province.full_name if address.province else address.state
    parts = (commune, province) if is_masked else (address.line1, commune, province)
    return ", ".join(part for part in parts if part)
