"""Buying the same as before: what is still there goes into the basket, the rest is told."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings

from catalogue.models import Product
from common.units import unit_label
from shop.order.models import Order


@dataclass(frozen=True, slots=True)
class BoughtAgain:
    """What came into the basket, and sentences about what did not."""

    added: int
    told: tuple[str, ...]


def buy_again(*, basket, order: Order) -> BoughtAgain:
    """Fill the basket up to the quantities of an order, at the prices of today.

    Goods already in the basket count, so that a second press adds nothing.
    """
    wanted = Counter()
    for line in order.lines.all():
        wanted[line.product_id] += line.quantity
    inside = Counter()
    for line in basket.all_lines():
        inside[line.product_id] += line.quantity
    goods = Product.objects.select_related("product_class").prefetch_related("stockrecords")
    added, told = 0, []
    for product in goods.filter(pk__in=[pk for pk in wanted if pk]).order_by("pk"):
        quantity, words = _fitting(basket, product, wanted[product.pk], inside[product.pk])
        told += words
        if quantity:
            basket.add_product(product, quantity)
            added += 1
    gone = sum(1 for line in order.lines.all() if line.product_id is None)
    if gone:
        told.append(f"{gone} món trong đơn cũ không còn bán.")
    return BoughtAgain(added, tuple(told))


def _fitting(basket, product: Product, wanted: int, inside: int) -> tuple[int, list[str]]:
    """Return how many to add, and what to tell when that is fewer than wanted."""
    title, unit = product.get_title(), unit_label(product.sale_unit)
    info = basket.strategy.fetch_for_product(product)
    if not product.is_for_sale or not info.availability.is_available_to_buy:
        # A listing that is hidden today was seen by this shopper: its name is no secret.
        reason = "đã hết hàng" if product.is_for_sale else "hiện không bán"
        return 0, [f"“{title}” {reason}."]
    left = max(getattr(info.availability, "num_available", 0) or 0, 0)
    room = settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD - basket.num_items
    most = min(max(wanted, inside), left, inside + max(room, 0))
    total = _in_steps(product, most)
    if total <= inside:
        return 0, [] if inside >= wanted else [f"“{title}” chỉ còn {left} {unit}."]
    if total < wanted:
        return total - inside, [f"“{title}” chỉ còn {left} {unit}, đã cho vào giỏ {total}."]
    return total - inside, []


def _in_steps(product: Product, most: int) -> int:
    """Return the highest quantity up to ``most`` that the product is sold in; 0 for none."""
    low, step = max(product.min_quantity, 1), max(product.quantity_step, 1)
    return low + (most - low) // step * step if most >= low else 0
