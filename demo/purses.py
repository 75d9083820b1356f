"""Whether the money of a seller order of the demo was paid and given back."""

from dataclasses import dataclass

from demo.roads import Road
from shop.order.states import PaymentMethod, PaymentState, SellerOrderState

S = SellerOrderState
_ON_DELIVERY = frozenset({PaymentMethod.COD, PaymentMethod.CASH_PICKUP})


@dataclass(frozen=True, slots=True)
class Purse:
    """What happened to the money of one seller order."""

    was_paid: bool
    was_refunded: bool

    @property
    def state(self) -> str:
        """Return the payment state that follows."""
        if self.was_refunded:
            return PaymentState.REFUNDED
        return PaymentState.PAID if self.was_paid else PaymentState.UNPAID


def purse(method: str, road: Road) -> Purse:
    """Return what happened: cash at the door, transfers right after the order."""
    if method in _ON_DELIVERY:
        paid = road.at(S.DELIVERED) is not None
    else:
        paid = road.state != S.CANCELLED or road.at(S.CONFIRMED) is not None
    return Purse(paid, paid and road.state in (S.CANCELLED, S.RETURNED))
