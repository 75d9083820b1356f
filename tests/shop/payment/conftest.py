"""A seller order to move money on."""

import pytest

from tests.factories import make_basket, make_listing, make_seller


@pytest.fixture
def part(place):
    """A part of 300.000 đồng goods and freight, to be paid at the door."""
    product = make_listing(make_seller(), price_vnd=150_000, stock=10)
    return place(make_basket((product, 2))).seller_orders.get()
