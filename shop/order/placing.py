"""Turn a basket into an order: all of it in one transaction, or nothing at all."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from oscar.core.prices import Price

from common.errors import BusinessRuleError
from common.money import format_vnd
from shop.address.models import Country
from shop.basket.models import Basket
from shop.offer.applicator import Applicator
from shop.order import notices, preorders
from shop.order.limits import require_preorder_room, require_room
from shop.order.models import Order, SellerOrder, ShippingAddress
from shop.order.quote import quote_key
from shop.order.utils import OrderCreator, OrderNumberGenerator
from shop.partner.selling import hold_closed
from shop.partner.stock import OutOfStock
from shop.partner.strategy import Selector
from shop.payment import money
from shop.payment.gateways import gateway
from shop.programme import quoting, redeeming
from shop.shipping.repository import Repository

#: Oscar keeps the total of an order in twelve digits, two of them after the point.
MAX_ORDER_VND = Decimal(9_999_999_999)


@dataclass(frozen=True, slots=True)
class Customer:
    """Who receives the order and where; ``phone`` is E.164."""

    name: str
    phone: str
    province: object
    commune: object
    line1: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the shopper saw and chose."""

    total_vnd: Decimal | int
    key: str
    pay_with: str
    deliveries: dict[int, str]
    is_demo: bool
    voucher: str = ""


@dataclass(frozen=True, slots=True)
class StockIssue:
    """Goods that cannot be had in the wanted quantity; ``left`` 0 means none at all."""

    line_id: int
    title: str
    wanted: int
    left: int
    unit: str = ""


class BasketNotOpen(BusinessRuleError):
    """The basket has no goods, or is being changed by somebody else."""

    message = "Giỏ hàng đang trống. Bạn chọn hàng rồi đặt lại."


class TotalChanged(BusinessRuleError):
    """The shopper saw another total than the one that would be charged."""

    def __init__(self, *, shown: Decimal, now: Decimal) -> None:
        self.shown, self.now = shown, now
        super().__init__(
            f"Tổng tiền đã đổi từ {format_vnd(shown)} thành {format_vnd(now)}. "
            "Bạn xem lại, nếu đồng ý thì bấm đặt hàng lần nữa."
        )


class OrderTooLarge(BusinessRuleError):
    """The order is worth more than one order may be."""

    message = (
        f"Một đơn nhận nhiều nhất {format_vnd(MAX_ORDER_VND)}. "
        "Bạn bớt hàng rồi đặt thành hai đơn, hoặc gọi người bán."
    )


class PaymentNotOffered(BusinessRuleError):
    """This way to pay is not offered for these goods."""

    message = "Cách trả tiền này chưa dùng được. Bạn chọn cách trả tiền khác."


class SellerNotOpen(BusinessRuleError):
    """A seller rests, has closed or may not sell."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"{' và '.join(names)} đang không nhận đơn, nên đơn chưa được đặt. "
            "Giỏ hàng còn nguyên. Bạn bớt món của gian hàng này rồi đặt tiếp."
        )


class DayMoved(BusinessRuleError):
    """Between looking and pressing, goods went on pre-order, came in, or got another day."""

    message = "Ngày gửi của một món vừa đổi. Bạn xem lại ngày, nếu đồng ý thì bấm đặt hàng lần nữa."


class LinesUnavailable(BusinessRuleError):
    """Some goods are gone or fewer than wanted; ``issues`` says which and how many."""

    message = "Có món không còn đủ hàng. Bạn sửa số lượng rồi đặt lại."

    def __init__(self, issues: list[StockIssue]) -> None:
        self.issues = issues
        super().__init__()


def place_order(
    *,
    basket: Basket,
    customer: Customer,
    user=None,
    shown_total_vnd: Decimal | int,
    shown_key: str = "",
    pay_with: str = "cod",
    deliveries: dict[int, str] | None = None,
    is_demo: bool = False,
    voucher: str = "",
) -> Order:
    """Return the order of the basket, placing it when it is not placed yet.

    ``shown_key`` is the ``quote_key`` of what the shopper saw, ``pay_with`` the code of a
    gateway, ``deliveries`` the chosen way of delivery by the id of the partner, ``voucher`` the
    code of a programme, and ``shown_total_vnd`` what is left for the shopper. Raises a
    ``BusinessRuleError`` (``TotalChanged``, ``LinesUnavailable``, ``PaymentNotOffered``, …);
    the basket then stays open and nothing is stored. Sends nothing itself: messages wait in
    the outbox.
    """
    wish = Wish(shown_total_vnd, shown_key, pay_with, deliveries or {}, is_demo, voucher)
    with transaction.atomic():
        if _claim(basket):
            fresh = fresh_basket(basket.pk, user)
            order = _write(fresh, customer, user, wish)
        else:
            order = order_of_basket(basket.pk)
        if order is None:
            raise BasketNotOpen
    basket.status = Basket.SUBMITTED
    return order


def order_of_basket(basket_id: int) -> Order | None:
    """Return the order that a basket has become, if it has."""
    return Order.objects.filter(basket_id=basket_id).first()


def fresh_basket(basket_id: int, user=None) -> Basket:
    """Return the basket read again from the database, priced as of now."""
    basket = Basket.objects.get(pk=basket_id)
    basket.strategy = Selector().strategy(user=user)
    if not basket.is_empty:
        Applicator().apply(basket, user)
    return basket


def stock_issues(basket: Basket) -> list[StockIssue]:
    """Return what of the basket cannot be bought now. Reads nothing beyond its lines."""
    issues = []
    for line in basket.all_lines():
        record = line.stockrecord
        left = record.num_free if record and line.product.is_for_sale else 0
        if line.quantity > left:
            unit = line.product.get_sale_unit_display()
            issues.append(StockIssue(line.pk, line.product.get_title(), line.quantity, left, unit))
    return issues


def _claim(basket: Basket) -> bool:
    """Submit the basket; only one of several presses gets True."""
    return bool(
        Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).update(
            status=Basket.SUBMITTED, date_submitted=timezone.now()
        )
    )


def _require_room(phone: str, method: str, basket: Basket) -> None:
    if preorders.has_goods_at_hand(basket):
        require_room(phone, method)
    if preorders.has_preorder(basket):
        require_preorder_room(phone)


def _write(basket, customer, user, wish: Wish) -> Order:
    if basket.is_empty:
        raise BasketNotOpen
    if closed := hold_closed(line.stockrecord.partner_id for line in basket.all_lines()):
        raise SellerNotOpen(closed)
    if issues := stock_issues(basket):
        raise LinesUnavailable(issues)
    way = _gateway(wish.pay_with, basket)
    preorders.require_allowed(basket, way.METHOD)
    _require_room(customer.phone, way.METHOD, basket)
    address = _address(customer)
    method = Repository().get_shipping_methods(
        basket, shipping_addr=address, choices=wish.deliveries
    )[0]
    charge = method.calculate(basket)
    total = basket.total_incl_tax + charge.incl_tax
    # The discount is written down as well.
    if basket.total_incl_tax_excl_discounts + charge.incl_tax > MAX_ORDER_VND:
        raise OrderTooLarge
    funding = _funding(basket, customer, wish)
    to_pay = total - (funding.total_vnd if funding else 0)
    if Decimal(wish.total_vnd) != to_pay or wish.key not in (
        "",
        quote_key(basket, method, funding),
    ):
        raise TotalChanged(shown=Decimal(wish.total_vnd), now=to_pay)
    address.save()

    def write_rest(order: Order, parts: list[SellerOrder]) -> None:
        money.open_accounts(order, parts)
        way.create(order, parts)
        _tell(order, parts, basket)

    def hold_budget(order: Order, parts: list[SellerOrder]) -> None:
        if funding:
            redeeming.note_lines(order, basket, funding)
            redeeming.reserve(order, parts, funding)

    try:
        return OrderCreator().place_order(
            basket=basket,
            total=Price(currency=basket.currency, excl_tax=total, incl_tax=total),
            shipping_method=method,
            shipping_charge=charge,
            user=user,
            shipping_address=address,
            order_number=OrderNumberGenerator().order_number(basket),
            payment_method=way.METHOD,
            date_placed=timezone.now(),
            customer_name=customer.name,
            customer_phone=customer.phone,
            customer_note=customer.note,
            is_demo=wish.is_demo,
            before_stock=write_rest,
            after_stock=hold_budget,
            funded=funding.by_partner if funding else None,
        )
    except OutOfStock as problem:
        issues = stock_issues(fresh_basket(basket.pk, user))
        raise (LinesUnavailable(issues) if issues else DayMoved()) from problem


def _funding(basket, customer, wish: Wish) -> quoting.Funding | None:
    """Return what a programme pays, when a code was typed. Raises ``VoucherRefused``."""
    if not wish.voucher:
        return None
    return quoting.fund(
        basket, wish.voucher, phone=customer.phone, commune_code=customer.commune.code
    )


def _gateway(code: str, basket):
    try:
        way = gateway(code)
    except LookupError:
        raise PaymentNotOffered from None
    if why := way.missing([line.stockrecord.partner for line in basket.all_lines()]):
        raise PaymentNotOffered(why)
    return way


def _address(customer: Customer) -> ShippingAddress:
    return ShippingAddress(
        first_name=customer.name,
        line1=customer.line1,
        line4=customer.commune.full_name,
        state=customer.province.full_name,
        province=customer.province,
        commune=customer.commune,
        country=Country.objects.get(iso_3166_1_a2="VN"),
        phone_number=customer.phone,
        notes=customer.note,
    )


def _tell(order: Order, parts: list[SellerOrder], basket: Basket) -> None:
    goods: dict[int, list[str]] = defaultdict(list)
    for line in basket.all_lines():
        unit = line.product.get_sale_unit_display()
        words = f"{line.quantity} {unit} {line.product.get_title()}"
        goods[line.stockrecord.partner_id].append(words)
    words = {key: ", ".join(titles)[:300] for key, titles in goods.items()}
    notices.tell_sellers_placed(order, parts, words)
    notices.tell_shopper_placed(order, parts)
