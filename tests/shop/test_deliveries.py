"""Orders whose goods are brought in person or fetched."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from places.models import Commune
from shop.order.models import Order, SellerOrder
from shop.order.placing import place_order
from shop.shipping import offers
from shop.shipping.methods import DeliveryNotOffered, PerSellerDelivery
from shop.shipping.models import DeliveryOffer, PickupPoint
from shop.shipping.offers import OwnDelivery
from tests.factories import make_basket, make_listing, make_seller, owner_of
from tests.shop import prepaid

pytestmark = pytest.mark.django_db
URL = "/dat-hang/"


@pytest.fixture
def seller():
    """A household that lets people fetch goods at home and at one point."""
    seller = make_seller()
    commune = Commune.objects.get(code="05503")
    point = PickupPoint.objects.create(
        code="cho", kind="market", name="Chợ Thái", commune=commune, opening_words="6 giờ"
    )
    offers.set_offers(partner=seller.partner, place_words="Xóm 1, cả ngày", point_ids=[point.pk])
    return seller


@pytest.fixture
def field(seller):
    """The name of the field of the parcel."""
    return f"giao-{seller.partner.pk}"


@pytest.fixture
def filled(client, seller, checkout_data):
    """The form with one parcel in the basket."""
    client.post(reverse("basket:add", args=[make_listing(seller).pk]), {"quantity": "1"})
    return checkout_data


def hidden(page):
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))


def placed(basket, customer, choices, pay_with="cod"):
    total = basket.total_incl_tax + PerSellerDelivery(customer, choices).calculate(basket).incl_tax
    return place_order(
        basket=basket,
        customer=customer,
        shown_total_vnd=total,
        pay_with=pay_with,
        deliveries=choices,
    )


def test_writes_down_where_the_goods_wait_and_takes_cash_there(seller, customer):
    basket = make_basket((make_listing(seller), 1), (make_listing(make_seller("B")), 1))

    order = placed(basket, customer, {seller.partner.pk: "pickup"})

    fetched, sent = order.seller_orders.order_by("number")
    assert (fetched.delivery_method, fetched.payment_method) == ("pickup", "cash_pickup")
    assert fetched.delivery_place == "Xóm 1, cả ngày, xã Tân Cương"
    assert (sent.delivery_method, sent.delivery_place, sent.payment_method) == (
        "carrier",
        "",
        "cod",
    )
    assert (fetched.shipping_vnd, sent.shipping_vnd, order.shipping_incl_tax) == (0, 30_000, 30_000)
    assert [s.source_type.code for s in order.sources.order_by("pk")] == ["cash_pickup", "cod"]


def test_keeps_a_transfer_a_transfer_when_the_goods_are_fetched(seller, customer, settings):
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", prepaid.__name__]

    order = placed(
        make_basket((make_listing(seller), 1)),
        customer,
        {seller.partner.pk: "pickup"},
        prepaid.CODE,
    )

    assert order.seller_orders.get().payment_method == prepaid.METHOD


def test_keeps_the_place_as_it_was_when_the_household_changes_it(seller, customer):
    order = placed(make_basket((make_listing(seller), 1)), customer, {seller.partner.pk: "pickup"})

    offers.set_offers(partner=seller.partner, place_words="Xóm 9")

    assert order.seller_orders.get().delivery_place.startswith("Xóm 1")


def test_stores_nothing_when_the_way_was_withdrawn_meanwhile(seller, customer):
    basket = make_basket((make_listing(seller), 1))
    offers.set_offers(partner=seller.partner)

    with pytest.raises(DeliveryNotOffered):
        place_order(
            basket=basket,
            customer=customer,
            shown_total_vnd=150_000,
            deliveries={seller.partner.pk: "pickup"},
        )

    assert not Order.objects.exists()


def test_shows_no_choice_where_there_is_none(client, checkout_data):
    client.post(reverse("basket:add", args=[make_listing(make_seller()).pk]), {"quantity": "1"})

    html = client.get(URL).content.decode()

    assert 'name="giao-' not in html
    assert "Tính lại phí giao" not in html
    assert "Bưu tá giao tận nơi" in html


def test_shows_each_way_with_its_fee_before_ordering(client, filled, field):
    html = client.post(URL, filled | {"viec": "chon-tinh"}).content.decode()

    radios = re.findall(rf'name="{field}" value="([^"]+)"( checked)?', html)
    assert radios[:2] == [("carrier", " checked"), ("pickup", "")]
    assert radios[2][0].startswith("point-")
    assert "30.000\xa0₫" in html
    assert "Không mất phí. Xóm 1, cả ngày, xã Tân Cương" in html


def test_counts_again_when_another_way_is_chosen(client, filled, field):
    page = client.post(URL, filled | {field: "pickup", "viec": "tinh-phi"})

    html = page.content.decode()
    assert hidden(page)["shown_total"] == "150000"
    assert "Bạn đến lấy kiện này" in html
    assert "Lấy được từ" in html
    assert "Trả tiền mặt khi đến lấy" in html
    assert "Lỗi:" not in html


def test_asks_again_when_the_way_was_changed_without_counting_again(client, filled, field):
    seen = hidden(client.post(URL, filled | {"viec": "chon-tinh"}))

    page = client.post(URL, filled | seen | {field: "pickup"})

    html = page.content.decode()
    assert "180.000\xa0₫ thành 150.000\xa0₫" in html
    assert not Order.objects.exists()
    again = client.post(URL, filled | hidden(page) | {field: "pickup"})
    assert Order.objects.get().get_absolute_url() == again.url


def test_needs_no_street_from_somebody_who_comes(client, filled, field):
    bare = filled | {"line1": "", field: "pickup"}
    seen = hidden(client.post(URL, bare | {"viec": "tinh-phi"}))

    answer = client.post(URL, bare | seen)

    assert answer.status_code == 302
    assert SellerOrder.objects.get().delivery_method == "pickup"


def test_needs_the_street_when_one_parcel_travels(client, filled, field):
    client.post(reverse("basket:add", args=[make_listing(make_seller("B")).pk]), {"quantity": "1"})

    page = client.post(URL, filled | {"line1": "", field: "pickup"})

    assert "Nhập số nhà" in page.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize("choice", ["own", "point-999999", "gold", "x" * 300])
def test_asks_again_with_what_is_left_when_a_way_is_not_offered(client, filled, field, choice):
    seen = hidden(client.post(URL, filled | {"viec": "chon-tinh"}))

    page = client.post(URL, filled | seen | {field: choice})

    html = page.content.decode()
    assert page.status_code == 200
    assert "không còn cách giao bạn đã chọn" in html
    assert f'name="{field}" value="carrier" checked' in html
    assert 'value="Trần Thu Hà"' in html
    assert not Order.objects.exists()


def test_shows_own_delivery_once_the_commune_is_known(client, seller, filled, field):
    offers.set_offers(partner=seller.partner, own=OwnDelivery("commune", 10_000))
    near = filled | {"province": "19", "commune": "05503", field: "own"}

    before = client.post(URL, near | {"commune": "", "viec": "chon-tinh"}).content.decode()
    page = client.post(URL, near | {"viec": "tinh-phi"})
    client.post(URL, near | hidden(page))

    assert 'value="own"' not in before
    assert hidden(page)["shown_total"] == "160000"
    part = SellerOrder.objects.get()
    assert (part.delivery_method, part.shipping_vnd, part.payment_method) == ("own", 10_000, "cod")


def test_splits_a_heavy_parcel_and_says_so(client, checkout_data):
    sacks = make_listing(make_seller(), "Gạo", ship_weight_g=30_000, stock=10)
    client.post(reverse("basket:add", args=[sacks.pk]), {"quantity": "4"})

    page = client.post(URL, checkout_data | {"viec": "chon-tinh"})

    assert "Hàng nặng, chia làm 3 thùng" in page.content.decode()
    # 50 kg + 50 kg + 20 kg to Hà Nội
    assert int(hidden(page)["shown_total"]) == 600_000 + 2 * 270_000 + 120_000


def test_lets_a_household_say_how_its_goods_can_be_had(client, seller):
    client.force_login(owner_of(seller))
    point = PickupPoint.objects.get()
    answers = {"own": "on", "area": "province", "own_fee": "15k", "points": [point.pk]}

    answer = client.post("/ban-hang/giao-hang/", answers)
    html = client.get("/ban-hang/giao-hang/").content.decode()

    assert answer.status_code == 302
    rows = DeliveryOffer.objects.filter(is_active=True).values_list("method", "fee_vnd", "area")
    assert sorted(rows) == [("own", 15_000, "province"), ("point", 0, "commune")]
    assert "Trong tỉnh Thái Nguyên" in html
    assert 'value="15.000"' in html


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"own": "on", "own_fee": "0"}, "Chọn giao trong xã, phường hay trong tỉnh."),
        ({"own": "on", "area": "commune"}, "Nhập phí tự giao"),
        ({"own": "on", "area": "commune", "own_fee": "-5"}, "không được âm"),
        ({"own": "on", "area": "commune", "own_fee": "9tr"}, "Nhập không quá"),
        ({"own": "on", "area": "galaxy", "own_fee": "0"}, "Chọn giao trong xã"),
        ({"pickup": "on", "place_words": " "}, "Viết chỗ lấy hàng"),
        ({"points": ["999999"]}, "Có điểm không còn mở"),
        ({"points": ["x"]}, "Có điểm không còn mở"),
    ],
)
def test_tells_a_household_what_is_missing(client, seller, answers, words):
    client.force_login(owner_of(seller))
    before = list(DeliveryOffer.objects.values())

    page = client.post("/ban-hang/giao-hang/", answers)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert list(DeliveryOffer.objects.values()) == before


def test_starts_the_place_with_the_hamlet_of_the_household(client):
    seller = make_seller(hamlet="Xóm Hồng Thái")
    client.force_login(owner_of(seller))

    html = client.get("/ban-hang/giao-hang/").content.decode()

    assert 'value="Xóm Hồng Thái"' in html
    assert "Chưa có điểm nhận hàng nào" in html


def test_places_fetched_and_sent_parcels_in_sixty_statements(customer):
    sellers = [make_seller(f"HTX {n}") for n in range(3)]
    for one in sellers[:2]:
        offers.set_offers(partner=one.partner, place_words="Xóm 1")
    basket = make_basket(*((make_listing(sellers[n % 3], f"Món {n}"), 1) for n in range(5)))
    choices = {one.partner.pk: "pickup" for one in sellers[:2]}

    with CaptureQueriesContext(connection) as statements:
        order = placed(basket, customer, choices)

    assert len(statements) <= 60
    assert order.shipping_incl_tax == 30_000
