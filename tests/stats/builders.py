"""Seller orders straight as rows, without the checkout that has tests of its own."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from catalogue.models import Product
from common.dates import local_today
from shop.order.models import Line, Order, SellerOrder
from shop.partner.models import Partner

BUYER_NAME = "Hoàng Thị Bí Mật"
BUYER_PHONE = "+84987654321"
TEA, HONEY = "I.5.a", "I.2.b"

_serial = itertools.count(1)


def make_seller_order(
    partner: Partner,
    *lines: tuple[str, int, int],
    placed_on: date | None = None,
    commune_code: str = "",
    **fields,
) -> SellerOrder:
    """Return a placed seller order; a line is ``(set_code, quantity, price_vnd)``, 500 g each."""
    lines = lines or ((TEA, 1, 150_000),)
    placed_on = placed_on or local_today()
    goods = sum(quantity * price for _set, quantity, price in lines)
    number = f"T{next(_serial):07d}"
    order = Order.objects.create(
        number=number,
        currency="VND",
        total_incl_tax=goods,
        total_excl_tax=goods,
        shipping_incl_tax=0,
        shipping_excl_tax=0,
        customer_name=BUYER_NAME,
        customer_phone=BUYER_PHONE,
        date_placed=timezone.now(),
    )
    seller_order = SellerOrder.objects.create(
        order=order,
        partner=partner,
        number=f"{number}-1",
        goods_vnd=Decimal(goods),
        commune_code=commune_code or partner.commune.code,
        seller_kind=partner.kind,
        seller_name=partner.name,
        placed_at=timezone.now(),
        placed_on=placed_on,
        **fields,
    )
    for set_code, quantity, price in lines:
        make_line(seller_order, set_code, quantity, price)
    return seller_order


def make_line(seller_order: SellerOrder, set_code: str, quantity: int, price: int) -> Line:
    """Return a line of 500 g per unit."""
    total = quantity * price
    return Line.objects.create(
        order=seller_order.order,
        seller_order=seller_order,
        partner=seller_order.partner,
        partner_name=seller_order.seller_name,
        title="Hàng",
        quantity=quantity,
        num_allocated=0,
        line_price_incl_tax=total,
        line_price_excl_tax=total,
        line_price_before_discounts_incl_tax=total,
        line_price_before_discounts_excl_tax=total,
        unit_price_incl_tax=price,
        unit_price_excl_tax=price,
        commune_code=seller_order.commune_code,
        product_set_code=set_code,
        net_weight_g=500,
    )


def complete(seller_order: SellerOrder, on: date | None = None) -> None:
    """Say that the goods arrived and nobody complained."""
    SellerOrder.objects.filter(pk=seller_order.pk).update(
        state="completed", completed_on=on or local_today()
    )


def days_ago(days: int) -> date:
    """Return a day in the past."""
    return local_today() - timedelta(days=days)


def certify(product: Product, stars: int, *, ends_in: int, confirmed: bool = True) -> None:
    """Give a product a certificate that ends in so many days."""
    product.certificates.create(
        stars=stars,
        product_set=product.product_set,
        decision_no="QĐ 1",
        issuer="UBND",
        issued_on=days_ago(300),
        expires_on=days_ago(-ends_in),
        confirmed_at=timezone.now() if confirmed else None,
    )
