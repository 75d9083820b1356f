"""The table of communes, communes side by side, one commune."""

import re

import pytest
from django.urls import reverse

from common.dates import local_today
from places.models import Commune, CommuneLink
from stats import queries
from stats.pages import commune as commune_page
from stats.period import read_period
from stats.scopes import Scope
from tests.factories import make_listing, make_official, make_seller
from tests.stats.builders import HONEY, TEA, complete, make_seller_order
from tests.stats.conftest import MOST_QUERIES, settle

pytestmark = pytest.mark.django_db

TABLE = "/thong-ke/xa/"


@pytest.fixture
def sold(tea_seller):
    """Tea of 250 thousand from Tân Cương, honey of 900 thousand in two orders from Đồng Hỷ."""
    complete(make_seller_order(tea_seller.partner, (TEA, 2, 100_000), (HONEY, 1, 50_000)))
    other = make_seller("HTX Mật", "05692")
    for price in (500_000, 400_000):
        complete(make_seller_order(other.partner, (HONEY, 1, price)))
    settle()
    return other


def codes_of(client, **words) -> list[str]:
    return [row.code for row in client.get(TABLE, words).context["rows"]]


@pytest.mark.parametrize("communes", [1, 30])
def test_table_needs_few_queries(client, official, communes, django_assert_max_num_queries):
    for commune in Commune.objects.on_tile_map()[:communes]:
        complete(make_seller_order(make_seller(f"Hộ {commune.code}", commune.code).partner))
    settle()

    with django_assert_max_num_queries(MOST_QUERIES // 2):
        assert client.get(TABLE).status_code == 200


def test_table_starts_with_the_highest_value(client, official, sold):
    assert codes_of(client)[:2] == ["05692", "05503"]
    assert codes_of(client, chieu="tang")[-2:] == ["05503", "05692"]


@pytest.mark.parametrize(
    "sort", ["ten", "dat", "don", "gia-tri", "tang", "ban", "co-so", "san-pham", "ocop", "ho"]
)
def test_every_heading_sorts_both_ways(client, official, sold, sort):
    answer = client.get(TABLE, {"sap-xep": sort, "chieu": "tang"})
    falling = codes_of(client, **{"sap-xep": sort, "chieu": "giam"})

    assert answer.status_code == 200
    assert 'aria-sort="ascending"' in answer.content.decode()
    assert len(falling) == len(answer.context["rows"])


def test_names_rise_first(client, official):
    html = client.get(TABLE).content.decode()

    assert re.search(r"sap-xep=ten&amp;chieu=tang", html)


@pytest.mark.parametrize("typed", ["tan cuong", "TÂN CƯƠNG", "tân cuong"])
def test_name_is_found_without_its_marks(client, official, typed):
    assert codes_of(client, q=typed) == ["05503"]


def test_nothing_found_says_so(client, official):
    html = client.get(TABLE, {"q": "Zét"}).content.decode()

    assert "Không có xã, phường nào tên như “Zét”" in html


def test_table_narrows_to_an_area_and_a_kind(client, official):
    everything = set(codes_of(client))
    areas = [set(codes_of(client, vung=area)) for area in ("BK", "TN")]
    kinds = [set(codes_of(client, loai=kind)) for kind in ("xa", "phuong")]

    assert areas[0] | areas[1] == everything
    assert not areas[0] & areas[1]
    assert kinds[0] | kinds[1] == everything
    assert not kinds[0] & kinds[1]


def test_total_is_that_of_the_rows_shown(client, official, sold):
    html = client.get(TABLE, {"q": "tan cuong"}).content.decode()

    foot = re.search(r"<tfoot>.*</tfoot>", html).group()
    assert "250.000" in foot
    assert "Cộng 1<" in foot


def test_nonsense_words_count_as_not_given(client, official):
    answer = client.get(TABLE, {"sap-xep": "x", "chieu": "y", "vung": "z", "loai": "%00"})

    assert answer.status_code in (200, 404)
    assert client.get(TABLE, {"sap-xep": "x", "vung": "z"}).context["count"] == 92


def test_commune_official_sees_the_own_row_only(client, sold):
    client.force_login(make_official("commune_official", commune="05503"))

    assert codes_of(client) == ["05503"]
    assert "So sánh 2–4" not in client.get(TABLE).content.decode()


def test_two_communes_stand_side_by_side(client, official, sold):
    answer = client.get(reverse("stats:compare"), {"xa": ["05503", "05692"]})

    lines = {row[0]: row[1:] for row in answer.context["figures"].rows}
    assert lines["Giá trị, đồng"] == ("250.000", "900.000")
    assert len(answer.context["months"].smalls) == 2
    assert "Cùng thang đo" in answer.content.decode()


def test_one_commune_alone_is_not_compared(client, official):
    answer = client.get(reverse("stats:compare"), {"xa": "05503"})

    assert "Đánh dấu từ 2 đến 4" in answer.content.decode()


def test_at_most_four_communes_are_compared(client, official):
    codes = list(Commune.objects.on_tile_map().values_list("code", flat=True)[:6])

    assert client.get(reverse("stats:compare"), {"xa": codes}).context["codes"] == codes[:4]


def test_communes_of_others_and_of_nobody_are_not_compared(client, official):
    assert client.get(reverse("stats:compare"), {"xa": ["05503", "99999"]}).status_code == 404
    client.force_login(make_official("commune_official", commune="05503"))
    assert client.get(reverse("stats:compare"), {"xa": ["05503", "05692"]}).status_code == 403


@pytest.mark.parametrize("sellers", [1, 30])
def test_commune_needs_few_queries(client, official, sellers, django_assert_max_num_queries):
    for number in range(sellers):
        complete(make_seller_order(make_seller(f"Hộ {number}", "05503").partner))
    settle()

    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(reverse("stats:commune", args=["05503"])).status_code == 200


def test_seller_rows_add_up_to_the_commune(client, official, sold):
    context = client.get(reverse("stats:commune", args=["05692"])).context

    assert context["row"].sales.completed_vnd == 900_000
    assert context["sellers"].foot[-2:] == ("2", "900.000")


def test_chosen_set_counts_only_its_lines(client, official, sold):
    context = client.get(reverse("stats:commune", args=["05503"]), {"nhom": TEA}).context

    assert context["row"].sales.completed_vnd == 200_000
    assert context["sellers"].foot[-1] == "200.000"


def test_small_drawings_of_the_sets_add_up_to_the_year(client, official, sold):
    sets = client.get(reverse("stats:commune", args=["05503"])).context["sets"]

    assert [small.name for small in sets.smalls] == ["Chè", "Mật ong"] or len(sets.smalls) == 2
    assert sets.figure.foot[1:] == ("200.000", "50.000")


@pytest.mark.parametrize("sort", ["ten", "loai", "san-pham", "chung-nhan", "dau", "don", "gia-tri"])
def test_sellers_sort_by_every_heading(client, official, sold, sort):
    answer = client.get(reverse("stats:commune", args=["05692"]), {"sap-xep": sort})

    assert answer.status_code == 200
    assert "aria-sort" in answer.content.decode()


def test_many_sellers_are_cut_short_and_still_all_counted(client, official, sold, monkeypatch):
    monkeypatch.setattr(commune_page, "_FIRST_SELLERS", 1)
    make_seller("Hộ thứ hai", "05503")
    url = "/thong-ke/xa/05503/"

    short, every = (client.get(url, words).context["sellers"] for words in ({}, {"tat-ca": 1}))

    assert (len(short.rows), len(every.rows)) == (1, 2)
    assert short.foot == every.foot
    assert short.more == ("Xem cả 2 cơ sở", "?tat-ca=1#nguoi-ban")
    assert every.more is None


def test_certificate_about_to_end_stands_out(client, official, sold):
    from tests.stats.test_goods import certify

    certify(make_listing(sold, "Mật", set_code=HONEY), 4, ends_in=40)

    html = client.get(reverse("stats:commune", args=["05692"])).content.decode()

    assert re.search(r'badge--wait">OCOP 4 sao, hết hạn', html)


def test_commune_says_what_it_used_to_be(client, official):
    commune = Commune.objects.get(code="05503")
    CommuneLink.objects.filter(new=commune).delete()
    CommuneLink.objects.create(
        new=commune, old_kind="xã", old_name="Thịnh Đức", old_district="Đại Từ", kind="partial"
    )

    html = client.get(reverse("stats:commune", args=["05503"])).content.decode()

    assert "Gồm xã Thịnh Đức (một phần) (huyện Đại Từ cũ)" in html


def test_empty_commune_says_whom_to_call(client, official):
    html = client.get(reverse("stats:commune", args=["05692"])).content.decode()

    assert "chưa có ai bán trên sàn" in html
    assert "đơn vị vận hành sàn" in html


def test_neighbours_are_for_the_province_only(client, official):
    html = client.get(reverse("stats:commune", args=["05503"])).content.decode()
    assert 'rel="prev"' in html
    client.force_login(make_official("commune_official", commune="05503"))

    html = client.get(reverse("stats:commune", args=["05503"])).content.decode()

    assert "Xã, phường trước và sau" not in html


def test_commune_official_learns_nothing_of_the_others_from_a_mean(client):
    own, other = make_seller("Hộ A", "05503").partner, make_seller("Hộ B", "05692").partner
    complete(make_seller_order(own, (TEA, 1, 100_000)))
    complete(make_seller_order(other, (TEA, 1, 7_654_321)))
    url, one_day = reverse("stats:commune", args=["05503"]), {"tu": str(local_today())}
    client.force_login(make_official("commune_official", commune="05503"))
    answer = client.get(url, one_day)
    page = queries.commune_page(
        commune_code="05503", period=read_period(one_day), scope=Scope(frozenset({"05503"}))
    )
    client.force_login(make_official("province_official", province="19"))
    of_province = client.get(url, one_day)

    assert page.total == page.row.sales
    assert page.months_of_all is None
    assert "mức chung" not in answer.content.decode()
    assert "mức chung" in of_province.content.decode()
    whole = queries.commune_page(commune_code="05503", period=read_period(one_day))
    assert whole.total.completed_vnd == 7_754_321


def test_seller_of_two_communes_counts_once_in_the_foot(client, official, tea_seller):
    complete(make_seller_order(tea_seller.partner, commune_code="05692"))
    complete(make_seller_order(tea_seller.partner))
    settle()

    whole = client.get(TABLE).content.decode()
    context = client.get(TABLE).context
    narrowed = client.get(TABLE, {"q": "Tân Cương"}).context

    assert sum(row.selling for row in context["rows"]) == 2
    assert re.search(r"<tfoot>.*?</tfoot>", whole).group().count(">1<") == 1
    assert "chỉ một lần" in whole
    assert "từng nơi" in narrowed["note"]


def test_small_drawings_lead_to_the_orders_of_the_year(client, official, tea_seller):
    first = local_today().replace(month=1, day=1)
    complete(make_seller_order(tea_seller.partner, placed_on=first), first)
    settle()
    url = reverse("stats:commune", args=["05503"])

    (tea,) = client.get(url, {"ky": "thang"}).context["sets"].smalls

    assert client.get(tea.url).context["count"] == 1
