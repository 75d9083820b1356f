"""The rows of the front page."""

import pytest

from catalogue.home import ROW, home_page
from tests.factories import make_listing, make_seller

pytestmark = pytest.mark.django_db


def test_sold_out_goods_only_fill_what_is_left_of_a_row():
    seller = make_seller()
    for number in range(ROW - 1):
        make_listing(seller, f"Chè {number}")
    make_listing(seller, "Chè cũ đã hết", stock=0)
    make_listing(seller, "Chè mới đã hết", stock=0)

    titles = [card.title for card in home_page().newest]

    assert titles == [f"Chè {number}" for number in reversed(range(ROW - 1))] + ["Chè mới đã hết"]
