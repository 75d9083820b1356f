"""What the tests of basket, checkout and orders start from."""

from dataclasses import replace

import pytest

from places.models import Commune
from shop.order.placing import Customer, fresh_basket, place_order
from shop.shipping.methods import PerSellerDelivery
from tests.factories import make_basket, make_listing, make_seller

HANOI_COMMUNE = "00004"


@pytest.fixture
def customer(db):
    """Somebody in Hà Nội."""
    commune = Commune.objects.select_related("province").get(code=HANOI_COMMUNE)
    return Customer("Trần Thu Hà", "+84990123456", commune.province, commune, "Số 12", "Gọi trước")


@pytest.fixture
def total_of(customer):
    """The total that the page shows for a basket."""

    def total(basket):
        basket = fresh_basket(basket.pk)
        return basket.total_incl_tax + PerSellerDelivery(customer).calculate(basket).incl_tax

    return total


@pytest.fixture
def place(customer, total_of):
    """Place the order of a basket, at the total of now unless told otherwise."""

    def press(basket, *, user=None, shown=None, phone=customer.phone, **choices):
        shown = total_of(basket) if shown is None else shown
        who = replace(customer, phone=phone)
        return place_order(basket=basket, customer=who, user=user, shown_total_vnd=shown, **choices)

    return press


@pytest.fixture
def order(db, place):
    """An order of two sellers: 2 × 150.000 and 1 × 90.000."""
    tea = make_listing(make_seller(), "Chè búp khô", price_vnd=150_000, stock=10)
    noodles = make_listing(make_seller("HTX miến Nà Dài"), "Miến dong", price_vnd=90_000, stock=5)
    return place(make_basket((tea, 2), (noodles, 1)))


@pytest.fixture
def checkout_data(customer):
    """What the checkout form sends, but for the total."""
    return {
        "phone": "0990 123 456",
        "name": customer.name,
        "province": customer.province.code,
        "commune": customer.commune.code,
        "line1": customer.line1,
        "note": "",
        "delivery": "door",
        "payment": "cod",
    }
