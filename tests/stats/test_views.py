"""The officials' pages: who may open them, what they show, what they never show."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from common.csv_text import safe_cell
from common.dates import local_today, month_label
from markets.models import Market
from places.models import Commune
from stats import draining, proof, queries
from stats.models import DirtyKey, ProofRun
from stats.period import read_period
from stats.scopes import scope_of
from tests.factories import make_listing, make_official, make_seller, make_user
from tests.operators import sign_in
from tests.stats.builders import (
    BUYER_NAME,
    BUYER_PHONE,
    HONEY,
    TEA,
    complete,
    days_ago,
    make_seller_order,
)
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(tea_seller):
    """One completed order of two sets in Tân Cương, still to be computed."""
    order = make_seller_order(tea_seller.partner, (TEA, 2, 100_000), (HONEY, 1, 50_000))
    complete(order)
    return order


def pages_of(order) -> dict[str, str]:
    return {
        "summary": reverse("stats:summary"),
        "own": reverse("stats:commune", args=["05503"]),
        "other": reverse("stats:commune", args=["05692"]),
        "seller": reverse("stats:seller", args=[order.partner_id]),
        "order": reverse("stats:order", args=[order.number]),
        "proof": reverse("stats:proof"),
        "parts": reverse("stats:parts"),
        "communes": reverse("stats:communes"),
        "compare": reverse("stats:compare") + "?xa=05503&xa=05692",
        "orders": reverse("stats:orders"),
        "orders-own": reverse("stats:orders") + "?xa=05503",
        "orders-other": reverse("stats:orders") + "?xa=05692",
        "orders-seller": reverse("stats:orders") + f"?ban={order.partner_id}",
        "goods": reverse("stats:goods"),
        "goods-other": reverse("stats:goods") + "?xa=05692",
        "ocop": reverse("stats:ocop"),
        "markets": reverse("stats:markets"),
        "csv": reverse("stats:download", args=["xa"]),
        "csv-other": reverse("stats:download", args=["thang"]) + "?xa=05692",
    }


#: Pages of which each official sees the own part.
EVERYWHERE = {"summary", "parts", "communes", "orders", "goods", "ocop", "markets", "csv"}


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("visitor", set()),
        ("shopper", set()),
        ("helper", set()),
        (
            "commune_official",
            EVERYWHERE | {"own", "seller", "order", "orders-own", "orders-seller"},
        ),
        ("far_official", EVERYWHERE | {"other", "orders-other", "goods-other", "csv-other"}),
        ("province_official", "all"),
        ("operator", "all"),
    ],
)
def test_each_role_opens_exactly_its_pages(client, sold, who, opens):
    makers = {
        "visitor": AnonymousUser,
        "shopper": make_user,
        "helper": lambda: make_official("helper"),
        "commune_official": lambda: make_official("commune_official", commune="05503"),
        "far_official": lambda: make_official("commune_official", commune="05692"),
        "province_official": lambda: make_official("province_official", province="19"),
        "operator": lambda: make_official("operator"),
    }
    user = makers[who]()
    if who != "visitor":
        sign_in(client, user)
    refused = 302 if who == "visitor" else 403

    answers = {name: client.get(url).status_code for name, url in pages_of(sold).items()}

    expected = {name: 200 if opens == "all" or name in opens else refused for name in answers}
    if who == "far_official":
        # Single sellers and orders of other communes do not exist for this official.
        expected |= {"seller": 404, "order": 404, "orders-own": 403, "orders-seller": 404}
    assert answers == expected


def test_visitor_is_sent_to_sign_in(client):
    answer = client.get(reverse("stats:summary"))

    assert answer["Location"].startswith("/tai-khoan/dang-nhap/")


def test_order_shows_in_its_commune_at_once_without_any_worker(client, official, sold):
    assert DirtyKey.objects.exists()

    shown = client.get(reverse("stats:summary")).context

    page = queries.summary(period=shown["period"])
    assert shown["total"] == page.total
    row = next(row for row in page.communes if row.code == "05503")
    assert (row.sales.placed, row.sales.completed, row.sales.completed_vnd) == (1, 1, 250_000)
    assert page.freshness.pending == 0
    assert proof.check_stats().ok


def test_buyer_is_nowhere_on_any_page(client, official, sold):
    for url in pages_of(sold).values():
        html = client.get(url).content.decode()

        assert BUYER_NAME not in html
        assert BUYER_PHONE.removeprefix("+84") not in html.replace(" ", "").replace(".", "")


def test_rows_add_up_to_their_totals(tea_seller):
    other = make_seller("HTX Mật", "05692")
    for day in range(0, 60, 7):
        complete(
            make_seller_order(
                tea_seller.partner,
                (TEA, 1, 33_000),
                (HONEY, 2, 7_000),
                ("", 1, 500),
                placed_on=days_ago(day),
            ),
            days_ago(day),
        )
        make_seller_order(other.partner, (HONEY, 3, 21_000), placed_on=days_ago(day))
    make_listing(other)
    settle()

    page = queries.summary(period=read_period({"ky": "nam"}))

    assert sum(row.sales.completed_vnd for row in page.communes) == page.total.completed_vnd
    assert sum(row.sales.completed_vnd for row in page.sets.rows) == page.total.completed_vnd
    assert sum(row.sales.completed_g for row in page.sets.rows) == page.total.completed_g
    assert sum(row.sales.completed_vnd for row in page.months) == page.total.completed_vnd
    assert sum(row.sales.placed for row in page.communes) == page.total.placed
    assert sum(row.so_far.listings for row in page.communes) == page.so_far.listings == 1
    assert page.total.completed_vnd > 0


def test_same_days_of_the_year_before_stand_beside(tea_seller):
    today = local_today()
    period = read_period({"ky": "thang"})
    complete(make_seller_order(tea_seller.partner), period.year_before.last)
    complete(make_seller_order(tea_seller.partner), today)
    settle()

    page = queries.summary(period=period)

    assert (page.total.completed, page.before.completed) == (1, 1)


def test_commune_official_sees_only_its_commune_in_the_summary(client, sold):
    make_seller_order(make_seller("HTX Mật", "05692").partner)
    client.force_login(make_official("commune_official", commune="05503"))

    answer = client.get(reverse("stats:summary"))

    assert answer.context["place"] == Commune.objects.get(code="05503").title
    assert answer.context["total"].placed == 1


def test_markets_count_from_the_day_they_met_the_criteria(client, official):
    commune = Commune.objects.get(code="05503")
    for number, since in enumerate((days_ago(1), days_ago(-9), None)):
        Market.objects.create(
            name=f"Chợ {number}",
            slug=f"cho-{number}",
            commune=commune,
            market_class=3,
            is_40_since=since,
        )

    html = client.get(reverse("stats:summary")).content.decode()

    so_far = queries.summary(period=read_period({})).so_far
    assert (so_far.markets_40, so_far.markets) == (1, 3)
    assert "trong 3 chợ" in html


def test_pages_say_what_they_are_and_up_to_when(client, official, sold):
    html = client.get(reverse("stats:summary")).content.decode()

    assert "Số liệu trên sàn, không phải toàn tỉnh" in html
    assert "Số liệu đến" in html
    assert "Mọi nhóm hàng" in html


def test_waiting_keys_are_shown_when_time_is_short(client, official, sold, monkeypatch):
    monkeypatch.setattr(draining, "read_repair", lambda: None)

    html = client.get(reverse("stats:summary")).content.decode()

    assert "ô đang tính" in html


def test_button_compares_and_keeps_the_outcome(client, official, sold):
    answer = client.post(reverse("stats:proof"), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("stats:proof")
    assert ProofRun.objects.get().differences == 0
    assert "Khớp 100 %" in answer.content.decode().replace("\xa0", " ")


def test_reading_the_proof_page_compares_nothing(client, official, sold):
    client.get(reverse("stats:proof"))

    assert not ProofRun.objects.exists()


def test_table_downloads_for_spreadsheets(client, official, sold):
    answer = client.get(reverse("stats:download", args=["xa"]))

    text = answer.content.decode()
    assert text.startswith("\ufeffMã,")
    assert "05503,Xã Tân Cương" in text or "05503,Phường Tân Cương" in text
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@x", "\tx"])
def test_names_never_run_as_formulas(text):
    assert safe_cell(text) == f"'{text}"


def test_unknown_pages_are_not_found(client, official):
    assert client.get(reverse("stats:commune", args=["99999"])).status_code == 404
    assert client.get(reverse("stats:order", args=["X"])).status_code == 404
    assert client.get(reverse("stats:download", args=["mat-khau"])).status_code == 404


def test_empty_market_still_has_a_page(client, official):
    answer = client.get(reverse("stats:summary"))

    assert answer.status_code == 200
    assert "Chưa có đơn hoàn tất" in answer.content.decode()


def test_operator_sees_the_whole_province():
    assert scope_of(make_official("operator")).is_whole
    assert scope_of(make_user()) is None


def test_badge_of_a_short_comparison_says_from_when_and_not_all(client, official, sold):
    settle()
    proof.check_stats(since=proof.recently())

    shown = client.get(reverse("stats:summary")).context["proof"]

    assert f"Khớp với đơn hàng từ {month_label(proof.recently())}" in shown["title"]
    assert "100" not in shown["title"]
    proof.check_stats()
    assert "100" in client.get(reverse("stats:summary")).context["proof"]["title"]
