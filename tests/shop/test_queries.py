"""What sellers see of orders: their own part only."""

import pytest

from shop.order.models import SellerOrder
from shop.order.queries import count_by_state, orders_of_partner, seller_order_of, seller_order_page
from tests.factories import make_basket, make_listing, make_seller

pytestmark = pytest.mark.django_db


def test_shows_the_own_part_with_the_buyer_and_nothing_of_other_sellers(order):
    part = order.seller_orders.order_by("number").first()

    page = seller_order_page(part)

    assert [line.title for line in page.lines] == ["Chè búp khô"]
    assert (page.goods_vnd, page.total_vnd) == (300_000, part.total_vnd)
    assert (page.buyer.name, page.buyer.phone) == ("Trần Thu Hà", "+84990123456")
    assert page.buyer.address == "Số 12, phường Ba Đình, thành phố Hà Nội"
    assert page.next_states == ("confirmed", "cancelled")
    assert "Miến" not in repr(page)
    assert str(order.total_incl_tax) not in repr(page)


def test_lists_the_parts_of_one_seller(order):
    part = order.seller_orders.order_by("number").first()

    rows = orders_of_partner(part.partner)

    assert [row.number for row in rows] == [part.number]
    assert rows[0].goods_words == "2 gói Chè búp khô"
    assert orders_of_partner(part.partner, states=["shipped"]) == []
    assert count_by_state(part.partner) == {"placed": 1}


def test_does_not_find_the_part_of_another_seller(order):
    mine, other = order.seller_orders.order_by("number")

    with pytest.raises(SellerOrder.DoesNotExist):
        seller_order_of(partner=mine.partner, number=other.number)

    assert seller_order_of(partner=mine.partner, number=mine.number) == mine


@pytest.mark.parametrize("orders", [1, 12])
def test_lists_any_number_of_parts_in_six_queries(place, orders, django_assert_max_num_queries):
    seller = make_seller()
    product = make_listing(seller, stock=100)
    for number in range(orders):
        place(make_basket((product, 1)), phone=f"+849901234{number:02}")

    with django_assert_max_num_queries(6):
        rows = orders_of_partner(seller.partner)

    assert len(rows) == orders
