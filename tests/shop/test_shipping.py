"""What a parcel costs."""

import pytest

from shop.shipping.methods import PerSellerDelivery, fee_from
from shop.shipping.rates import parcel_fee
from shop.shipping.repository import Repository
from tests.factories import make_basket, make_listing, make_seller


@pytest.mark.parametrize(
    ("origin", "destination", "weight_g", "fee"),
    [
        ("19", "19", 500, 20_000),
        ("19", "01", 2_000, 30_000),
        ("19", "01", 2_001, 35_000),
        ("19", "20", 100, 30_000),
        ("19", "79", 500, 40_000),
        ("19", "79", 4_500, 61_000),
        ("01", "24", 500, 40_000),
        ("79", "79", 0, 20_000),
    ],
)
def test_prices_a_parcel_by_distance_and_weight(origin, destination, weight_g, fee):
    found = parcel_fee(weight_g=weight_g, origin_code=origin, destination_code=destination)

    assert found == fee


def test_names_the_lowest_fee_for_product_pages():
    assert fee_from() == 20_000
    assert fee_from(3_000) == 23_000


@pytest.mark.django_db
def test_charges_each_seller_and_adds_up(customer):
    first, second = make_seller("A"), make_seller("B")
    basket = make_basket((make_listing(first), 1), (make_listing(second), 10))
    method = PerSellerDelivery(customer)

    fees = method.breakdown(basket)

    assert fees == {first.partner.pk: 30_000, second.partner.pk: 50_000}
    assert method.calculate(basket).incl_tax == 80_000


@pytest.mark.django_db
def test_shows_the_lowest_fee_while_the_address_is_unknown():
    basket = make_basket((make_listing(make_seller()), 1))

    method = Repository().get_default_shipping_method(basket, shipping_addr=None)

    assert (method.is_exact, method.calculate(basket).incl_tax) == (False, 20_000)
