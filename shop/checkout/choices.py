"""What a shopper chooses at the checkout besides the address: delivery and way to pay."""

from collections.abc import Mapping
from dataclasses import dataclass

from shop.order.preorders import ONLY_CASH
from shop.order.states import PREPAID, PaymentMethod
from shop.payment.gateways import gateways
from shop.shipping.methods import FETCHED

MAX_CODE = 24


@dataclass(frozen=True, slots=True)
class PaymentOption:
    """One way to pay; ``why_not`` says why these sellers cannot be paid so."""

    code: str
    label: str
    note: str
    why_not: str = ""


def delivery_field(partner_id: int) -> str:
    """Return the name of the form field of one seller's delivery."""
    return f"giao-{partner_id}"


def partners_of(basket) -> list:
    """Return the sellers of a basket, each once. No query beyond the lines."""
    found = {line.stockrecord.partner_id: line.stockrecord.partner for line in basket.all_lines()}
    return [found[key] for key in sorted(found)]


def chosen_deliveries(data: Mapping[str, str], partners) -> dict[int, str]:
    """Return the posted choice of each seller of the basket, checked by nobody yet."""
    names = {partner.pk: delivery_field(partner.pk) for partner in partners}
    return {key: data[name][:MAX_CODE] for key, name in names.items() if data.get(name)}


def all_fetched(deliveries: Mapping[int, str], basket) -> bool:
    """Say whether the shopper comes for everything, so that no street is needed.

    For the dates of tours people always come.
    """
    goods = {x.stockrecord.partner_id for x in basket.all_lines() if not x.product.is_child}
    ways = {deliveries.get(key, "").partition("-")[0] for key in goods}
    return not basket.is_empty and ways <= FETCHED


def only_tours(basket) -> bool:
    """Say whether nothing but dates of tours is in the basket."""
    return not basket.is_empty and all(line.product.is_child for line in basket.all_lines())


def payment_options(
    partners, *, is_fetched: bool, is_preorder: bool = False, is_tour: bool = False
) -> tuple[PaymentOption, ...]:
    """Return the ways to pay of this installation, in its order, for these sellers."""
    return tuple(
        _payment_option(way, partners, is_fetched, is_preorder, is_tour) for way in gateways()
    )


def _payment_option(
    way, partners, is_fetched: bool, is_preorder: bool, is_tour: bool
) -> PaymentOption:
    why_not = way.missing(partners)
    if is_preorder and way.METHOD in PREPAID:
        why_not = ONLY_CASH
    if way.METHOD == PaymentMethod.COD and is_tour:
        label, note = "Trả tiền mặt khi đến", "Trả cho người đón ở chỗ gặp."
        return PaymentOption(way.CODE, label, note, why_not)
    if way.METHOD == PaymentMethod.COD and is_fetched:
        label, note = PaymentMethod.CASH_PICKUP.label, "Xem hàng tại chỗ rồi trả tiền."
        return PaymentOption(way.CODE, label, note, why_not)
    return PaymentOption(way.CODE, way.LABEL, way.NOTE, why_not)
