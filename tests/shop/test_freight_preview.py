import re
from decimal import Decimal

import pytest

from places.home import HOME_PROVINCE
from shop.shipping.models import DeliveryMethod, DeliveryOffer
from shop.shipping.preview import freight_of
from tests.factories import make_listing, make_seller

HA_NOI, CA_MAU = "01", "96"


@pytest.fixture
def seller(db):
    return make_seller()


def chosen(seller, province, weight_g=550):
    return freight_of(partner=seller.partner, weight_g=weight_g, province_code=province).chosen


@pytest.mark.parametrize(
    ("province", "fee_vnd"), [(HOME_PROVINCE, 20_000), (HA_NOI, 30_000), (CA_MAU, 40_000)]
)
def test_fee_and_days_hang_on_the_province(seller, province, fee_vnd):
    place = chosen(seller, province)

    assert place.band.fee_vnd == Decimal(fee_vnd)
    assert " đến " in place.band.days


def test_fee_before_the_basket_is_the_fee_of_the_basket(seller):
    from shop.shipping.methods import PerSellerDelivery
    from tests.factories import make_basket

    product = make_listing(seller, ship_weight_g=2_600)
    place = chosen(seller, HA_NOI, weight_g=2_600)
    delivery = PerSellerDelivery()
    delivery.destination_code = HA_NOI

    [parcel] = delivery.parcels(make_basket((product, 1))).values()

    assert parcel.fee_vnd == place.band.fee_vnd == Decimal(35_000)


@pytest.mark.parametrize("province", ["", "00", "x' OR 1=1"])
def test_unknown_province_shows_the_lowest_fee(seller, province):
    freight = freight_of(partner=seller.partner, weight_g=550, province_code=province)

    assert freight.chosen is None
    assert freight.from_vnd == Decimal(20_000)
    assert len(freight.destinations) == 34


def test_fetching_at_the_seller_is_told(seller):
    DeliveryOffer.objects.create(
        partner=seller.partner, method=DeliveryMethod.PICKUP, place_words="Xóm 1", fee_vnd=0
    )

    notes = " ".join(freight_of(partner=seller.partner, weight_g=550).notes)

    assert "Hoặc đến nhà người bán lấy: không mất phí." in notes
    assert "đến 2\xa0kg vẫn phí đó" in notes


def test_province_in_the_address_works_without_javascript(client, seller):
    product = make_listing(seller)

    html = client.get(f"{product.get_absolute_url()}?tinh={HA_NOI}").content.decode()

    assert f'<option value="{HA_NOI}" data-band="2" selected>' in html
    shown = re.findall(r'<p data-band="(\w+)">', html)
    assert shown == ["2"]


def test_page_is_the_same_for_everybody_so_that_it_can_be_kept(client, seller):
    from tests.factories import make_user

    address = make_listing(seller).get_absolute_url()
    client.get(f"{address}?tinh={HA_NOI}")
    before = client.get(address).content.decode()
    client.force_login(make_user())

    after = client.get(address).content.decode()

    part = re.compile(r"<form[^>]* data-freight>.*?</form>", re.S)
    assert part.search(before).group() == part.search(after).group()
    assert "selected" not in part.search(before).group()


@pytest.mark.parametrize(
    ("told", "chosen"), [(CA_MAU, True), ("", False), ("00", False), ("x" * 300, False)]
)
def test_checkout_begins_with_the_province_that_was_looked_at(client, seller, told, chosen):
    tea = make_listing(seller)
    page = client.get(f"{tea.get_absolute_url()}?tinh={CA_MAU}").content.decode()
    assert f'name="tinh" value="{CA_MAU}" data-freight-chosen' in page

    client.post(f"/gio-hang/them/{tea.pk}/", {"quantity": tea.min_quantity, "tinh": told})
    form = client.get("/dat-hang/").content.decode()

    assert (f'<option value="{CA_MAU}" selected' in form) is chosen


def test_address_of_the_last_order_stands_before_the_province_that_was_looked_at(order):
    from shop.checkout.typed import known_values
    from tests.factories import make_user

    order.user = make_user()
    order.save()

    assert known_values(order.user, CA_MAU)["province"] == order.shipping_address.province.code
    assert known_values(make_user(), CA_MAU)["province"] == CA_MAU
