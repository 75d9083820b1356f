"""A basket in plain values: goods, fees and ways to pay as the checkout of the shop counts them."""

from collections import defaultdict

from api import goods
from common.units import unit_label
from shop.basket.models import Basket
from shop.checkout.choices import all_fetched, only_tours, partners_of, payment_options
from shop.checkout.forms import Destination
from shop.order.placing import stock_issues
from shop.order.preorders import has_preorder, sent_apart
from shop.order.quote import quote_key
from shop.programme.quoting import Funding
from shop.shipping.methods import PerSellerDelivery

_EMPTY = {
    "parcels": [],
    "payments": [],
    "problems": [],
    "goods_vnd": 0,
    "discount_vnd": 0,
    "shipping_vnd": 0,
    "funded_vnd": 0,
    "programme": "",
    "total_vnd": 0,
    "quote": "",
}


def chosen_by_partner(basket: Basket, chosen: dict[str, str]) -> dict[int, str]:
    """Return the wanted deliveries by the id of the partner; slugs of others are left out."""
    slugs = {partner.code: partner.pk for partner in partners_of(basket)}
    return {slugs[slug]: code for slug, code in chosen.items() if slug in slugs}


def view(
    basket: Basket | None, commune, chosen: dict[str, str], funding: Funding | None = None
) -> dict:
    """Return what a basket holds and costs; ``chosen`` is a way of delivery by seller's slug.

    ``funding`` is what a programme pays of it.

    Ways that are not offered fall back to the carrier. No query beyond the lines and one for
    the ways.
    """
    if basket is None or basket.is_empty:
        return _EMPTY
    deliveries = chosen_by_partner(basket, chosen)
    place = Destination(commune.province, commune) if commune else Destination(None, None)
    method = PerSellerDelivery(place, deliveries)
    method.forget_unoffered(basket)
    by_partner = defaultdict(list)
    for line in basket.all_lines():
        by_partner[line.stockrecord.partner_id].append(line)
    options, sent = method.options(basket), method.parcels(basket)
    parcels = [
        _parcel(lines, options[pk], sent[pk], method.chosen(pk))
        for pk, lines in sorted(by_partner.items())
    ]
    goods_vnd = sum(parcel["goods_vnd"] for parcel in parcels)
    shipping_vnd = sum(parcel["fee_vnd"] for parcel in parcels)
    paid_vnd = int(basket.total_incl_tax)
    funded_vnd = int(funding.total_vnd) if funding else 0
    partners = partners_of(basket)
    payments = payment_options(
        partners,
        is_fetched=all_fetched(method.choices, basket),
        is_preorder=has_preorder(basket),
        is_tour=only_tours(basket),
    )
    return {
        "parcels": parcels,
        "payments": [
            {"code": one.code, "label": one.label, "note": one.note, "why_not": one.why_not}
            for one in payments
        ],
        "problems": [_issue(one) for one in stock_issues(basket)] + sent_apart(basket),
        "goods_vnd": goods_vnd,
        "discount_vnd": goods_vnd - paid_vnd,
        "shipping_vnd": shipping_vnd,
        "funded_vnd": funded_vnd,
        "programme": funding.programme.name if funding else "",
        "total_vnd": paid_vnd + shipping_vnd - funded_vnd,
        "quote": quote_key(basket, method, funding),
    }


def _parcel(lines, options, sent, chosen: str) -> dict:
    return {
        "seller": goods.seller_name(lines[0].stockrecord.partner),
        "lines": [_line(line) for line in lines],
        "deliveries": [
            {
                "code": option.code,
                "label": option.label,
                "fee_vnd": int(option.fee_vnd),
                "note": option.note,
                "is_chosen": option.code == chosen,
            }
            for option in options
        ],
        "goods_vnd": int(sum(line.line_price_incl_tax for line in lines)),
        "fee_vnd": int(sent.fee_vnd),
        "is_fee_exact": sent.is_exact,
        "ready_on": sent.ready_on,
        "earliest_on": sent.earliest_on,
        "latest_on": sent.latest_on,
    }


def _line(line) -> dict:
    product, record = line.product, line.stockrecord
    return {
        "id": line.pk,
        "product_id": product.pk,
        "title": product.get_title(),
        "unit": unit_label(product.sale_unit),
        "quantity": line.quantity,
        "min_quantity": max(1, product.min_quantity),
        "quantity_step": max(1, product.quantity_step),
        "left": max(record.num_free, 0) if product.is_for_sale else 0,
        "price_vnd": int(record.price),
        "sum_vnd": int(line.line_price_incl_tax),
    }


def _issue(one) -> str:
    if not one.left:
        return f"“{one.title}” đã hết hàng."
    return f"“{one.title}” chỉ còn {one.left} {one.unit}, bạn đang lấy {one.wanted}."
