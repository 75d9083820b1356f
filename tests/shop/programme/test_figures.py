"""Figures of officials: a programme pays a part of an order, and lowers none of them."""

import pytest

from common.dates import local_today
from shop.order import moves
from stats import draining, queries
from stats.period import Period
from stats.scopes import Scope
from tests.factories import make_basket, make_listing, make_seller
from tests.shop.programme.making import make_programme

pytestmark = pytest.mark.django_db
HELPED, ALONE = "05503", "05692"


def goods_in(commune: str):
    seller = make_seller(f"HTX {commune}", commune)
    return make_listing(seller, "Chè búp khô", price_vnd=150_000, stock=20)


def go_through(orders) -> None:
    """Two are done, one of them comes back; one is called off, one is under way."""
    steps = (moves.confirm, moves.pack, moves.ship, moves.deliver, moves.complete)
    parts = [order.seller_orders.get() for order in orders]
    for part in parts[:2]:
        for step in steps:
            step(seller_order=part)
    moves.move(seller_order=parts[1], to="returned")
    moves.cancel(seller_order=parts[2])


def test_counts_an_order_whole_whoever_pays_it(redeem, place):
    make_programme(per_person=9)
    helped, alone = goods_in(HELPED), goods_in(ALONE)
    go_through([redeem(make_basket((helped, 2))) for _ in range(4)])
    go_through([place(make_basket((alone, 2))) for _ in range(4)])
    while draining.drain(budget_s=60).left:
        pass

    today = Period(local_today(), local_today())
    found = {
        code: queries.summary(scope=Scope(frozenset({code})), period=today).total
        for code in (HELPED, ALONE)
    }

    assert found[HELPED] == found[ALONE]
    assert (found[HELPED].placed, found[HELPED].placed_vnd) == (4, 1_200_000)
    assert (found[HELPED].completed, found[HELPED].completed_vnd) == (1, 300_000)
    assert found[HELPED].cancelled_vnd == found[HELPED].returned_vnd == 300_000
