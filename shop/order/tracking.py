"""What a shopper sees of an order: one answer on top, one way per parcel."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from common.dates import VIETNAM, local_date, local_today, weekday_name
from common.money import format_vnd
from common.phones import mask_phone
from common.units import unit_label
from shop.order.models import Order, SellerOrder
from shop.order.moves import SHOPPER_MAY_CANCEL
from shop.order.states import MAIN_ROAD, OPEN, PaymentState, SellerOrderState
from shop.shipping import rates
from shop.shipping.methods import HANDLING_DAYS

S = SellerOrderState
_ROAD_WORDS = {
    S.PLACED: "Đã đặt hàng",
    S.PACKED: "Đã gói xong",
    S.SHIPPED: "Đang giao",
    S.DELIVERED: "Tới tay bạn",
}
_NOW_WORDS = {
    S.PLACED: "Chờ người bán xác nhận",
    S.CONFIRMED: "Người bán đang gói hàng",
    S.PACKED: "Chờ gửi đi",
    S.SHIPPED: "Đang giao",
    S.DELIVERED: "Đã giao",
    S.COMPLETED: "Đã giao",
    S.CANCELLED: "Đã hủy",
    S.DELIVERY_FAILED: "Giao chưa được",
    S.RETURNED: "Đã trả hàng",
}
#: Four steps fit a phone: waiting, confirmed and packed are said on the second one.
_SHORT_ROAD = (S.PLACED, S.PACKED, S.SHIPPED, S.DELIVERED)
_NOW_STEP = {S.PLACED: 1, S.CONFIRMED: 1, S.PACKED: 1, S.SHIPPED: 2, S.DELIVERED: 3, S.COMPLETED: 3}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way; ``state`` is done, now or next."""

    label: str
    when: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrackedLine:
    """Goods in a parcel."""

    title: str
    quantity_label: str
    sum_vnd: Decimal


@dataclass(frozen=True, slots=True)
class TrackedParcel:
    """One seller's parcel on its way."""

    number: str
    title: str
    seller_name: str
    seller_phone: str
    zalo_url: str
    state: str
    headline: str
    notice: str
    steps: tuple[Step, ...]
    lines: tuple[TrackedLine, ...]
    carrier: str
    tracking_code: str
    shipping_vnd: Decimal
    total_vnd: Decimal
    can_cancel: bool


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
    is_masked: bool


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
    """Return the page of an order. 4 queries for any number of parcels and lines."""
    parts = list(_parts().filter(order=order))
    parcels = tuple(_parcel(place, part, len(parts)) for place, part in enumerate(parts, 1))
    return OrderPage(
        number=order.number,
        headline=_headline(parts),
        placed_at=order.date_placed,
        name=_masked_name(order.customer_name) if is_masked else order.customer_name,
        phone=mask_phone(order.customer_phone) if is_masked else order.customer_phone,
        address=_place(order.shipping_address, is_masked),
        note="" if is_masked else order.customer_note,
        parcels=parcels,
        goods_vnd=sum((part.goods_vnd for part in parts), Decimal(0)),
        shipping_vnd=sum((part.shipping_vnd for part in parts), Decimal(0)),
        discount_vnd=sum((part.discount_vnd for part in parts), Decimal(0)),
        total_vnd=sum((p.total_vnd for p in parts if p.state != S.CANCELLED), Decimal(0)),
        cancelled_vnd=sum((p.total_vnd for p in parts if p.state == S.CANCELLED), Decimal(0)),
        is_masked=is_masked,
    )


def orders_of_user(user, *, limit: int = 50) -> list[OrderRow]:
    """Return a shopper's orders, newest first. 5 queries for any number."""
    orders = Order.objects.filter(user=user).order_by("-date_placed", "-pk")
    orders = orders.prefetch_related("seller_orders__lines", *_prefetched("seller_orders__"))
    return [
        OrderRow(
            number=order.number,
            url=order.get_absolute_url(),
            placed_at=order.date_placed,
            headline=_headline(parts := list(order.seller_orders.all())),
            goods_words=", ".join(line.title for part in parts for line in part.lines.all()),
            total_vnd=order.total_incl_tax,
        )
        for order in orders[:limit]
    ]


def expected_on(part: SellerOrder) -> dt.date:
    """Return the latest day on which the parcel should arrive."""
    commune = part.partner.commune
    origin = commune.province.code if commune else rates.HOME_PROVINCE
    destination = part.destination_province_code or origin
    rate = rates.table_on(part.placed_on).rate_for(origin_code=origin, destination_code=destination)
    if part.shipped_at:
        return local_date(part.shipped_at) + dt.timedelta(days=rate.max_days)
    return part.placed_on + dt.timedelta(days=HANDLING_DAYS + rate.max_days)


def day_words(day: dt.date) -> str:
    """Return ``thứ Tư, 25/11``."""
    return f"{weekday_name(day)}, {day:%d/%m}"


def _parts():
    return SellerOrder.objects.order_by("number").prefetch_related("lines", *_prefetched(""))


def _prefetched(prefix: str) -> tuple[str, ...]:
    return (f"{prefix}partner__commune__province",)


def _headline(parts: list[SellerOrder]) -> str:
    """Return the answer to "where is it": the part that arrives next speaks for all."""
    waiting = [part for part in parts if part.state in OPEN and part.state != S.DELIVERED]
    if not waiting:
        states = {part.state for part in parts}
        best = next(s for s in (*reversed(MAIN_ROAD), S.RETURNED, S.CANCELLED) if s in states)
        return _NOW_WORDS[best]
    nearest = max(waiting, key=lambda part: _rank(part.state))
    is_alike = len({(part.state, expected_on(part)) for part in parts}) == 1
    place = "" if is_alike else f" kiện {parts.index(nearest) + 1}"
    words = f"{_NOW_WORDS[nearest.state]}{place}"
    if nearest.state == S.DELIVERY_FAILED or expected_on(nearest) < local_today():
        return words
    return f"{words}, dự kiến {day_words(expected_on(nearest))}"


def _rank(state: str) -> int:
    return MAIN_ROAD.index(state) if state in MAIN_ROAD else len(MAIN_ROAD)


def _parcel(place: int, part: SellerOrder, of: int) -> TrackedParcel:
    return TrackedParcel(
        number=part.number,
        title=f"Kiện {place}, {part.seller_name}" if of > 1 else part.seller_name,
        seller_name=part.seller_name,
        seller_phone=part.partner.phone,
        zalo_url=_zalo_url(part.partner.phone),
        state=part.state,
        headline=_NOW_WORDS[part.state],
        notice=_notice(part),
        steps=_steps(part),
        lines=tuple(
            TrackedLine(
                line.title,
                f"{line.quantity} {unit_label(line.sale_unit)}",
                line.line_price_before_discounts_incl_tax,
            )
            for line in part.lines.all()
        ),
        carrier=part.carrier,
        tracking_code=part.tracking_code,
        shipping_vnd=part.shipping_vnd,
        total_vnd=part.total_vnd,
        can_cancel=part.state in SHOPPER_MAY_CANCEL,
    )


def _zalo_url(phone: str) -> str:
    """Return the chat address of a mobile number; Zalo takes it without the plus."""
    return f"https://zalo.me/{phone.removeprefix('+')}" if phone else ""


def _notice(part: SellerOrder) -> str:
    reason = f"Lý do: {part.reason.rstrip('.')}. " if part.reason else ""
    if part.state == S.CANCELLED:
        return f"{reason}Bạn không phải trả tiền kiện này."
    if part.state == S.DELIVERY_FAILED:
        return f"{reason}Người bán sẽ gọi bạn để giao lại."
    if part.state == S.RETURNED:
        return f"{reason}Hàng đã về lại người bán."
    if part.state in OPEN and part.state != S.DELIVERED and expected_on(part) < local_today():
        return "Chậm hơn dự kiến. Bạn gọi người bán để biết ngày giao mới."
    if part.state == S.PLACED and part.confirm_by and part.confirm_by < timezone.now():
        return "Người bán chưa trả lời sau 24 giờ. Bạn gọi người bán hoặc hủy kiện này."
    return ""


def _steps(part: SellerOrder) -> tuple[Step, ...]:
    if part.state in {S.CANCELLED, S.RETURNED, S.DELIVERY_FAILED}:
        return _broken_road(part)
    reached = _NOW_STEP[part.state]
    steps = []
    for place, state in enumerate(_SHORT_ROAD):
        kind = "next" if place > reached else "now" if place == reached else "done"
        label = _NOW_WORDS[part.state] if kind == "now" else _ROAD_WORDS[state]
        when = _when(part, part.state if kind == "now" and state == S.PACKED else state)
        if kind == "now" and part.state == S.PLACED:
            when = ""
        steps.append(Step(label, when, kind, _note(part, state)))
    return tuple(steps)


def _broken_road(part: SellerOrder) -> tuple[Step, ...]:
    done = [s for s in _SHORT_ROAD if getattr(part, f"{s}_at")]
    steps = [Step(_ROAD_WORDS[s], _when(part, s), "done") for s in done]
    end = {S.CANCELLED: part.cancelled_at, S.RETURNED: part.returned_at}.get(part.state)
    return (*steps, Step(_NOW_WORDS[part.state], _moment(end), "now"))


def _note(part: SellerOrder, state: str) -> str:
    if state != S.DELIVERED:
        return ""
    if part.payment_state == PaymentState.PAID:
        return f"Đã trả {format_vnd(part.total_vnd)}"
    return f"Trả {format_vnd(part.total_vnd)} khi nhận"


def _when(part: SellerOrder, state: str) -> str:
    at = getattr(part, f"{state}_at", None)
    if at is None:
        return f"{expected_on(part):%d/%m}" if state == S.DELIVERED else ""
    return _moment(at)


def _moment(at: dt.datetime | None) -> str:
    """Return the time for today, the day for other days."""
    if at is None:
        return ""
    local = timezone.localtime(at, VIETNAM)
    return f"{local:%H:%M}" if local.date() == local_today() else f"{local:%d/%m}"


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
