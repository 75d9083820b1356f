from datetime import date

import pytest
import time_machine

from catalogue import photos
from catalogue.cards import cards, picture_of
from catalogue.models import Product
from tests.catalogue.conftest import picture_bytes, upload
from tests.factories import make_certificate, make_listing, make_seller


def card(product):
    return cards(Product.objects.filter(pk=product.pk))[0]


@pytest.mark.parametrize(
    ("fields", "price", "pack", "per_kg"),
    [
        ({"sale_unit": "goi", "net_weight_g": 500}, 195_000, "gói 500\xa0g", "390.000\xa0₫/kg"),
        ({"sale_unit": "kg", "net_weight_g": 1000}, 28_000, "kg", ""),
        ({"sale_unit": "tui", "net_weight_g": 5000}, 130_000, "túi 5\xa0kg", "26.000\xa0₫/kg"),
        ({"sale_unit": "con", "net_weight_g": 0}, 90_000, "con", ""),
    ],
    ids=["pack", "kilo", "sack", "piece"],
)
def test_card_says_what_the_price_is_for(seller, fields, price, pack, per_kg):
    shown = card(make_listing(seller, price_vnd=price, **fields))

    assert (shown.price_vnd, shown.pack_label, shown.unit_price_label) == (price, pack, per_kg)


def test_card_names_seller_and_place_that_do_not_break(seller):
    shown = card(make_listing(seller))

    assert shown.seller_name == "HTX chè Đồi Xanh"
    assert shown.place_name == "Tân\xa0Cương"
    assert shown.seller_url.startswith("/gian-hang/")


@pytest.mark.parametrize(
    ("days_left", "stars"), [(300, 4), (0, 4), (-1, None)], ids=["valid", "last day", "expired"]
)
def test_star_shows_only_while_the_certificate_holds(seller, days_left, stars):
    product = make_listing(seller)
    make_certificate(product, 4, days_left=days_left)

    assert card(product).stars == stars


def test_unconfirmed_certificate_shows_no_star(seller):
    product = make_listing(seller)
    certificate = make_certificate(product, 5)
    certificate.confirmed_at = None
    certificate.save()

    assert card(product).stars is None


@pytest.mark.parametrize(
    ("mask", "words"),
    [(0, "Tạm hết hàng"), (0b100, "vụ tới tháng\xa03"), (0b10000000000, "Tạm hết hàng")],
    ids=["season unknown", "before the season", "in season"],
)
@time_machine.travel(date(2026, 11, 22))
def test_sold_out_card_tells_when_there_may_be_more(seller, mask, words):
    assert words in card(make_listing(seller, stock=0, harvest_mask=mask)).sold_out_label


def test_card_shows_the_first_ready_photo(seller):
    product = make_listing(seller)
    assert card(product).picture is None
    for _ in range(2):
        photos.add_photo(product=product, file=upload(picture_bytes()))
    assert card(product).picture is None

    photos.render_photo(product.images.first().pk)

    picture = card(product).picture
    assert (picture.width, picture.height) == (1000, 750)
    assert picture.src.endswith("-640.webp")
    widths = [part.split()[-1] for part in picture.srcset.split(", ")]
    assert widths == ["160w", "320w", "640w", "1000w"]
    assert picture.thumb.endswith("-160.webp")


def test_picture_without_sizes_is_none():
    assert picture_of({}, width=0, height=0, alt="") is None


def test_cards_need_as_many_queries_for_one_as_for_thirty(seller, django_assert_num_queries):
    make_listing(seller)
    with django_assert_num_queries(3):
        assert len(cards(Product.objects.all())) == 1
    for number in range(29):
        product = make_listing(make_seller(f"Hộ {number}"), f"Chè {number}")
        photos.add_photo(product=product, file=upload(picture_bytes(size=(64, 48))))

    with django_assert_num_queries(3):
        assert len(cards(Product.objects.all())) == 30
