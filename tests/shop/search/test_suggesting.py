import pytest

from catalogue.models import Product
from catalogue.sets import ListingState
from shop.search.suggesting import MOST, suggestions
from tests.factories import make_listing, make_seller
from tests.shop.search.corpus import list_goods


def labels(text: str) -> list[str]:
    return [suggestion.label for suggestion in suggestions(text)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mie", "Miến dong Na Rì"),
        ("miế", "Miến dong Na Rì"),
        ("mật o", "Mật ong hoa rừng"),
        ("gaf d", "Gà đồi Phú Bình"),
        ("tan c", "Tân Cương"),
        ("đồi x", "HTX chè Đồi Xanh"),
        ("thổ", "Túi thổ cẩm"),
        ("mien dog", "Miến dong Na Rì"),
    ],
)
def test_words_so_far_lead_to_goods_places_and_sellers(db, typed, expected):
    list_goods()

    assert expected in labels(typed)
    assert len(labels(typed)) <= MOST


def test_same_goods_in_two_packs_are_suggested_once(db):
    seller = make_seller()
    for pack in ("gói 200 g", "gói 500 g", "túi 1 kg"):
        make_listing(seller, f"Chè đinh {pack}")

    assert labels("chè đi") == ["Chè đinh"]


@pytest.mark.parametrize("text", ["", " ", "c", "!!", "zzzzz"])
def test_nothing_is_suggested_for_next_to_nothing(db, text):
    make_listing(make_seller(), "Chè đinh")

    assert labels(text) == []


@pytest.mark.parametrize("typed", ["chè bí", "tân c", "đồi x", "Chè"])
def test_hidden_goods_their_seller_and_place_are_not_suggested(db, typed):
    product = make_listing(make_seller("HTX Đồi Xanh"), "Chè bí mật")
    assert labels(typed)

    Product.objects.filter(pk=product.pk).update(is_public=False, state=ListingState.HIDDEN)
    assert labels(typed) == []


def test_page_of_suggestions_is_small_json_kept_by_the_browser_only(client, db):
    make_listing(make_seller(), "Chè <b>đinh")

    response = client.get("/tim-kiem/goi-y/", {"q": "chè đi"})

    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "private, max-age=60"
    assert response.json()["suggestions"][0] == {
        "label": "Chè <b>đinh",
        "note": "",
        "url": "/tim-kiem/?q=Ch%C3%A8+%3Cb%3E%C4%91inh",
    }


def test_suggesting_again_asks_one_query(client, db, django_assert_max_num_queries):
    list_goods()
    for _ in range(2):
        suggestions("chè tân")

    with django_assert_max_num_queries(1):
        suggestions("chè tân")
