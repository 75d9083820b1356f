"""How orders are numbered and written down: Oscar's creator, with one part per seller."""

import secrets
from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from oscar.apps.order import utils as core
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.apps.order.utils import OrderDispatcher
from stdnum import luhn

from catalogue.models import OcopCertificate
from common.dates import local_date
from shop.order import times
from shop.order.models import Line, LinePrice, Order, SellerOrder, SellerOrderEvent
from shop.order.states import PaymentMethod, SellerOrderState
from shop.shipping.methods import line_weight_g

__all__ = ["OrderCreator", "OrderDispatcher", "OrderNumberGenerator"]

_DIGITS = 9


class OrderNumberGenerator:
    """Random numbers of ten digits; the last one catches a digit misheard on the phone."""

    def order_number(self, basket=None) -> str:
        """Return a number that no order has yet."""
        while True:
            body = str(secrets.randbelow(9 * 10 ** (_DIGITS - 1)) + 10 ** (_DIGITS - 1))
            number = body + luhn.calc_check_digit(body)
            if not Order.objects.filter(number=number).exists():
                return number


class OrderCreator(core.OrderCreator):
    """Writes an order, its seller orders and its lines in a fixed number of statements.

    Stock is held with guarded updates in the order of stock records: two orders that share
    goods wait for each other instead of locking each other out.
    """

    def place_order(
        self,
        basket,
        total,
        shipping_method,
        shipping_charge,
        user=None,
        shipping_address=None,
        billing_address=None,
        order_number=None,
        status=SellerOrderState.PLACED,
        request=None,
        surcharges=None,
        payment_method=PaymentMethod.COD,
        before_stock=None,
        after_stock=None,
        funded=None,
        **kwargs,
    ):
        """Write everything or nothing. Raises ``OutOfStock`` when goods are gone.

        Stock comes last: everybody who wants the same goods waits from there to the commit.
        ``before_stock`` is called with the order and its parts for all that belongs to them,
        ``after_stock`` for what is locked after the stock. ``funded`` is what a programme pays,
        in đồng by the id of the partner.
        """
        if basket.is_empty:
            raise UnableToPlaceOrder("an empty basket cannot be ordered")
        number = order_number or OrderNumberGenerator().order_number(basket)
        with transaction.atomic():
            order = self.create_order_model(
                user,
                basket,
                shipping_address,
                shipping_method,
                shipping_charge,
                billing_address,
                total,
                number,
                status,
                request,
                surcharges,
                **kwargs,
            )
            self._record_offers(order, basket, shipping_method, user)
            parts = self.create_seller_orders(
                order, basket, shipping_method, payment_method, funded or {}
            )
            self.create_all_lines(order, basket, parts)
            if before_stock:
                before_stock(order, sorted(parts.values(), key=lambda part: part.number))
            for line in sorted(basket.all_lines(), key=lambda line: line.stockrecord_id):
                self.update_stock_records(line)
            if after_stock:
                after_stock(order, list(parts.values()))
        return order

    def create_seller_orders(self, order, basket, shipping_method, payment_method, funded):
        """Write one part per seller with its first event; return them by partner id."""
        by_partner = defaultdict(list)
        for line in basket.all_lines():
            by_partner[line.stockrecord.partner_id].append(line)
        method = getattr(shipping_method, "method", shipping_method)
        parcels = method.parcels(basket)
        address = order.shipping_address
        now = order.date_placed
        parts = [
            SellerOrder(
                order=order,
                number=f"{order.number}-{place}",
                shipping_vnd=parcels[partner_id].fee_vnd,
                funded_vnd=funded.get(partner_id, Decimal(0)),
                delivery_method=parcels[partner_id].method,
                delivery_place=parcels[partner_id].place,
                tour_on=parcels[partner_id].tour_on,
                payment_method=_paid_by(payment_method, parcels[partner_id], lines),
                destination_province_code=address.province.code if address else "",
                **_due(lines, now, parcels[partner_id].tour_on),
                placed_at=now,
                placed_on=local_date(now),
                is_demo=order.is_demo,
                **_snapshot(lines),
            )
            for place, (partner_id, lines) in enumerate(sorted(by_partner.items()), 1)
        ]
        parts = SellerOrder.objects.bulk_create(parts)
        SellerOrderEvent.objects.bulk_create(
            SellerOrderEvent(seller_order=part, to_state=part.state, actor_id=order.user_id, at=now)
            for part in parts
        )
        return {part.partner_id: part for part in parts}

    def create_all_lines(self, order, basket, parts) -> None:
        """Write all lines and their prices, with what is true of the goods today."""
        basket_lines = list(basket.all_lines())
        stars = _stars(
            [line.product.parent_id or line.product_id for line in basket_lines],
            local_date(order.date_placed),
        )
        lines = Line.objects.bulk_create(
            _order_line(order, line, parts[line.stockrecord.partner_id], stars)
            for line in basket_lines
        )
        LinePrice.objects.bulk_create(
            LinePrice(
                order=order,
                line=line,
                quantity=quantity,
                price_incl_tax=incl_tax,
                price_excl_tax=excl_tax,
            )
            for line, basket_line in zip(lines, basket_lines, strict=True)
            for incl_tax, excl_tax, quantity in basket_line.get_price_breakdown()
        )
        for line, basket_line in zip(lines, basket_lines, strict=True):
            self.create_line_discount_models(order, line, basket_line)

    def update_stock_records(self, line) -> None:
        """Hold the goods of a line. Raises ``OutOfStock``."""
        line.stockrecord.allocate(line.quantity)

    def _record_offers(self, order, basket, shipping_method, user) -> None:
        """Write the discounts and count the uses. Raises ``LimitReached``.

        In the order of ids, so that two orders wait for each other's rows and never in a ring.
        """
        given = sorted(basket.offer_applications, key=lambda one: one["offer"].pk)
        for application in given:
            application["message"] = application["offer"].apply_deferred_benefit(
                basket, order, application
            )
            self.create_discount_model(order, application)
            self.record_discount(application, order)
        vouchers = {one["voucher"].pk: one["voucher"] for one in given if one["voucher"]}
        for _, voucher in sorted(vouchers.items()):
            self.record_voucher_usage(order, voucher, user)
            for application in given:
                if application["voucher"] == voucher:
                    voucher.record_discount(application)

    def record_discount(self, discount, order=None) -> None:
        """Count the uses of an offer. Raises ``LimitReached``."""
        discount["offer"].record_usage(discount, order)


def _due(lines, now, tour_on) -> dict:
    """Return the day of sending of goods on pre-order, and until when the seller answers."""
    days = [line.stockrecord.ready_on for line in lines if line.stockrecord.ready_on]
    ready_on = max(days, default=None)
    until = times.confirm_by(now, ready_on=ready_on, tour_on=tour_on)
    return {"ready_on": ready_on, "confirm_by": until}


def _paid_by(payment_method: str, parcel, lines) -> str:
    """Return the way to pay: cash for goods that the shopper fetches is paid over the counter.

    A parcel that costs nothing waits for no transfer: nobody could ever make it.
    """
    goods_vnd = sum(line.line_price_incl_tax_incl_discounts for line in lines)
    if goods_vnd + parcel.fee_vnd == 0:
        payment_method = PaymentMethod.COD
    is_cash = payment_method == PaymentMethod.COD
    return PaymentMethod.CASH_PICKUP if is_cash and parcel.is_fetched else payment_method


def _snapshot(lines) -> dict:
    """Return what is written on a seller order about its goods and its seller."""
    partner = lines[0].stockrecord.partner
    goods = sum((line.line_price_incl_tax for line in lines), Decimal(0))
    paid = sum((line.line_price_incl_tax_incl_discounts for line in lines), Decimal(0))
    return {
        "partner": partner,
        "goods_vnd": goods,
        "discount_vnd": goods - paid,
        "weight_g": sum(line_weight_g(line) for line in lines),
        "commune_code": partner.commune.code if partner.commune else "",
        "seller_kind": partner.kind,
        "seller_name": partner.name,
    }


def _stars(product_ids, day) -> dict[int, int]:
    """Return the stars that the products may show on ``day``. 1 query."""
    rows = OcopCertificate.objects.valid_on(day).filter(product_id__in=product_ids)
    return dict(rows.order_by("stars").values_list("product_id", "stars"))


def _order_line(order, line, part, stars) -> Line:
    product, record = line.product, line.stockrecord
    return Line(
        order=order,
        seller_order=part,
        partner=record.partner,
        partner_name=record.partner.name,
        partner_sku=record.partner_sku,
        stockrecord=record,
        product=product,
        title=product.get_title(),
        upc=product.upc,
        quantity=line.quantity,
        ordered_quantity=line.quantity,
        num_allocated=line.quantity,
        status=part.state,
        line_price_excl_tax=line.line_price_excl_tax_incl_discounts,
        line_price_incl_tax=line.line_price_incl_tax_incl_discounts,
        line_price_before_discounts_excl_tax=line.line_price_excl_tax,
        line_price_before_discounts_incl_tax=line.line_price_incl_tax,
        unit_price_incl_tax=line.unit_price_incl_tax,
        unit_price_excl_tax=line.unit_price_excl_tax,
        commune_code=part.commune_code,
        product_set_code=product.product_set.code if product.product_set else "",
        ocop_stars=stars.get(product.parent_id or product.pk),
        sale_unit=product.sale_unit,
        net_weight_g=product.net_weight_g,
        tax_category=product.tax_category,
    )
