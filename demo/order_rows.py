"""Write planned orders in bulk: parts, lines, events, movements and payments."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from accounts.models import User
from common.dates import local_date
from demo.books import write_books
from demo.listings import Listing
from demo.makers import Maker
from demo.orders import Part, Placed
from demo.people import LOGINS
from demo.purses import purse
from demo.stock import Needs
from places.home import HOME_PROVINCE
from shop.address.models import Country
from shop.order import times
from shop.order.models import Line, LinePrice, Order, SellerOrder, SellerOrderEvent, ShippingAddress
from shop.order.moves import derived_status
from shop.order.states import HOLDING, PaymentMethod, SellerOrderState
from shop.partner.models import Partner, StockMovement, StockRecord
from shop.payment.models import SourceType
from shop.shipping.models import DeliveryMethod
from shop.shipping.rates import parcel_fee

S = SellerOrderState
_BATCH = 1_000
_INSTANTS = (S.CONFIRMED, S.PACKED, S.SHIPPED, S.DELIVERED, S.COMPLETED, S.CANCELLED, S.RETURNED)
_DATES = (S.COMPLETED, S.CANCELLED, S.RETURNED)


def write_orders(
    orders: Iterable[Placed],
    makers: list[Maker],
    listings: list[Listing],
    *,
    bare: bool,
    progress: Callable[[str], None],
) -> Needs:
    """Write orders that do not exist yet; return what they need in stock.

    ``bare`` leaves out addresses, price breakdowns and payments.
    """
    known = set(Order.objects.filter(is_demo=True).values_list("number", flat=True))
    writer, needs = _Writer(makers, listings), Needs()
    todo = (order for order in orders if order.number not in known)
    written = 0
    while batch := list(islice(todo, _BATCH)):
        writer.write(batch, bare=bare)
        written += len(batch)
        if written % (_BATCH * 5) == 0:
            progress(f"  orders {written}")
        for order in batch:
            for part in order.parts:
                needs.add(part)
    return needs


@dataclass(frozen=True, slots=True)
class _Goods:
    """The rows of a listing that lines point to."""

    product_id: int
    record_id: int
    price: Decimal
    tax_category: str


class _Writer:
    """Knows the rows that orders point to, and writes one batch at a time."""

    def __init__(self, makers: list[Maker], listings: list[Listing]) -> None:
        self._makers, self._listings = makers, listings
        self._partners = {
            p.phone: p for p in Partner.objects.filter(is_demo=True).select_related("commune")
        }
        rows = StockRecord.objects.filter(partner__is_demo=True)
        goods = {
            sku: _Goods(*values)
            for sku, *values in rows.values_list(
                "partner_sku", "product_id", "pk", "price", "product__tax_category"
            )
        }
        self._goods = [goods[item.upc] for item in listings]
        self._country = Country.objects.get(iso_3166_1_a2="VN")
        self._ways = {way.code: way for way in SourceType.objects.all()}
        self._shopper = User.objects.get(phone=LOGINS["shopper"].phone)

    def write(self, batch: list[Placed], *, bare: bool) -> None:
        """Write the orders with everything that belongs to them."""
        parts = [[self._part(order, n) for n in range(len(order.parts))] for order in batch]
        orders = [self._order(order, p) for order, p in zip(batch, parts, strict=True)]
        if not bare:
            addresses = [self._address(order) for order in batch]
            ShippingAddress.objects.bulk_create(addresses)
            for order, address in zip(orders, addresses, strict=True):
                order.shipping_address = address
        Order.objects.bulk_create(orders)
        flat: list[tuple[Placed, Part, SellerOrder]] = []
        for placed, order, made in zip(batch, orders, parts, strict=True):
            for plan, part in zip(placed.parts, made, strict=True):
                part.order = order
                flat.append((placed, plan, part))
        SellerOrder.objects.bulk_create(part for _, _, part in flat)
        SellerOrderEvent.objects.bulk_create(e for row in flat for e in _events(*row))
        lines = [line for row in flat for line in self._lines(*row)]
        Line.objects.bulk_create(lines)
        StockMovement.objects.bulk_create(m for row in flat for m in self._movements(*row))
        if not bare:
            LinePrice.objects.bulk_create(_price(line) for line in lines)
            write_books([(plan, part) for _, plan, part in flat], self._ways)

    def _part(self, order: Placed, nth: int) -> SellerOrder:
        plan = order.parts[nth]
        partner = self._partners[self._makers[plan.maker].phone]
        at = {state: plan.road.at(state) for state in _INSTANTS}
        items = [(self._listings[p], self._goods[p], quantity) for p, quantity in plan.lines]
        weight_g = sum(quantity * round(i.pack.net_g * 1.08) for i, _, quantity in items)
        road = plan.road
        return SellerOrder(
            partner=partner,
            number=f"{order.number}-{nth + 1}",
            state=road.state,
            goods_vnd=sum(goods.price * quantity for _, goods, quantity in items),
            shipping_vnd=self._fee(order, weight_g),
            weight_g=weight_g,
            payment_method=order.payment,
            payment_state=purse(order.payment, road).state,
            commune_code=partner.commune.code,
            seller_kind=partner.kind,
            seller_name=partner.name,
            destination_province_code=order.buyer.commune.province.code,
            delivery_method=_delivery(order.payment),
            reason=road.reason,
            carrier=road.carrier,
            tracking_code=road.tracking_code,
            confirm_by=order.at + times.hours("confirm"),
            placed_at=order.at,
            placed_on=local_date(order.at),
            is_demo=True,
            **{f"{state}_at": moment for state, moment in at.items()},
            **{f"{state}_on": local_date(at[state]) for state in _DATES if at[state]},
        )

    def _fee(self, order: Placed, weight_g: int) -> Decimal:
        if order.payment == PaymentMethod.CASH_PICKUP:
            return Decimal(0)
        return parcel_fee(
            weight_g=weight_g,
            origin_code=HOME_PROVINCE,
            destination_code=order.buyer.commune.province.code,
            day=local_date(order.at),
        )

    def _order(self, plan: Placed, parts: list[SellerOrder]) -> Order:
        total = sum(part.total_vnd for part in parts)
        shipping = sum(part.shipping_vnd for part in parts)
        return Order(
            number=plan.number,
            site_id=1,
            user=self._shopper if plan.buyer.is_login else None,
            currency="VND",
            total_incl_tax=total,
            total_excl_tax=total,
            shipping_incl_tax=shipping,
            shipping_excl_tax=shipping,
            shipping_method="Giao tận nơi",
            shipping_code="per-seller",
            status=derived_status([part.state for part in parts]),
            date_placed=plan.at,
            customer_name=plan.buyer.name,
            customer_phone=plan.buyer.phone,
            customer_note=plan.buyer.note,
            is_demo=True,
        )

    def _address(self, plan: Placed) -> ShippingAddress:
        buyer, commune = plan.buyer, plan.buyer.commune
        return ShippingAddress(
            first_name=buyer.name,
            line1=buyer.line1,
            line4=commune.full_name,
            state=commune.province.full_name,
            province=commune.province,
            commune=commune,
            country=self._country,
            phone_number=buyer.phone,
            notes=buyer.note,
        )

    def _lines(self, placed: Placed, plan: Part, part: SellerOrder) -> Iterator[Line]:
        held = part.state in HOLDING
        for place, quantity in plan.lines:
            item, goods = self._listings[place], self._goods[place]
            total = goods.price * quantity
            yield Line(
                order=part.order,
                seller_order=part,
                partner=part.partner,
                partner_name=part.seller_name,
                partner_sku=item.upc,
                stockrecord_id=goods.record_id,
                product_id=goods.product_id,
                title=item.title,
                upc=item.upc,
                quantity=quantity,
                ordered_quantity=quantity,
                num_allocated=quantity if held else 0,
                allocation_cancelled=part.state == S.CANCELLED,
                status=part.state,
                line_price_excl_tax=total,
                line_price_incl_tax=total,
                line_price_before_discounts_excl_tax=total,
                line_price_before_discounts_incl_tax=total,
                unit_price_incl_tax=goods.price,
                unit_price_excl_tax=goods.price,
                commune_code=part.commune_code,
                product_set_code=item.recipe.set_code,
                ocop_stars=item.stars if item.has_star_on(part.placed_on) else None,
                sale_unit=item.pack.unit,
                net_weight_g=item.pack.net_g,
                tax_category=goods.tax_category,
            )

    def _movements(self, placed: Placed, plan: Part, part: SellerOrder) -> Iterator[StockMovement]:
        kinds = [(StockMovement.Kind.SHIPPED, -1)] if plan.road.was_shipped else []
        kinds += [(StockMovement.Kind.RETURNED, 1)] if plan.road.restocked else []
        for place, quantity in plan.lines:
            for kind, sign in kinds:
                yield StockMovement(
                    stockrecord_id=self._goods[place].record_id,
                    kind=kind,
                    quantity=sign * quantity,
                    reference=part.number,
                )


def _delivery(payment: str) -> str:
    is_fetched = payment == PaymentMethod.CASH_PICKUP
    return DeliveryMethod.PICKUP if is_fetched else DeliveryMethod.CARRIER


def _events(placed: Placed, plan: Part, part: SellerOrder) -> Iterator[SellerOrderEvent]:
    yield SellerOrderEvent(
        seller_order=part, to_state=S.PLACED, at=placed.at, actor=part.order.user
    )
    came_from: str = S.PLACED
    for step in plan.road.steps:
        yield SellerOrderEvent(
            seller_order=part, from_state=came_from, to_state=step.state, note=step.note, at=step.at
        )
        came_from = step.state


def _price(line: Line) -> LinePrice:
    return LinePrice(
        order=line.order,
        line=line,
        quantity=line.quantity,
        price_incl_tax=line.unit_price_incl_tax,
        price_excl_tax=line.unit_price_excl_tax,
    )
