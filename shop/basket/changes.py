"""What a shopper does to an open basket."""

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from common.errors import BusinessRuleError
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


class BasketGone(BusinessRuleError):
    """The basket was ordered, or went into another one."""

    message = "Giỏ này đã thành đơn hàng hoặc đã nhập vào giỏ khác. Xin giỏ mới để mua tiếp."


@transaction.atomic
def take_over(*, owner: User, guest: Basket) -> Basket:
    """Put what a guest chose into the basket of the person who the guest turned out to be.

    Of the same goods the greater number counts, as on the pages after signing in (Oscar). Returns
    the person's basket. Raises ``BasketGone``.
    """
    mine, _ = Basket.objects.get_or_create(owner=owner, status=Basket.OPEN)
    held = _held(mine, guest)
    if held.keys() != {mine.pk, guest.pk}:
        raise BasketGone
    held[mine.pk].merge(held[guest.pk], add_quantities=False)
    return held[mine.pk]


def _held(mine: Basket, guest: Basket) -> dict[int, Basket]:
    """Lock both baskets; return by id what is open still, and the guest's if it is nobody's."""
    both = Q(pk=mine.pk) | Q(pk=guest.pk, owner=None)
    rows = Basket.objects.select_for_update().filter(both, status=Basket.OPEN)
    return {row.pk: row for row in rows.order_by("pk")}


def fit_to_stock(*, basket: Basket) -> None:
    """Lower every quantity to what is left, and take out what is gone."""
    quantities = {}
    for line in basket.all_lines():
        record = line.stockrecord
        left = record.num_free if record and line.product.is_for_sale else 0
        if line.quantity > left:
            is_enough = left >= line.product.min_quantity
            quantities[line.pk] = left if is_enough else 0
    change_quantities(basket=basket, quantities=quantities)
