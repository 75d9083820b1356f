"""The overview and the parts: figures that lead on, and tables that add up."""

import re
from datetime import date

import pytest
from django.urls import reverse

from common.dates import local_today
from places.models import Commune
from stats.models import FloorReport, Target, VisitDay
from tests.factories import make_listing, make_official, make_seller
from tests.stats.builders import HONEY, TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import MOST_QUERIES, settle
from tests.stats.test_goods import certify

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(tea_seller):
    """Two completed orders, one of two sets and paid by transfer."""
    complete(
        make_seller_order(
            tea_seller.partner, (TEA, 2, 100_000), (HONEY, 1, 50_000), payment_method="vietqr"
        )
    )
    complete(make_seller_order(tea_seller.partner, (TEA, 1, 30_000)))


def plain(html: str) -> str:
    """Return the text with plain spaces."""
    return html.replace("\xa0", " ")


@pytest.mark.parametrize("page", ["summary", "parts"])
@pytest.mark.parametrize("communes", [1, 30])
def test_page_needs_few_queries(client, official, communes, page, django_assert_max_num_queries):
    for commune in Commune.objects.on_tile_map()[:communes]:
        complete(make_seller_order(make_seller(f"Hộ {commune.code}", commune.code).partner))
    settle()

    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(reverse(f"stats:{page}")).status_code == 200


def test_four_tiles_say_value_orders_sellers_and_cashless(client, official, sold):
    tiles = client.get(reverse("stats:summary")).context["period_tiles"]

    assert [tile.number for tile in tiles] == ["280", "2", "1", "50"]
    assert tiles[3].unit == "%"
    assert all(tile.url for tile in tiles)


def test_a_chosen_set_shows_its_weight_instead_of_the_way_to_pay(client, official, sold):
    tiles = client.get(reverse("stats:summary"), {"nhom": TEA}).context["period_tiles"]

    assert tiles[0].number == "230"
    assert (tiles[3].label, tiles[3].number, tiles[3].unit) == ("Sản lượng đã bán", "1,5", "kg")


def test_parts_say_what_stands_twice(client, official, sold):
    html = plain(client.get(reverse("stats:parts")).content.decode())

    figures = client.get(reverse("stats:parts")).context["figures"]
    sets = next(figure for figure in figures if figure.figure_id == "theo-nhom")
    assert "Trừ đơn đếm ở nhiều nhóm" in html
    assert [row[2] for row in sets.rows] == ["2", "1", "−1"]
    assert sets.foot[2] == "2"


def test_parts_without_cells_are_said_to_be_missing(client, official, sold):
    answer = client.get(reverse("stats:parts"), {"sao": "4"})

    ids = {figure.figure_id for figure in answer.context["figures"]}
    assert "cach-tra" not in ids
    assert answer.context["lacks_cuts"]


def test_choice_reads_as_a_sentence(client, official):
    html = client.get(
        reverse("stats:summary"), {"ky": "quy", "den": "2025-12-31", "sao": "4", "kenh": "cho"}
    ).content.decode()

    assert "Mọi nhóm hàng, OCOP 4 sao, tại chợ, quý IV/2025" in html
    assert ">Quý IV/2025</option>" in html


def test_period_before_and_after_are_one_step_away(client, official):
    context = client.get(reverse("stats:summary"), {"ky": "thang", "den": "2025-03-31"}).context

    filters = context["filters"]
    assert (filters.earlier.label, filters.later.label) == ("tháng 2/2025", "tháng 4/2025")
    assert "den=2025-04-30" in filters.later.url
    assert client.get(reverse("stats:summary") + filters.earlier.url).status_code == 200


def test_a_chosen_month_wins_over_days_of_the_page_before(client, official):
    words = {"ky": "thang", "tu": "2025-01-05", "den": "2025-01-09"}
    context = client.get(reverse("stats:summary"), words).context

    assert context["period"].kind == "thang"


def test_days_of_ones_own_stay_chosen(client, official):
    html = client.get(reverse("stats:summary"), {"tu": "2025-01-05", "den": "2025-01-09"})

    assert "05/01/2025 đến 09/01/2025" in html.content.decode()
    assert html.context["filters"].days == [("tu", "2025-01-05"), ("den", "2025-01-09")]


def test_bar_names_only_pages_that_exist(client, official):
    context = client.get(reverse("stats:summary")).context

    assert all(client.get(entry["url"]).status_code == 200 for entry in context["official_nav"])
    assert context["official_nav"][0]["current"]


def test_one_commune_has_no_map_of_its_own(client, sold):
    client.force_login(make_official("commune_official", commune="05503"))

    answer = client.get(reverse("stats:summary"))

    assert answer.context["commune_map"] is None
    assert answer.status_code == 200


def test_every_link_of_the_page_opens(client, official, sold):
    html = client.get(reverse("stats:summary"), {"ky": "thang", "nhom": TEA}).content.decode()

    links = {
        link.replace("&amp;", "&")
        for link in re.findall(r'href="(/thong-ke/[^"]*)"', html)
        if "/xa/0" not in link or "05503" in link
    }
    assert len(links) > 10
    for link in links:
        assert client.get(link).status_code == 200, link


def test_last_twelve_months_stand_beside_the_tile(client, official, tea_seller):
    for days in (5, 45, 75):
        complete(make_seller_order(tea_seller.partner), days_ago(days))

    tile = client.get(reverse("stats:summary")).context["period_tiles"][0]

    assert "chart-spark" in tile.spark


@pytest.fixture
def plan():
    """Targets of this year: one reached, one not."""
    year = local_today().year
    Target.objects.create(year=year, metric="T2", value=1, decision_no="QĐ 1")
    Target.objects.create(year=year, metric="T1", value=300, decision_no="QĐ 1")


def test_plan_says_what_is_reached_and_what_is_missing(client, official, sold, plan):
    context = client.get(reverse("stats:summary")).context

    assert context["plan_title"].startswith("Đạt 1 trong 2 chỉ tiêu")
    assert [line.verdict for line in context["plan"]] == ["còn thiếu 298", "đạt"]


def test_plan_of_the_year_stands_beside_any_period(client, official, sold, plan):
    day = str(days_ago(0))
    context = client.get(reverse("stats:summary"), {"tu": day, "den": day}).context

    assert [line.done for line in context["plan"]] == ["2", "2"]
    assert "plan" not in client.get(reverse("stats:summary"), {"nhom": TEA}).context


def test_visits_and_other_floors_stand_apart(client, official, sold):
    today = local_today()
    VisitDay.objects.create(day=today, page="home", views=40, visits=9)
    FloorReport.objects.create(
        floor="Sàn Bạn", period_from=today, period_to=today, transactions=777, source="Công văn 5"
    )

    html = client.get(reverse("stats:outside")).content.decode()
    total = client.get(reverse("stats:summary")).context["total"]

    assert "9 lượt truy cập, 40 lượt xem" in html
    assert "Sàn Bạn" in html
    assert "777" in html
    assert total.placed == 2


def test_visits_are_for_the_province(client, sold):
    client.force_login(make_official("commune_official", commune="05503"))

    assert client.get(reverse("stats:outside")).status_code == 403


def test_certified_goods_lead_to_their_list(client, official, tea_seller):
    certify(make_listing(tea_seller, "Chè sao"), 4, ends_in=300)
    settle()

    tile = client.get(reverse("stats:summary")).context["so_far_tiles"][1]

    assert tile.number == "1"
    assert client.get(tile.url).context["count"] == 1


def test_what_is_known_of_today_is_no_figure_of_the_past(client, official, sold, plan):
    year = local_today().year
    Target.objects.create(year=year - 1, metric="T2", value=1)
    Target.objects.create(year=year - 1, metric="P1", value=1)
    Target.objects.create(year=year, metric="P1", value=1)

    now = client.get(reverse("stats:summary")).context
    past = client.get(reverse("stats:summary"), {"den": f"{year - 1}-12-31"}).context

    assert [line.label for line in past["plan"]] == ["Giao dịch thành công"]
    assert "chỉ biết cho hôm nay" in past["plan_subtitle"]
    assert "chỉ biết cho hôm nay" in past["report"].subtitle
    assert [row[2] for row in past["report"].rows] == ["Sàn này", "Các sàn khác", "Các sàn khác"]
    assert len(now["plan"]) == 3
    assert "chỉ biết cho hôm nay" not in now["plan_subtitle"] + now["report"].subtitle
    assert len(now["report"].rows) == 8


def test_months_that_are_cut_say_where_and_have_no_buyers(client, official, tea_seller):
    for day in (date(2025, 4, 2), date(2025, 5, 2)):
        complete(make_seller_order(tea_seller.partner, placed_on=day), day)
    settle()
    words = {"den": "2025-05-10"}

    by_month = client.get(reverse("stats:summary"), words).context["by_month"]
    figures = client.get(reverse("stats:parts"), words).context["figures"]

    assert "tháng 1–5/2025 đến ngày 10/05/2025" in by_month.subtitle
    buyers = next(figure for figure in figures if figure.figure_id == "nguoi-mua")
    assert buyers.rows[-1] == ("Tháng 4", "1", "1")
    assert client.get(reverse("stats:download", args=["thang"]), words).status_code == 200
    assert client.get(reverse("stats:download-pdf"), words).status_code == 200
    assert client.get(reverse("stats:download-xlsx", args=["thang"]), words).status_code == 200
