"""The lists behind the figures, certificates and markets."""

import pytest
from django.urls import reverse

from markets.models import Market
from places.models import Commune
from shop.order.models import SellerOrder
from stats import goods
from tests.factories import make_listing, make_official, make_seller
from tests.stats.builders import HONEY, TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import settle
from tests.stats.test_goods import certify

pytestmark = pytest.mark.django_db

ORDERS, GOODS = "/thong-ke/don-hang/", "/thong-ke/san-pham/"


@pytest.fixture
def sold(tea_seller):
    """Sixty completed orders of Tân Cương and one of Đồng Hỷ."""
    for number in range(60):
        complete(make_seller_order(tea_seller.partner, (TEA, 1, 1_000 + number)), days_ago(0))
    complete(make_seller_order(make_seller("HTX Mật", "05692").partner, (HONEY, 1, 70_000)))
    settle()


def test_head_of_the_list_is_the_figure(client, official, sold):
    context = client.get(ORDERS, {"xa": "05503"}).context

    assert (context["count"], context["value"]) == (60, sum(range(1_000, 1_060)))
    assert len(context["table"].rows) == 50
    assert context["page_words"] == "Trang 1/2"


def test_next_page_holds_the_rest_and_leads_back(client, official, sold):
    first = client.get(ORDERS, {"xa": "05503"}).context

    second = client.get(ORDERS + first["next_url"]).context

    assert len(second["table"].rows) == 10
    assert second["page_words"] == "Trang 2/2"
    assert not second["next_url"]
    back = client.get(ORDERS + second["previous_url"]).context
    assert back["page_words"] == "Trang 1/2"
    assert [row[0].text for row in back["table"].rows] == [
        row[0].text for row in first["table"].rows
    ]


def test_province_chooses_a_commune_first(client, official, sold):
    context = client.get(ORDERS, {"so": "dat"}).context

    assert context["count"] == 61
    assert [row[1] for row in context["choose"].rows] == ["60", "1"]
    assert context["choose"].foot[1] == "61"


def test_commune_official_starts_with_the_own_list(client, sold):
    client.force_login(make_official("commune_official", commune="05692"))

    context = client.get(ORDERS).context

    assert context["count"] == 1
    assert "choose" not in context


def test_tabs_count_what_each_list_would_show(client, official, sold):
    context = client.get(ORDERS, {"xa": "05692", "so": "huy"}).context

    assert [one["count"] for one in context["measures"]] == ["1", "1", "0", "0"]
    assert context["count"] == 0


def test_part_of_a_cut_is_said_and_can_be_dropped(client, official, sold):
    context = client.get(ORDERS, {"xa": "05692", "tra-tien": "cod"}).context

    assert context["cut"] == "cách trả: trả tiền khi nhận hàng"
    assert client.get(ORDERS + context["cut_url"]).context["cut"] == ""


@pytest.mark.parametrize(
    "words",
    [
        {"xa": "99999"},
        {"ban": "999999"},
        {"ban": "x"},
        {"ban": "9" * 40},
    ],
)
def test_places_and_sellers_that_are_none_of_ours_are_not_found(client, official, words):
    assert client.get(ORDERS, words).status_code == 404


@pytest.mark.parametrize("mark", ["x", "20261301.5", "20260101.", "1.1", "." * 30])
def test_nonsense_marks_show_the_first_page(client, official, sold, mark):
    context = client.get(ORDERS, {"xa": "05503", "sau": mark, "trang": "7"}).context

    assert context["page_words"] == "Trang 1/2"


@pytest.mark.parametrize("rows", [1, 30])
def test_list_needs_few_queries(client, official, tea_seller, rows, django_assert_max_num_queries):
    for _ in range(rows):
        complete(make_seller_order(tea_seller.partner))
    settle()

    with django_assert_max_num_queries(16):
        assert client.get(ORDERS, {"xa": "05503"}).status_code == 200
    with django_assert_max_num_queries(24):
        assert client.get(ORDERS, {"ban": tea_seller.partner_id}).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_goods_need_few_queries(client, official, tea_seller, rows, django_assert_max_num_queries):
    for number in range(rows):
        certify(make_listing(tea_seller, f"Chè {number}"), 4, ends_in=50)
    settle()

    with django_assert_max_num_queries(14):
        assert client.get(GOODS).status_code == 200
    with django_assert_max_num_queries(16):
        assert client.get(reverse("stats:ocop")).status_code == 200


def test_goods_list_counts_what_the_figure_counts(client, official, tea_seller):
    certify(make_listing(tea_seller, "Chè sao"), 4, ends_in=500)
    make_listing(tea_seller, "Chè ít", stock=1)
    settle()

    assert client.get(GOODS).context["count"] == 2
    assert client.get(GOODS, {"loc": "ocop", "xa": "05503"}).context["count"] == 1
    assert client.get(GOODS, {"loc": "sap-het-hang"}).context["count"] == 1
    assert client.get(GOODS, {"xa": "99999"}).status_code == 404


def test_commune_official_sees_certificates_of_the_own_commune(client, tea_seller):
    certify(make_listing(tea_seller, "Chè sao"), 4, ends_in=30)
    certify(make_listing(make_seller("HTX Mật", "05692"), "Mật sao"), 4, ends_in=30)
    client.force_login(make_official("commune_official", commune="05503"))

    html = client.get(reverse("stats:ocop")).content.decode()

    assert "Chè sao" in html
    assert "Mật sao" not in html


@pytest.mark.parametrize("count", [1, 30])
def test_markets_need_few_queries(client, official, count, django_assert_max_num_queries):
    commune = Commune.objects.get(code="05503")
    for number in range(count):
        Market.objects.create(
            name=f"Chợ {number}",
            slug=f"cho-{number}",
            commune=commune,
            market_class=1 + number % 3,
            traders=20,
            qr_traders=5,
            is_40_since=days_ago(10),
        )

    with django_assert_max_num_queries(14):
        answer = client.get(reverse("stats:markets"))

    assert answer.context["tiles"][0].number == str(count)
    assert answer.context["tiles"][1].change.replace("\xa0", " ").startswith("25 %")


def test_seller_shows_figures_goods_and_orders(client, official, tea_seller):
    make_listing(tea_seller, "Chè búp")
    complete(make_seller_order(tea_seller.partner, (TEA, 1, 90_000)))
    settle()

    context = client.get(reverse("stats:seller", args=[tea_seller.partner_id])).context

    assert context["tiles"][0].number == "90"
    assert context["by_month"].foot[2] == "90.000"
    assert len(context["goods"].rows) == 1
    assert len(context["orders"].rows) == 1


def test_moved_seller_shows_each_commune_its_own_orders(client, tea_seller):
    complete(make_seller_order(tea_seller.partner, (TEA, 1, 90_000), commune_code="05692"))
    complete(make_seller_order(tea_seller.partner, (TEA, 1, 10_000)))
    settle()
    client.force_login(make_official("commune_official", commune="05692"))

    context = client.get(reverse("stats:seller", args=[tea_seller.partner_id])).context

    assert context["tiles"][0].number == "90"
    assert len(context["orders"].rows) == 1


def test_moved_seller_hides_goods_of_the_new_commune(client, tea_seller):
    make_listing(tea_seller, "Chè nơi khác")
    complete(make_seller_order(tea_seller.partner, commune_code="05692"))
    settle()
    client.force_login(make_official("commune_official", commune="05692"))

    answer = client.get(reverse("stats:seller", args=[tea_seller.partner_id]))

    assert "Chè nơi khác" not in answer.content.decode()
    assert answer.context["tiles"][2].number == "0"
    assert answer.context["crumbs"][1]["url"] == ""


def test_seller_counts_goods_beyond_the_table(client, official, tea_seller):
    for number in range(goods.PER_PAGE + 5):
        make_listing(tea_seller, f"Chè {number}", stock=2)
    settle()

    context = client.get(reverse("stats:seller", args=[tea_seller.partner_id])).context

    assert context["tiles"][2].number == "55"
    assert context["tiles"][2].change == "55 sản phẩm sắp hết hàng"
    assert len(context["goods"].rows) == 50
    assert context["goods"].foot[3] == "110"


def test_seller_links_lead_to_the_figures_that_were_shown(client, official, tea_seller):
    complete(make_seller_order(tea_seller.partner, (TEA, 1, 90_000)))
    complete(make_seller_order(tea_seller.partner, placed_on=days_ago(400)), days_ago(390))
    settle()
    url = reverse("stats:seller", args=[tea_seller.partner_id])

    context = client.get(url, {"ky": "thang", "nhom": HONEY, "kenh": "app"}).context

    assert context["tiles"][1].number == "1"
    assert client.get(context["tiles"][1].url).context["count"] == 1
    assert client.get(context["orders"].more[1]).context["count"] == 2


def test_code_that_only_has_cancelled_orders_is_listed(client, official, tea_seller):
    order = make_seller_order(tea_seller.partner, commune_code="77777", placed_on=days_ago(400))
    SellerOrder.objects.filter(pk=order.pk).update(state="cancelled", cancelled_on=days_ago(0))
    settle()

    assert client.get(ORDERS, {"xa": "77777", "so": "huy"}).context["count"] == 1
    assert client.get(ORDERS, {"xa": "055\x0003"}).status_code == 404
