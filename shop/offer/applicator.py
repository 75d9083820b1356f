"""Which offers a basket gets: the same for the page and for the order."""

from collections import defaultdict
from decimal import Decimal

from oscar.apps.offer import applicator as core

from shop.offer.models import Benefit, ConditionalOffer
from shop.offer.rounding import to_dong

__all__ = ["Applicator"]

#: Each parcel's fee is its seller's: nobody would pay for a discount on it.
SHIPPING_TYPES = frozenset(
    {Benefit.SHIPPING_PERCENTAGE, Benefit.SHIPPING_ABSOLUTE, Benefit.SHIPPING_FIXED_PRICE}
)


class Applicator(core.Applicator):
    """Oscar's applicator, which also stays within the budget of every offer."""

    def apply_offers(self, basket, offers):
        """Apply the offers; one that would overrun its budget is left out as a whole."""
        wanted = [offer for offer in offers if offer.benefit.type not in SHIPPING_TYPES]
        self._apply(basket, wanted)
        while too_dear := _over_budget(basket):
            basket.reset_offer_applications()
            wanted = [offer for offer in wanted if offer.pk not in too_dear]
            self._apply(basket, wanted)

    def get_basket_offers(self, basket, user):
        """Return the offers of the vouchers in the basket, for guests as well."""
        if not basket.id:
            return []
        offers = []
        for voucher in basket.vouchers.all():
            is_available, _ = voucher.is_available_to_user(user=user)
            if voucher.is_active() and is_available:
                mine = voucher.offers.filter(status=ConditionalOffer.OPEN)
                for offer in mine.select_related("condition", "benefit"):
                    offer.set_voucher(voucher)
                    offers.append(offer)
        return offers

    def _apply(self, basket, offers) -> None:
        super().apply_offers(basket, offers)
        _round_lines(basket)


def _round_lines(basket) -> None:
    """Make the discount of every line whole đồng, and its offers' sums with it."""
    sums = defaultdict(Decimal)
    for line in basket.all_lines() if len(basket.offer_applications) else ():
        discounts = list(line.discounts)
        line.clear_discount()
        for one in discounts:
            amount = to_dong(Decimal(one.amount))
            line.discount(amount, one.quantity, incl_tax=one.incl_tax, offer=one.offer)
            sums[one.offer.pk if one.offer else None] += amount
    for given in basket.offer_applications:
        if given["result"].affects_basket:
            given["discount"] = sums[given["offer"].pk]


def _over_budget(basket) -> set[int]:
    """Return the offers that would give more than is left of their budget."""
    return {
        given["offer"].pk
        for given in basket.offer_applications
        if given["offer"].max_discount and given["discount"] > _left(given["offer"])
    }


def _left(offer) -> Decimal:
    return offer.max_discount - offer.total_discount
