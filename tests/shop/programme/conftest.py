"""What the tests of programmes start from."""

import pytest

from shop.invariants.checking import check_invariants
from tests.factories import make_basket, make_listing, make_seller


@pytest.fixture
def tea(db):
    """Goods of 150.000."""
    return make_listing(make_seller(), "Chè búp khô", price_vnd=150_000, stock=20)


@pytest.fixture
def basket(tea):
    """Two of it: 300.000."""
    return make_basket((tea, 2))


@pytest.fixture
def redeem(place, total_of):
    """Place the order of a basket with a code, at what is left to pay."""

    def press(basket, code="TETOCOP", *, off=20_000, **choices):
        return place(basket, shown=total_of(basket) - off, voucher=code, **choices)

    return press


@pytest.fixture
def all_is_well():
    """Look for every break of an invariant of money and programmes."""

    def look():
        found = {one.id: one.finding for one in check_invariants().outcomes}
        for name in ("I3", "I4", "I4b", "I6", "I7", "I14"):
            assert not found[name].broken, found[name]

    return look
