"""The basket as parcels: one card per seller with its goods, fee and day."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from catalogue.cards import Picture, pack_label
from common.dates import local_today, near_date, weekday_name
from common.money import format_vnd
from common.units import unit_label
from shop.basket.models import Basket
from shop.order.pictures import first_picture
from shop.order.preorders import sent_apart
from shop.partner.availability import gone_words
from shop.shipping.methods import Parcel, PerSellerDelivery


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """Goods in a parcel. ``max`` is what can be bought at most; 0 means gone."""

    line_id: int
    title: str
    url: str
    picture: Picture | None
    unit_label: str
    quantity_name: str
    quantity: int
    quantity_label: str
    min: int
    step: int
    max: int
    sum_vnd: Decimal
    problem: str


@dataclass(frozen=True, slots=True)
class ParcelChoice:
    """One way in which a parcel can reach the shopper."""

    code: str
    label: str
    fee_words: str
    note: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ParcelCard:
    """What one seller sends; ``choices`` is empty where nothing is chosen."""

    partner_id: int
    seller_name: str
    seller_url: str
    from_label: str
    fee_label: str
    fee_vnd: Decimal
    day_label: str
    goods_vnd: Decimal
    total_vnd: Decimal
    lines: tuple[ParcelLine, ...]
    choices: tuple[ParcelChoice, ...] = ()
    #: Says that the goods are on pre-order, and from which day they are sent.
    ahead_label: str = ""
    #: Nothing is sent: people come to where a tour begins.
    is_meeting: bool = False
    #: Until when a tour can be called off; empty for goods.
    cancel_words: str = ""

    @property
    def has_choice(self) -> bool:
        """Say whether there is more than one way."""
        return len(self.choices) > 1


@dataclass(frozen=True, slots=True)
class BasketPage:
    """All parcels of a basket with their sums in đồng."""

    parcels: tuple[ParcelCard, ...]
    quantity: int
    goods_vnd: Decimal
    discount_vnd: Decimal
    shipping_vnd: Decimal
    total_vnd: Decimal
    is_fee_exact: bool
    problems: tuple[str, ...]
    #: What a programme pays of the total, and its name; ``total_vnd`` is without it.
    funded_vnd: Decimal = Decimal(0)
    funded_by: str = ""
    #: Goods of one seller that are sent on other days and must be ordered apart.
    apart: tuple[str, ...] = ()

    @property
    def is_only_met(self) -> bool:
        """Say whether nothing of it is sent."""
        return bool(self.parcels) and all(card.is_meeting for card in self.parcels)

    @property
    def has_choice(self) -> bool:
        """Say whether some parcel can come in more than one way."""
        return any(card.has_choice for card in self.parcels)


def basket_page(basket: Basket, method: PerSellerDelivery, *, editable: bool) -> BasketPage:
    """Return the parcels of a basket; with the ways of delivery when it is not editable.

    No query beyond the lines of the basket, and one for the ways. Raises
    ``DeliveryNotOffered`` when ``method`` holds a choice that is not offered.
    """
    by_partner = defaultdict(list)
    for line in basket.all_lines():
        by_partner[line.stockrecord.partner_id].append(line)
    ways = {} if editable else method.options(basket)
    sent = method.parcels(basket)
    # The same order as the parts of the order that this basket becomes.
    cards = tuple(
        _card(
            place,
            sent[partner_id],
            lines,
            is_only=len(by_partner) == 1,
            editable=editable,
            choices=_choices(ways.get(partner_id, ()), method.chosen(partner_id)),
        )
        for place, (partner_id, lines) in enumerate(sorted(by_partner.items()), 1)
    )
    goods = sum((card.goods_vnd for card in cards), Decimal(0))
    shipping = sum((card.fee_vnd for card in cards), Decimal(0))
    # Total as ``placing`` counts it, so that the page and the order cannot differ.
    paid = basket.total_incl_tax if cards else Decimal(0)
    return BasketPage(
        parcels=cards,
        quantity=sum(line.quantity for card in cards for line in card.lines),
        goods_vnd=goods,
        discount_vnd=goods - paid,
        shipping_vnd=shipping,
        total_vnd=paid + shipping,
        is_fee_exact=all(parcel.is_exact for parcel in sent.values()),
        problems=tuple(x.problem for card in cards for x in card.lines if x.problem),
        apart=tuple(sent_apart(basket)),
    )


def _choices(options, chosen: str) -> tuple[ParcelChoice, ...]:
    return tuple(
        ParcelChoice(
            code=option.code,
            label=option.label,
            fee_words=option.fee_words,
            note=option.note,
            is_chosen=option.code == chosen,
        )
        for option in options
    )


def _fee_label(sent: Parcel) -> str:
    if sent.is_meeting:
        return "Không giao hàng"
    if sent.is_fetched:
        return "Bạn đến lấy kiện này"
    return "Phí giao kiện này" if sent.is_exact else "Phí giao kiện này, từ"


def _day_label(sent: Parcel) -> str:
    if sent.is_meeting:
        return sent.place
    if not sent.is_exact:
        return ""
    day = sent.earliest_on if sent.is_fetched else sent.latest_on
    words = "Lấy được từ" if sent.is_fetched else "Nhận trước"
    return f"{words} {weekday_name(day)}, {near_date(day)}"


def _card(place: int, sent: Parcel, lines, *, is_only: bool, editable: bool, choices) -> ParcelCard:
    partner = lines[0].stockrecord.partner
    commune = partner.commune
    origin = f"gửi từ {commune.full_name}" if commune else "gửi từ Thái Nguyên"
    if sent.is_meeting:
        origin = "bạn đến chỗ gặp"
    goods = sum((line.line_price_incl_tax for line in lines), Decimal(0))
    return ParcelCard(
        partner_id=partner.pk,
        seller_name=partner.name,
        seller_url=f"/gian-hang/{partner.code}/",
        from_label=origin[:1].upper() + origin[1:] if is_only else f"Kiện {place}, {origin}",
        fee_label=_fee_label(sent),
        fee_vnd=sent.fee_vnd,
        day_label=_day_label(sent),
        goods_vnd=goods,
        total_vnd=goods + sent.fee_vnd,
        lines=tuple(_line(line, editable=editable) for line in lines),
        choices=choices,
        ahead_label=f"Đặt trước, gửi từ {near_date(sent.ready_on)}" if sent.ready_on else "",
        is_meeting=sent.is_meeting,
        cancel_words=_cancel_words(lines) if sent.is_meeting else "",
    )


def _cancel_words(lines) -> str:
    last_on = min(line.product.tour_date.last_cancel_on for line in lines)
    if last_on < local_today():
        return "Chuyến đi gần ngày nên đặt rồi không tự hủy được."
    return f"Hủy được đến hết ngày {near_date(last_on)}, khi người đón chưa chốt khách."


def _line(line, *, editable: bool) -> ParcelLine:
    product, record = line.product, line.stockrecord
    unit = unit_label(product.sale_unit)
    left = record.num_free if product.is_for_sale else 0
    return ParcelLine(
        line_id=line.pk,
        title=product.get_title(),
        url=product.get_absolute_url(),
        picture=first_picture(product),
        unit_label=f"{format_vnd(record.price)} / {pack_label(product)}",
        quantity_name=f"so-luong-{line.pk}" if editable else "",
        quantity=line.quantity,
        quantity_label=f"{line.quantity} {unit}",
        min=product.min_quantity,
        step=product.quantity_step,
        max=left,
        sum_vnd=line.line_price_incl_tax,
        problem=_problem(
            product.get_title(), unit, line.quantity, left, gone_words(record, product)
        ),
    )


def _problem(title: str, unit: str, wanted: int, left: int, gone: str) -> str:
    if left == 0:
        return f"“{title}” {gone}."
    if wanted > left:
        return f"“{title}” chỉ còn {left} {unit}, bạn đang lấy {wanted} {unit}."
    return ""
