"""A market in which every invariant has something to say."""

from dataclasses import dataclass

import pytest

from shop.invariants.checking import check_invariants
from shop.order import moves
from shop.order.models import Order, SellerOrder
from shop.payment import money
from tests.factories import make_basket, make_listing, make_seller

PREPAID_VND = 90_000


@dataclass(frozen=True)
class Market:
    """Orders in several states: two parts that wait, one completed, one paid before it left."""

    waiting: Order
    done: SellerOrder
    prepaid: SellerOrder

    @property
    def first(self) -> SellerOrder:
        """Return one of the two parts that wait."""
        return self.waiting.seller_orders.order_by("number").first()


@pytest.fixture
def market(place):
    tea = make_listing(make_seller(), "Chè búp khô", price_vnd=150_000, stock=20)
    noodles = make_listing(make_seller("HTX miến"), "Miến dong", price_vnd=PREPAID_VND, stock=20)
    waiting = place(make_basket((tea, 2), (noodles, 1)))
    done = place(make_basket((tea, 1))).seller_orders.get()
    for step in (moves.confirm, moves.pack, moves.ship, moves.deliver, moves.complete):
        step(seller_order=done)
    prepaid = place(make_basket((noodles, 1))).seller_orders.get()
    SellerOrder.objects.filter(pk=prepaid.pk).update(payment_method="vietqr")
    receive(prepaid, prepaid.total_vnd, "FT1")
    return Market(waiting, done, prepaid)


def receive(part: SellerOrder, amount_vnd, reference: str) -> None:
    """Note money that was sent by transfer."""
    money.receive(
        seller_order=part,
        amount_vnd=amount_vnd,
        holder="at_seller",
        provider="vietqr",
        reference=reference,
    )


@pytest.fixture
def broken():
    """Return a function that names the invariants that do not hold now."""
    return lambda: set(check_invariants().broken_ids)
