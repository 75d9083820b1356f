"""What the wizard proposes, and from whose sales."""

import pytest

from common.dates import local_today
from places.models import Commune
from sellers import proposals
from sellers.draft_forms import mask_of, season_of
from tests import factories

pytestmark = pytest.mark.django_db
LA_BANG, TAN_CUONG = "05818", "05503"
TEA, NOODLES, HONEY = "I.5.a", "I.3.b", "I.2.b"


@pytest.fixture
def la_bang():
    return Commune.objects.select_related("province").get(code=LA_BANG)


def sell(commune: str, set_code: str, *, sellers: int = 1, price: int = 150_000, **fields):
    """Put goods of so many sellers of a commune into the window, each dearer by 10,000."""
    return [
        factories.make_listing(
            factories.make_seller(f"Hộ {commune} {set_code} {number}", commune),
            set_code=set_code,
            price_vnd=price + 10_000 * number,
            **fields,
        )
        for number in range(sellers)
    ]


def tea_of(goods):
    return goods[0].product_set


def test_what_the_commune_sells_comes_first_then_the_province(la_bang):
    sell(TAN_CUONG, TEA, sellers=3)
    sell(LA_BANG, NOODLES)

    found = proposals.tiles_for(la_bang)

    assert [tile.code for tile in found.tiles[:2]] == [NOODLES, TEA]
    assert len(found.tiles) == 9
    assert found.source == f"Xếp theo hàng xã La Bằng đang bán tháng {local_today().month}."


def test_goods_of_the_season_come_before_those_out_of_it(la_bang):
    other_month = 1 << (local_today().month % 12)
    sell(LA_BANG, TEA, sellers=2, harvest_mask=other_month)
    sell(LA_BANG, HONEY, harvest_mask=1 << (local_today().month - 1))

    found = proposals.tiles_for(la_bang)

    assert [tile.code for tile in found.tiles[:2]] == [HONEY, TEA]


def test_commune_without_goods_is_told_that_the_province_is_meant(la_bang):
    sell(TAN_CUONG, TEA)

    assert "tỉnh Thái Nguyên" in proposals.tiles_for(la_bang).source


def test_empty_market_proposes_sets_and_claims_no_source(la_bang):
    found = proposals.tiles_for(la_bang)

    assert (len(found.tiles), found.source) == (9, "")
    assert found.tiles[0].code == TEA


def test_packs_are_those_the_commune_uses_most(la_bang):
    goods = sell(LA_BANG, TEA, sellers=2, sale_unit="hop", net_weight_g=100)
    sell(TAN_CUONG, TEA, sellers=3, sale_unit="goi", net_weight_g=200)

    packs, words = proposals.packs_for(tea_of(goods), la_bang)

    assert [pack.value for pack in packs] == ["hop:100", "goi:200", "goi:500"]
    assert words == "Cách bán thường gặp ở xã La Bằng."


def test_price_range_is_the_middle_half_of_the_commune_turned_to_the_weight(la_bang):
    goods = sell(LA_BANG, TEA, sellers=5, price=100_000)  # 100 to 140 thousand per 500 g
    sell(TAN_CUONG, TEA, sellers=5, price=900_000)
    me = factories.make_seller("Tôi", LA_BANG)

    found = proposals.price_range(
        product_set=tea_of(goods), net_weight_g=1000, commune=la_bang, but=me.partner
    )

    assert (found.low_vnd, found.high_vnd) == (220_000, 260_000)
    words = found.words.replace("\u00a0", " ")
    assert words.endswith("5 nhà bán ở xã La Bằng: phần lớn 220.000 ₫ đến 260.000 ₫.")


def test_two_sellers_in_the_commune_are_no_custom_so_the_province_is_asked(la_bang):
    goods = sell(LA_BANG, TEA, sellers=2, price=100_000)
    sell(TAN_CUONG, TEA, sellers=4, price=300_000)
    me = factories.make_seller("Tôi", LA_BANG)

    found = proposals.price_range(
        product_set=tea_of(goods), net_weight_g=500, commune=la_bang, but=me.partner
    )

    assert "6 nhà bán ở tỉnh Thái Nguyên" in found.words


def test_own_prices_are_no_proposal(la_bang):
    me = factories.make_seller("Tôi", LA_BANG)
    goods = [factories.make_listing(me, price_vnd=100_000) for _ in range(4)]
    sell(LA_BANG, TEA, sellers=2)

    assert (
        proposals.price_range(
            product_set=tea_of(goods), net_weight_g=500, commune=la_bang, but=me.partner
        )
        is None
    )


@pytest.mark.parametrize("many", [3, 30])
def test_proposals_ask_as_much_for_three_as_for_thirty(
    la_bang, many, django_assert_max_num_queries
):
    goods = sell(TAN_CUONG, TEA, sellers=many)
    me = factories.make_seller("Tôi", LA_BANG)

    with django_assert_max_num_queries(2):
        proposals.tiles_for(la_bang)
    with django_assert_max_num_queries(1):
        proposals.packs_for(tea_of(goods), la_bang)
    with django_assert_max_num_queries(3):
        proposals.price_range(
            product_set=tea_of(goods), net_weight_g=500, commune=la_bang, but=me.partner
        )


def test_name_alone_finds_the_set_that_others_put_it_in(la_bang):
    seller = factories.make_seller(commune=TAN_CUONG)
    factories.make_listing(seller, "Miến dong Nà Dài", set_code=NOODLES)

    assert proposals.set_of_title("Miến dong nhà tôi", la_bang).code == NOODLES
    assert proposals.set_of_title("Xe đạp cũ", la_bang) is None


def test_season_is_the_commonest_of_the_commune(la_bang):
    goods = sell(LA_BANG, TEA, sellers=2, harvest_mask=mask_of(3, 10))
    sell(LA_BANG, TEA, harvest_mask=0)

    assert season_of(proposals.season_mask(tea_of(goods), la_bang)) == (3, 10)


@pytest.mark.parametrize("months", [(3, 10), (11, 2), (5, 5), (12, 1)])
def test_season_reads_back_as_it_was_written(months):
    assert season_of(mask_of(*months)) == months


@pytest.mark.parametrize("mask", [0, 0b101, 4095], ids=["none", "two crops", "all year"])
def test_months_that_are_no_single_run_are_no_season(mask):
    assert season_of(mask) is None
