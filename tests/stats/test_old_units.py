"""Sales by the districts and communes from before July 2025: nothing lost, nothing guessed."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from common.dates import local_today
from places.models import Commune, CommuneLink
from shop.order.models import SellerOrder
from stats import old_units, queries
from stats.figures import EVERYTHING, Asked, Sales, total_of
from stats.old_units import OldDistrictRow, by_old_commune, by_old_district, old_units_page
from stats.period import Period, read_period
from stats.reading import Which
from stats.scopes import WHOLE, Scope
from tests.factories import make_official, make_seller
from tests.operators import sign_in
from tests.stats.builders import HONEY, TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import settle
from tests.stats.sums import sales_of

pytestmark = pytest.mark.django_db

#: Of one district, of several, with a unit that was split, left as it was.
WHOLE_DISTRICT, SEVERAL, PARTIAL, SAME = "05692", "05503", "05467", "05719"
YEAR = Period(days_ago(365), local_today())


def sell(commune: str, price_vnd: int = 100_000, **fields) -> SellerOrder:
    """Complete one order today and count it."""
    seller = make_seller(f"Hộ {commune} {price_vnd}", WHOLE_DISTRICT)
    order = make_seller_order(
        seller.partner, (TEA, 1, price_vnd), commune_code=commune, **fields
    )  # fmt: skip
    complete(order)
    settle()
    return order


def codes_with_units() -> list[str]:
    return sorted(set(CommuneLink.objects.values_list("new__code", flat=True)))


def row_of(rows: list, start: str):
    return next(row for row in rows if row.name.startswith(start))


def test_gives_a_commune_of_one_district_to_that_district():
    sell(WHOLE_DISTRICT)

    view = by_old_district(WHOLE, YEAR)

    row = row_of(view.rows, "Huyện Đồng Hỷ")
    assert row.sales.completed_vnd == 100_000
    assert "xã Đồng Hỷ" in row.communes
    assert view.not_split_sum == Sales()


def test_keeps_a_commune_of_several_districts_apart_and_says_so():
    sell(SEVERAL)
    sell(WHOLE_DISTRICT, 300_000)

    view = by_old_district(WHOLE, YEAR)

    row = next(row for row in view.not_split if row.code == SEVERAL)
    assert row.sales.completed_vnd == 100_000
    assert row.why == "Gồm đơn vị cũ của thành phố Sông Công và thành phố Thái Nguyên"
    assert row.units == ("xã Bình Sơn", "xã Tân Cương", "xã Thịnh Đức")
    assert view.not_split_share == 25
    for name in ("Thành phố Sông Công", "Thành phố Thái Nguyên"):
        city = row_of(view.rows, name)
        assert city.sales == Sales()
        assert "xã Tân Cương" in city.missing
        assert "xã Tân Cương" in city.note


def test_lists_all_seventeen_districts_and_the_five_communes_across_them():
    view = by_old_district(WHOLE, YEAR)

    areas = Counter(row.area for row in view.rows)
    assert areas == {"Thái Nguyên (cũ)": 9, "Bắc Kạn (cũ)": 8}
    assert {row.now for row in view.not_split} == {
        "Xã Tân Cương", "Xã Đại Phúc", "Xã Phong Quang", "Xã Đồng Phúc", "Xã Bạch Thông",
    }  # fmt: skip
    assert sum(len(row.communes) for row in view.rows) + len(view.not_split) == 92


def test_gives_a_split_unit_inside_one_district_to_that_district():
    sell(PARTIAL)

    view = by_old_district(WHOLE, YEAR)

    assert row_of(view.rows, "Thành phố Thái Nguyên").sales.completed == 1


def test_keeps_a_commune_apart_when_the_parts_of_a_unit_stand_under_two_districts():
    other = Commune.objects.get(code=WHOLE_DISTRICT)
    CommuneLink.objects.create(
        old_kind="phường", old_name="Gia Sàng", old_name_folded="gia sang",
        old_district="Đồng Hỷ", new=other, kind=CommuneLink.Kind.PARTIAL,
    )  # fmt: skip

    view = by_old_district(WHOLE, YEAR)

    apart = next(row for row in view.not_split if row.code == WHOLE_DISTRICT)
    assert apart.districts == ("huyện Đồng Hỷ", "thành phố Thái Nguyên")


def test_names_all_units_of_a_commune_and_the_partial_ones():
    sell(PARTIAL)

    row = next(row for row in by_old_commune(WHOLE, YEAR).not_split if row.code == PARTIAL)

    assert row.name == (
        "Một phần phường Cam Giá + xã Đồng Liên + một phần phường Gia Sàng + phường Hương Sơn"
        " (cũ), nay là phường Gia Sàng"
    )
    assert row.why == "Có đơn vị cũ chỉ nhập một phần"
    assert row.sales.completed == 1


def test_gives_a_unit_that_stayed_as_it_was_its_own_figure():
    sell(SAME)

    view = by_old_commune(WHOLE, YEAR)

    assert {row.now for row in view.rows} == {"Xã Sảng Mộc", "Xã Thượng Quan"}
    row = row_of(view.rows, "Xã Sảng Mộc (cũ), nay là xã Sảng Mộc")
    assert (row.is_exact, row.why, row.sales.completed) == (True, "", 1)


@pytest.mark.parametrize("code", ["00004", "99999"], ids=["another province", "nobody's code"])
def test_keeps_sales_of_a_commune_without_former_units_in_the_total(code):
    sell(code)

    for view in (by_old_district(WHOLE, YEAR), by_old_commune(WHOLE, YEAR)):
        row = next(row for row in view.not_split if row.code == code)
        assert row.why == "Không có trong danh sách đơn vị cũ"
        assert row.sales.completed == view.total.completed == 1


def test_shows_a_commune_official_only_the_own_units():
    sell(SEVERAL)
    sell(WHOLE_DISTRICT)

    view = by_old_district(Scope(frozenset({WHOLE_DISTRICT})), YEAR)

    assert [row.name for row in view.rows] == ["Huyện Đồng Hỷ (cũ)"]
    assert view.not_split == []
    assert view.total.completed == 1


@pytest.fixture
def random_sales(request):
    """Return the dice that made 120 orders of any commune, day, goods, channel and outcome."""
    rng = random.Random(request.param)
    codes = [*codes_with_units(), "00004"]
    sellers = [make_seller(f"Hộ {n}", rng.choice(codes)).partner for n in range(6)]
    for _ in range(120):
        day = days_ago(rng.randrange(200))
        later = min(day + timedelta(days=rng.randrange(40)), local_today())
        goods = [(set_code, rng.randrange(1, 4), rng.randrange(1, 90) * 1_000)
                 for set_code in rng.sample([TEA, HONEY, ""], rng.randrange(1, 4))]  # fmt: skip
        order = make_seller_order(
            rng.choice(sellers), *goods, placed_on=day, commune_code=rng.choice(codes),
            channel=rng.choice(["web", "app", "cho"]),
        )  # fmt: skip
        order.lines.filter(product_set_code=TEA).update(ocop_stars=rng.choice([None, 3, 4]))
        outcome = rng.choice(["placed", "completed", "completed", "cancelled", "returned"])
        happened = {} if outcome == "placed" else {f"{outcome}_on": later}
        SellerOrder.objects.filter(pk=order.pk).update(state=outcome, **happened)
    settle()
    return rng


@pytest.mark.parametrize("random_sales", [1, 2, 3], indirect=True)
def test_adds_up_to_the_new_view_for_every_figure_period_and_filter(random_sales):
    rng = random_sales
    filters = [EVERYTHING, Asked(set_code=TEA), Asked(stars=4), Asked(channel="cho"),
               Asked(TEA, 3, "app"), Asked(set_code="khac")]  # fmt: skip
    seen = 0
    for asked in [*filters, *filters]:
        last = days_ago(rng.randrange(100))
        period = Period(last - timedelta(days=rng.randrange(150)), last)
        whole = sales_of(Which(asked=asked), period)
        new = total_of(
            row.sales for row in queries.commune_rows(scope=WHOLE, period=period, asked=asked)
        )
        seen += whole.placed
        for view in (by_old_district(WHOLE, period, asked), by_old_commune(WHOLE, period, asked)):
            rows = total_of(row.sales for row in [*view.rows, *view.not_split])
            assert rows == view.total == whole == new

    assert seen


@pytest.mark.parametrize("orders", [1, 30])
def test_asks_few_queries_whatever_the_data(orders, django_assert_max_num_queries):
    codes = codes_with_units()
    partner = make_seller("Hộ chè", WHOLE_DISTRICT).partner
    for code in codes[:orders]:
        complete(make_seller_order(partner, commune_code=code))
    settle()
    mixed = Period(days_ago(40), days_ago(0))

    with django_assert_max_num_queries(4):
        by_old_district(WHOLE, mixed)
    with django_assert_max_num_queries(4):
        by_old_commune(WHOLE, mixed)
    with django_assert_max_num_queries(6):
        old_units_page(period=mixed)


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [("province_official", {"province": "19"}, 200), ("operator", {}, 200),
     ("commune_official", {"commune": SEVERAL}, 403)],
)  # fmt: skip
def test_opens_only_to_the_province(client, role, place, status):
    sign_in(client, make_official(role, **place))

    assert client.get(reverse("stats:old_units")).status_code == status


def test_shows_both_tables_for_the_words_of_the_query(client):
    client.force_login(make_official("province_official", province="19"))
    sell(SEVERAL, 123_000)
    sell(WHOLE_DISTRICT, 456_000)

    html = client.get(reverse("stats:old_units"), {"ky": "thang"}).content.decode()
    nothing = client.get(reverse("stats:old_units"), {"nhom": HONEY}).content.decode()

    assert "Huyện Đồng Hỷ (cũ)" in html
    assert "456.000" in html
    assert "579.000" in html
    assert "5 xã, phường ngày nay gồm đơn vị cũ của nhiều huyện, chiếm 21,2" in html
    assert read_period({"ky": "thang"}).label in html
    assert "579.000" not in nothing


def test_has_one_row_per_old_district():
    rows = by_old_district(WHOLE, YEAR).rows

    assert all(isinstance(row, OldDistrictRow) for row in rows)
    assert len({row.name for row in rows}) == len(rows)
    assert old_units.OldView([], [], Sales()).not_split_share == 0
