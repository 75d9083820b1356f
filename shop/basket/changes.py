"""What a shopper does to an open basket."""

from django.db import transaction

from shop.basket.models import Basket
from shop.basket.models import Line as BasketLine


def change_quantities(*, basket: Basket, quantities: dict[int, int]) -> None:
    """Set quantities by line id; 0 takes the line out. Lines of other baskets stay."""
    with transaction.atomic():
        for line_id, quantity in quantities.items():
            line = BasketLine.objects.filter(
                pk=line_id, basket_id=basket.pk, basket__status=Basket.OPEN
            )
            if quantity:
                line.update(quantity=quantity)
            else:
                line.delete()
    basket.reset_offer_applications()


def remove_line(*, basket: Basket, line_id: int) -> None:
    """Take one line out of the basket; a line of another basket stays."""
    change_quantities(basket=basket, quantities={line_id: 0})


def fit_to_stock(*, basket: Basket) -> None:
    """Lower every quantity to what is left, and take out what is gone."""
    quantities = {}
    for line in basket.all_lines():
        record = line.stockrecord
        left = record.num_free if record and line.product.is_public else 0
        if line.quantity > left:
            is_enough = left >= line.product.min_quantity
            quantities[line.pk] = left if is_enough else 0
    change_quantities(basket=basket, quantities=quantities)
