"""What a seller may know of an order: its own part, the buyer, and nothing of other sellers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.utils import timezone

from catalogue.cards import Picture
from common.units import unit_label
from shop.order import asking, histories, money_words, roads, tour_words
from shop.order.histories import Happening
from shop.order.models import Proposal, SellerOrder
from shop.order.pictures import first_picture
from shop.order.states import (
    ALLOWED_MOVES,
    PaymentMethod,
    PaymentState,
    SellerOrderState,
)
from shop.programme.queries import payers_of
from shop.shipping.models import DeliveryMethod

S = SellerOrderState
#: Stands beside the states: placed, and the goods are not there yet.
AHEAD = "dat-truoc"
#: The column with the moment until which the seller's next step is due.
_DUE = {S.PLACED: "confirm_by", S.CONFIRMED: "ship_by", S.PACKED: "ship_by"}


@dataclass(frozen=True, slots=True)
class SellerLine:
    """Goods of a seller order, as they were when it was placed."""

    title: str
    url: str
    picture: Picture | None
    quantity: int
    unit_label: str
    unit_price_vnd: Decimal
    sum_vnd: Decimal
    net_weight_g: int
    product_id: int | None


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who receives the parcel and where."""

    name: str
    phone: str
    line1: str
    commune: str
    province: str
    note: str

    @property
    def address(self) -> str:
        """Return the address on one line."""
        return ", ".join(part for part in (self.line1, self.commune, self.province) if part)


@dataclass(frozen=True, slots=True)
class SellerOrderRow:
    """A seller order in a list."""

    number: str
    url: str
    state: str
    state_label: str
    placed_at: datetime
    confirm_by: datetime | None
    buyer_name: str
    buyer_phone: str
    destination: str
    goods_words: str
    picture: Picture | None
    quantity: int
    total_vnd: Decimal
    is_paid: bool
    deadline: str
    is_late: bool
    can_confirm: bool


@dataclass(frozen=True, slots=True)
class SellerOrderPage:
    """One seller order with all that its seller needs to pack and send it."""

    pk: int
    number: str
    state: str
    state_label: str
    next_states: tuple[str, ...]
    placed_at: datetime
    placed_on: date
    confirm_by: datetime | None
    buyer: Buyer
    lines: tuple[SellerLine, ...]
    events: tuple[Happening, ...]
    goods_vnd: Decimal
    discount_vnd: Decimal
    shipping_vnd: Decimal
    total_vnd: Decimal
    #: What a programme pays of the total, its name, and what is left for the buyer.
    funded_vnd: Decimal
    funded_by: str
    to_pay_vnd: Decimal
    weight_g: int
    payment_label: str
    is_paid: bool
    is_waiting_for_money: bool
    is_before_harvest: bool
    carrier: str
    tracking_code: str
    reason: str
    delivery: str
    place: str
    deadline: str
    is_late: bool
    payment_words: str
    case_words: str
    question: asking.Question | None
    #: People come on a day; nothing is packed or sent.
    is_tour: bool


def seller_order_of(*, partner, number: str) -> SellerOrder:
    """Return a seller's own part by its number. Raises ``SellerOrder.DoesNotExist``."""
    return SellerOrder.objects.of_partner(partner).select_related("order").get(number=number)


def seller_order_page(seller_order: SellerOrder) -> SellerOrderPage:
    """Return the page of one seller order. 11 queries, 12 when a programme pays a part."""
    parts = _with_relations(SellerOrder.objects.filter(pk=seller_order.pk))
    part = parts.prefetch_related("proposals__lines__line").get()
    urgent, words = money_words.of_seller(part)
    return SellerOrderPage(
        pk=part.pk,
        number=part.number,
        state=part.state,
        state_label=state_words(part),
        next_states=tuple(s for s in SellerOrderState.values if s in ALLOWED_MOVES[part.state]),
        placed_at=part.placed_at,
        placed_on=part.placed_on,
        confirm_by=part.confirm_by,
        buyer=_buyer(part),
        lines=tuple(_line(line) for line in part.lines.all()),
        events=histories.of_seller(part),
        goods_vnd=part.goods_vnd,
        discount_vnd=part.discount_vnd,
        shipping_vnd=part.shipping_vnd,
        total_vnd=part.total_vnd,
        funded_vnd=part.funded_vnd,
        funded_by=payers_of([part]).get(part.pk, ""),
        to_pay_vnd=part.to_pay_vnd,
        weight_g=part.weight_g,
        payment_label=tour_words.CASH
        if part.tour_on and part.payment_method == PaymentMethod.CASH_PICKUP
        else PaymentMethod(part.payment_method).label,
        is_paid=part.payment_state == PaymentState.PAID,
        is_waiting_for_money=roads.is_waiting_for_money(part),
        is_before_harvest=part.state == S.PLACED and part.is_before_harvest,
        carrier=part.carrier,
        tracking_code=part.tracking_code,
        reason=part.reason,
        delivery=tour_words.MEETING if part.tour_on else DeliveryMethod(part.delivery_method).label,
        is_tour=part.tour_on is not None,
        place=part.delivery_place,
        deadline=_deadline(part),
        is_late=_is_late(part),
        payment_words=words,
        case_words=urgent,
        question=asking.question(part),
    )


def state_words(part: SellerOrder) -> str:
    """Return where a seller order stands, as its seller reads it."""
    if roads.is_waiting_for_money(part):
        return "Chờ khách trả tiền"
    if part.state == S.PLACED and part.is_before_harvest:
        return "Chờ thu hoạch"
    if part.state == S.SHIPPED and part.delivery_method in roads.FETCHED and not part.tour_on:
        return "Chờ khách đến lấy"
    return tour_words.state_label(part, part.state)


def orders_of_partner(
    partner, *, states: Iterable[str] | None = None, limit: int = 50, offset: int = 0
) -> list[SellerOrderRow]:
    """Return a seller's parts: of one state that has a deadline the most urgent first, else newest.

    Pre-orders that wait for their harvest are no placed ones: they are of ``AHEAD``. 5 queries
    for any number.
    """
    parts = SellerOrder.objects.of_partner(partner)
    if states is not None:
        states = list(states)
        if states == [AHEAD]:
            parts, states = parts.before_harvest(), [S.PLACED]
        elif states == [S.PLACED]:
            parts = parts.not_before_harvest()
        parts = parts.filter(state__in=states)
        if len(states) == 1 and (due := _DUE.get(states[0])):
            parts = parts.order_by(F(due).asc(nulls_last=True), "pk")
    parts = _with_relations(parts).prefetch_related("proposals")
    return [_row(part) for part in parts[offset : offset + limit]]


def count_by_state(partner) -> dict[str, int]:
    """Return how many parts a seller has in each state and in ``AHEAD``; absent ones have none.

    1 query.
    """
    is_ahead = Q(state=S.PLACED, ready_on__isnull=False, harvested_at=None)
    stands = Case(When(is_ahead, then=Value(AHEAD)), default="state", output_field=CharField())
    rows = SellerOrder.objects.of_partner(partner).order_by().annotate(stands=stands)
    return dict(rows.values_list("stands").annotate(n=Count("pk")))


def _due_at(part: SellerOrder) -> datetime | None:
    """Return when the seller's next step is due."""
    if roads.is_waiting_for_money(part) or part.state not in _DUE:
        return None
    if part.state == S.PLACED and part.is_before_harvest:
        return None
    return getattr(part, _DUE[part.state])


def _is_late(part: SellerOrder) -> bool:
    at = _due_at(part)
    return at is not None and at < timezone.now()


def _deadline(part: SellerOrder) -> str:
    """Return ``Cần nhận đơn trước 14:30 hôm nay``; empty when nothing is due."""
    at = _due_at(part)
    if part.state == S.PLACED and part.is_before_harvest:
        return f"Hẹn gửi từ {roads.day_words(part.ready_on)}."
    if at is None:
        return ""
    leaves = "có hàng sẵn" if part.delivery_method in roads.FETCHED else "gửi hàng"
    leaves = "chốt và nhắc khách" if part.tour_on else leaves
    what = "nhận đơn" if part.state == S.PLACED else leaves
    if at < timezone.now():
        return f"Đã quá hạn {what} lúc {asking.moment(at)}."
    return f"Cần {what} trước {asking.moment(at)}."


def _with_relations(parts):
    return parts.select_related(
        "order__shipping_address__commune", "order__shipping_address__province"
    ).prefetch_related("lines__product__images", "lines__product__parent__images")


def _row(part: SellerOrder) -> SellerOrderRow:
    lines, buyer = list(part.lines.all()), _buyer(part)
    goods = [f"{x.quantity} {unit_label(x.sale_unit)} {x.title}" for x in lines]
    return SellerOrderRow(
        number=part.number,
        url=f"/ban-hang/don-hang/{part.number}/",
        state=part.state,
        state_label=state_words(part),
        placed_at=part.placed_at,
        confirm_by=part.confirm_by if part.state == SellerOrderState.PLACED else None,
        buyer_name=buyer.name,
        buyer_phone=buyer.phone,
        destination=", ".join(part for part in (buyer.commune, buyer.province) if part),
        goods_words=", ".join(goods),
        picture=first_picture(lines[0].product) if lines else None,
        quantity=sum(line.quantity for line in lines),
        total_vnd=part.total_vnd,
        is_paid=part.payment_state == PaymentState.PAID,
        deadline=_deadline(part),
        is_late=_is_late(part),
        can_confirm=_can_confirm(part),
    )


def _can_confirm(part: SellerOrder) -> bool:
    """Say whether one tap confirms: placed, paid where that comes first, nothing asked."""
    is_asked = any(one.state == Proposal.State.OPEN for one in part.proposals.all())
    waits = roads.is_waiting_for_money(part) or part.is_before_harvest
    return part.state == S.PLACED and not waits and not is_asked


def _buyer(part: SellerOrder) -> Buyer:
    order, address = part.order, part.order.shipping_address
    commune = address.commune.full_name if address and address.commune else ""
    province = address.province.full_name if address and address.province else ""
    return Buyer(
        name=order.customer_name,
        phone=order.customer_phone,
        line1=address.line1 if address else "",
        commune=commune,
        province=province,
        note=order.customer_note,
    )


def _line(line) -> SellerLine:
    return SellerLine(
        title=line.title,
        url=line.product.get_absolute_url() if line.product else "",
        picture=first_picture(line.product),
        quantity=line.quantity,
        unit_label=unit_label(line.sale_unit),
        unit_price_vnd=line.unit_price_incl_tax,
        sum_vnd=line.line_price_before_discounts_incl_tax,
        net_weight_g=line.net_weight_g,
        product_id=line.product_id,
    )
