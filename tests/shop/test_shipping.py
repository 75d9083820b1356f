"""What a parcel costs and in which ways it can reach the shopper."""

from types import SimpleNamespace

import pytest

from places.models import Commune
from shop.partner.models import Partner
from shop.shipping import offers
from shop.shipping.methods import DeliveryNotOffered, PerSellerDelivery, fee_from
from shop.shipping.models import DeliveryOffer, PickupPoint
from shop.shipping.offers import MAX_FEE_VND, Load, OwnDelivery, options_for
from shop.shipping.rates import MAX_PARCEL_G, parcel_count, parcel_fee
from shop.shipping.repository import Repository
from tests.factories import make_basket, make_listing, make_seller

TAN_CUONG, DAI_PHUC, HANOI = "05503", "05488", "00004"


def place_of(code):
    commune = Commune.objects.select_related("province").get(code=code)
    return SimpleNamespace(province=commune.province, commune=commune)


def make_point(code="cho-thai", commune=TAN_CUONG, **fields):
    fields = {"name": "Chợ Thái", "kind": "market", "opening_words": "6 giờ đến 18 giờ"} | fields
    return PickupPoint.objects.create(
        code=code, commune=Commune.objects.get(code=commune), **fields
    )


def codes(basket, address=None):
    return {
        key: [option.code for option in options]
        for key, options in PerSellerDelivery(address).options(basket).items()
    }


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


@pytest.mark.parametrize(
    ("weight_g", "parcels", "fee"),
    [
        (50_000, 1, 20_000 + 48 * 3_000),
        (50_001, 2, 20_000 + 48 * 3_000 + 20_000),
        (120_000, 3, 2 * (20_000 + 48 * 3_000) + 20_000 + 18 * 3_000),
    ],
)
def test_splits_what_is_heavier_than_carriers_take(weight_g, parcels, fee):
    found = parcel_fee(weight_g=weight_g, origin_code="19", destination_code="19")

    assert (parcel_count(weight_g), found) == (parcels, fee)


def test_never_lets_more_weight_cost_less():
    fees = [
        parcel_fee(weight_g=weight_g, origin_code="19", destination_code="79")
        for weight_g in range(0, 4 * MAX_PARCEL_G, 500)
    ]

    assert fees == sorted(fees)


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("area", "destination", "found"),
    [
        ("commune", TAN_CUONG, ["carrier", "own"]),
        ("commune", DAI_PHUC, ["carrier"]),
        ("province", DAI_PHUC, ["carrier", "own"]),
        ("province", HANOI, ["carrier"]),
    ],
)
def test_offers_own_delivery_inside_its_area_only(area, destination, found):
    seller = make_seller(commune=TAN_CUONG)
    offers.set_offers(partner=seller.partner, own=OwnDelivery(area, 10_000))
    basket = make_basket((make_listing(seller), 1))

    assert codes(basket, place_of(destination)) == {seller.partner.pk: found}
    assert codes(basket) == {seller.partner.pk: ["carrier"]}


@pytest.mark.django_db
def test_offers_the_door_of_the_household_and_its_points_with_their_words():
    seller, point = make_seller(), make_point(address="Đường Cách Mạng Tháng Tám")
    offers.set_offers(
        partner=seller.partner, place_words="Xóm Hồng Thái, 7 giờ đến 17 giờ", point_ids=[point.pk]
    )
    basket = make_basket((make_listing(seller), 1))

    _, home, market = PerSellerDelivery().options(basket)[seller.partner.pk]

    assert (home.code, home.fee_vnd) == ("pickup", 0)
    assert home.place == "Xóm Hồng Thái, 7 giờ đến 17 giờ, xã Tân Cương"
    assert (market.code, market.label) == (f"point-{point.pk}", "Lấy ở Chợ Thái")
    assert market.place == "Chợ Thái, Đường Cách Mạng Tháng Tám, xã Tân Cương, 6 giờ đến 18 giờ"


@pytest.mark.django_db
def test_no_longer_offers_a_point_that_closed():
    seller, point = make_seller(), make_point()
    offers.set_offers(partner=seller.partner, point_ids=[point.pk])
    PickupPoint.objects.update(is_active=False)

    assert codes(make_basket((make_listing(seller), 1))) == {seller.partner.pk: ["carrier"]}


@pytest.mark.django_db
@pytest.mark.parametrize("sellers", [1, 12])
def test_asks_one_question_for_any_number_of_sellers(sellers, django_assert_num_queries):
    for n in range(sellers):
        point = make_point(f"cho-{n}")
        partner = make_seller(f"HTX {n}").partner
        offers.set_offers(partner=partner, place_words="Xóm 1", point_ids=[point.pk])
    loads = [Load(one, 500) for one in Partner.objects.select_related("commune__province")]

    with django_assert_num_queries(1):
        found = options_for(loads, province_code="19", commune_code=TAN_CUONG)

    assert [len(options) for options in found.values()] == [3] * sellers


@pytest.mark.django_db
def test_charges_the_chosen_way_of_each_seller(customer):
    home, far = make_seller("A"), make_seller("B")
    offers.set_offers(partner=home.partner, own=OwnDelivery("province", 12_000), place_words="Xóm")
    basket = make_basket((make_listing(home), 1), (make_listing(far), 1))
    near = place_of(DAI_PHUC)

    own = PerSellerDelivery(near, {home.partner.pk: "own"})
    pickup = PerSellerDelivery(customer, {home.partner.pk: "pickup"})

    assert own.breakdown(basket) == {home.partner.pk: 12_000, far.partner.pk: 20_000}
    assert pickup.breakdown(basket) == {home.partner.pk: 0, far.partner.pk: 30_000}
    assert pickup.parcels(basket)[home.partner.pk].place == "Xóm, xã Tân Cương"


@pytest.mark.django_db
def test_reads_the_offers_once_however_often_it_is_asked(customer, django_assert_num_queries):
    seller = make_seller()
    offers.set_offers(partner=seller.partner, place_words="Xóm")
    basket = make_basket((make_listing(seller), 1))
    list(basket.all_lines())
    method = PerSellerDelivery(customer, {seller.partner.pk: "pickup"})

    with django_assert_num_queries(1):
        method.calculate(basket)
        method.breakdown(basket)
        method.options(basket)


TAMPERED = [
    "own",
    "pickup",
    "point-1",
    "point-",
    "point-x",
    "gold",
    "-1",
    "carrier ",
    "٣",
    "' OR 1",
]


@pytest.mark.django_db
@pytest.mark.parametrize("choice", TAMPERED)
def test_refuses_a_way_that_the_seller_does_not_offer(customer, choice):
    basket = make_basket((make_listing(make_seller("HTX A")), 1))
    key = basket.all_lines()[0].stockrecord.partner_id

    with pytest.raises(DeliveryNotOffered, match="HTX A không còn cách giao"):
        PerSellerDelivery(customer, {key: choice}).calculate(basket)


@pytest.mark.django_db
def test_refuses_the_point_of_another_seller(customer):
    mine, other, point = make_seller("A"), make_seller("B"), make_point()
    offers.set_offers(partner=other.partner, point_ids=[point.pk])
    basket = make_basket((make_listing(mine), 1))

    with pytest.raises(DeliveryNotOffered):
        PerSellerDelivery(customer, {mine.partner.pk: f"point-{point.pk}"}).calculate(basket)


@pytest.mark.django_db
def test_ignores_choices_for_sellers_who_are_not_in_the_basket(customer):
    basket = make_basket((make_listing(make_seller()), 1))

    assert PerSellerDelivery(customer, {999: "gold"}).calculate(basket).incl_tax == 30_000


@pytest.mark.django_db
def test_forgets_only_the_choices_that_are_not_offered(customer):
    seller = make_seller()
    offers.set_offers(partner=seller.partner, place_words="Xóm")
    basket = make_basket((make_listing(seller), 1), (make_listing(make_seller("B")), 1))
    first, second = (line.stockrecord.partner_id for line in basket.all_lines())
    method = PerSellerDelivery(customer, {first: "pickup", second: "own"})

    method.forget_unoffered(basket)

    assert method.choices == {first: "pickup"}


@pytest.mark.django_db
def test_switches_ways_off_and_on_again_without_a_second_row():
    seller, point = make_seller(), make_point()
    partner = seller.partner
    everything = {
        "own": OwnDelivery("commune", 5_000), "place_words": "Xóm 1", "point_ids": [point.pk]
    }  # fmt: skip

    offers.set_offers(partner=partner, **everything)
    offers.set_offers(partner=partner)
    is_off = not DeliveryOffer.objects.filter(is_active=True).exists()
    offers.set_offers(partner=partner, **everything)

    assert is_off
    assert list(DeliveryOffer.objects.values_list("method", "is_active").order_by("method")) == [
        ("own", True),
        ("pickup", True),
        ("point", True),
    ]


@pytest.mark.django_db
def test_takes_nothing_when_one_of_the_answers_cannot_be():
    seller, far = make_seller(), make_point(commune=HANOI)

    with pytest.raises(offers.PlaceWordsMissing):
        offers.set_offers(partner=seller.partner, own=OwnDelivery("commune", 0), place_words="  ")
    with pytest.raises(offers.PointNotFound):
        offers.set_offers(partner=seller.partner, place_words="Xóm", point_ids=[far.pk])

    assert not DeliveryOffer.objects.exists()
    assert MAX_FEE_VND < 10**8
