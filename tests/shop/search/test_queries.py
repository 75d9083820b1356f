from decimal import Decimal

import pytest

from catalogue.sets import ListingState
from shop.search.queries import Wanted, find, look
from tests.factories import make_certificate, make_listing, make_seller


def titles(**wanted) -> list[str]:
    return [product.title for product in find(Wanted(**wanted))]


@pytest.fixture
def goods(db):
    tan_cuong, la_bang = (
        make_seller("HTX Đồi Xanh"),
        make_seller("Hộ Ngọc", commune=other_commune()),
    )
    four = make_listing(tan_cuong, "Chè đinh Tân Cương", price_vnd=175_000, harvest_mask=0b110)
    make_certificate(four, 4)
    three = make_listing(la_bang, "Miến dong", price_vnd=48_000, set_code="I.3.b")
    make_certificate(three, 3)
    make_listing(la_bang, "Mật ong", price_vnd=160_000, set_code="I.2.b", harvest_mask=0b1000)


def other_commune() -> str:
    from places.models import Commune

    return Commune.objects.exclude(code="05503").filter(province__code="19")[0].code


@pytest.mark.parametrize(
    "text",
    ["Chè Tân Cương", "che tan cuong", "CHÈ TÂN CƯƠNG", "tan che", "chè tân cương đinh", "tân cươ"],
)
def test_goods_are_found_with_and_without_tone_marks(goods, text):
    assert titles(text=text) == ["Chè đinh Tân Cương"]


@pytest.mark.parametrize("text", ["doi xanh", "Đồi Xanh", "chè, trà"])
def test_goods_are_found_by_seller_and_shelf(goods, text):
    assert "Chè đinh Tân Cương" in titles(text=text)


def test_word_must_begin_a_word(goods):
    assert titles(text="uong") == []


@pytest.mark.parametrize("text", ["%", "_", "'", "che%' OR 1=1 --", "\\"])
def test_signs_of_the_database_are_only_signs(goods, text):
    assert len(titles(text=text)) in (0, 3)


def test_title_with_the_very_marks_comes_first(db):
    seller = make_seller()
    make_listing(seller, "Đậu phụ")
    make_listing(seller, "Dầu phụ")

    assert titles(text="đậu phụ") == ["Đậu phụ", "Dầu phụ"]
    assert titles(text="dầu phụ") == ["Dầu phụ", "Đậu phụ"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"set_code": "I.3.b"}, ["Miến dong"]),
        ({"stars": 4}, ["Chè đinh Tân Cương"]),
        ({"stars": 3}, ["Miến dong", "Chè đinh Tân Cương"]),
        ({"month": 2}, ["Chè đinh Tân Cương"]),
        ({"commune_code": "05503"}, ["Chè đinh Tân Cương"]),
        ({"price_from": Decimal(150_000)}, ["Mật ong", "Chè đinh Tân Cương"]),
        ({"price_from": Decimal(100_000), "price_to": Decimal(170_000)}, ["Mật ong"]),
        ({"sort": "gia-tang"}, ["Miến dong", "Mật ong", "Chè đinh Tân Cương"]),
        ({"sort": "gia-giam"}, ["Chè đinh Tân Cương", "Mật ong", "Miến dong"]),
        ({}, ["Mật ong", "Miến dong", "Chè đinh Tân Cương"]),
    ],
    ids=["set", "four", "any star", "month", "commune", "from", "range", "cheap", "dear", "newest"],
)
def test_each_condition_keeps_what_fits(goods, wanted, expected):
    assert titles(**wanted) == expected


@pytest.mark.parametrize("state", [s for s in ListingState if s != ListingState.APPROVED])
def test_hidden_goods_are_never_found(db, state):
    make_listing(make_seller(), "Chè đinh", state=state)

    assert titles(text="che") == []
    assert titles() == []


def test_choices_count_what_the_other_conditions_leave(goods):
    facets = look(Wanted(commune_code=other_commune(), month=4)).facets

    assert facets.sets == {"I.2.b": 1}
    assert facets.communes == {other_commune(): 1}
    assert facets.months == {month: int(month == 4) for month in range(1, 13)}
