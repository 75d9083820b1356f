"""What a hostile or hasty hand sends to the loop stays a refusal in words."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.models import Product
from catalogue.sets import ListingState
from common.money import InvalidMoney, parse_vnd
from sellers import held_photos, listings
from shop.order.models import Order
from stats.period import EARLIEST, read_period
from tests import factories
from tests.sellers import wizard
from tests.sellers.conftest import jpeg

pytestmark = pytest.mark.django_db

ADDRESS = {
    "phone": "0990 123 456",
    "name": "Trần Thu Hà",
    "province": "01",
    "commune": "00004",
    "line1": "Số 12",
    "delivery": "door",
    "payment": "cod",
}


@pytest.fixture
def seller():
    return factories.make_seller()


@pytest.fixture
def seller_client(client, seller):
    client.force_login(factories.owner_of(seller))
    return client


def photo():
    return SimpleUploadedFile("che.jpg", jpeg((64, 64)), content_type="image/jpeg")


def test_client_id_of_another_seller_neither_fails_nor_shows_their_listing(seller_client, seller):
    taken = uuid.uuid4()
    theirs = factories.make_listing(factories.make_seller("HTX Khác"), client_id=taken)
    _, answer = wizard.walk(seller_client, client_id=taken)

    own = seller.partner.products.get()
    assert answer["Location"] == reverse("sellers:listed", args=[own.pk])
    assert own.pk != theirs.pk


def test_a_second_press_that_raced_the_first_gets_its_listing(seller, monkeypatch):
    client_id = uuid.uuid4()
    looked = iter([None])
    found = listings._made_before
    facts = listings.ListingFacts(
        title="Chè",
        product_set=factories.ProductSet.objects.get(code="I.5.a"),
        price_vnd=1_000,
        sale_unit="goi",
        net_weight_g=1,
        stock=1,
    )
    quick = factories.make_listing(seller, client_id=client_id)
    # What the slower press sees: nothing at first, then the row of the quicker one.
    monkeypatch.setattr(listings, "_made_before", lambda *a: next(looked, found(*a)))
    monkeypatch.setattr(Product.objects, "filter", lambda **kw: Product.objects.none())

    made = listings.list_product(
        seller=seller,
        actor=factories.owner_of(seller),
        facts=facts,
        photo=photo(),
        client_id=client_id,
    )

    assert made.pk == quick.pk


@pytest.mark.parametrize("typed", ["9" * 40 + "k", "9" * 40 + "tr5", "9" * 4_000 + " tỷ"])
def test_an_amount_of_any_length_is_refused_with_words(typed):
    with pytest.raises(InvalidMoney, match="lớn quá"):
        parse_vnd(typed)


def test_a_weight_no_parcel_has_is_refused(seller_client):
    sent = {"pack": "khac", "sale_unit": "goi", "net_weight": "99 tấn"}

    page = wizard.answer(seller_client, uuid.uuid4(), "cach-ban", **sent).content.decode()

    assert "Nhập không quá 1\xa0tấn" in page
    assert not Product.objects.exists()


def test_an_order_above_the_limit_is_refused_and_the_basket_stays(client, seller):
    ox = factories.make_listing(seller, "Trâu giống", price_vnd=500_000_000, stock=200)
    client.post(reverse("basket:add", args=[ox.pk]), {"quantity": "200"})

    page = client.post("/dat-hang/", ADDRESS | {"shown_total": "100000030000"})

    assert "Một đơn nhận nhiều nhất" in page.content.decode()
    assert not Order.objects.exists()


def test_a_form_sent_many_times_keeps_one_photo(seller_client, seller, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    tea = factories.make_listing(seller)

    for _ in range(3):
        seller_client.post(reverse("sellers:revise", args=[tea.pk]), {"photo": photo()})

    assert len(list(held_photos._folder().iterdir())) == 1


def test_days_before_the_market_count_as_not_given():
    period = read_period({"tu": "0001-01-01", "den": "0001-01-01"})

    assert period.first >= EARLIEST


@pytest.mark.parametrize("state", ListingState.values)
def test_the_basket_never_names_goods_that_are_not_in_the_window(client, seller, state):
    listing = factories.make_listing(seller, "Món bí mật", state=state, stock=0)

    client.post(reverse("basket:add", args=[listing.pk]), {"quantity": "1"})
    page = client.get("/gio-hang/").content.decode()

    assert ("Món bí mật" in page) == (state == ListingState.APPROVED)


def test_an_order_number_of_dashes_is_asked_for_again(client):
    page = client.post("/don-hang/", {"number": "-1", "phone": "0990 123 456"})

    assert "Nhập mã đơn" in page.content.decode()


@pytest.mark.parametrize("word", ["x", "sellers", "1e400", "home", "đơn hàng"])
def test_a_bare_word_is_no_way_on(client, seller, word):
    tea = factories.make_listing(seller)

    answer = client.post(reverse("basket:add", args=[tea.pk]), {"quantity": "1", "next": word})

    assert answer["Location"] == "/gio-hang/"


def test_a_place_keeps_its_capitals_in_the_basket(client, seller):
    tea = factories.make_listing(seller)
    client.post(reverse("basket:add", args=[tea.pk]), {"quantity": "1"})

    assert "Gửi từ xã Tân Cương" in client.get("/gio-hang/").content.decode()
