"""A program books a tour: the tour is read, one of its dates is bought and followed."""

import pytest

from tests.api.calls import guest_basket, order_wish, send
from tests.tours import make_offer, open_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(seller):
    return make_offer(seller)


def test_a_tour_cannot_be_bought_itself_and_names_its_dates(program, offer):
    first, second = open_date(offer, 9, places=2), open_date(offer, 10, places=6)

    shown = program.get(f"products/{offer.product_id}")

    assert (shown["is_tour"], shown["can_buy"], shown["left"]) == (True, False, None)
    assert shown["availability"] == "Chọn ngày đi"
    assert shown["tour"]["meeting_place"].startswith("Nhà văn hóa xóm 1")
    assert shown["tour"]["dates"] == [
        {"product_id": one.product_id, "day": one.day.isoformat(), "left": left, "can_buy": True}
        for one, left in ((first, 2), (second, 6))
    ]
    (listed,) = program.get("products")["items"]
    assert (listed["id"], listed["is_tour"], listed["can_buy"]) == (offer.product_id, True, False)


def test_goods_are_no_tour(program, tea):
    shown = program.get(f"products/{tea.pk}")

    assert (shown["is_tour"], shown["tour"], shown["can_buy"]) == (False, None, True)


def test_places_are_those_of_this_moment(program, offer):
    one = open_date(offer, places=2)
    program.get(f"products/{offer.product_id}")
    one.product.stockrecords.update(num_in_stock=0)

    (date,) = program.get(f"products/{offer.product_id}")["tour"]["dates"]

    assert (date["left"], date["can_buy"]) == (0, False)


def test_whoever_puts_the_tour_itself_into_the_basket_is_told_to_choose_a_date(offer):
    open_date(offer)
    token = guest_basket()

    wish = {"product_id": offer.product_id, "quantity": 1}
    refused = send("post", "basket/lines", wish, 409, Basket_Token=token)

    assert "chọn ngày đi" in refused["detail"]


def test_a_date_is_booked_and_the_order_names_its_day(offer):
    one = open_date(offer)
    token = guest_basket(one.product, quantity=2)
    shown = send("get", "basket?xa=05503", status=200, Basket_Token=token)
    (choice,) = shown["parcels"][0]["deliveries"]
    wish = order_wish(
        shown,
        payment=shown["payments"][0]["code"],
        deliveries=[{"seller": shown["parcels"][0]["seller"]["slug"], "code": choice["code"]}],
    )

    placed = send("post", "orders", wish, 201, Basket_Token=token)
    headers = {"Order_Secret": placed["secret"]}
    (parcel,) = send("get", f"orders/{placed['number']}", status=200, **headers)["parcels"]

    assert (parcel["tour_on"], parcel["shipping_vnd"]) == (one.day.isoformat(), 0)
    assert "Nhà văn hóa xóm 1" in parcel["place"]
