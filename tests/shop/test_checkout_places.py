"""Finding the commune of an address by any name people know."""

import datetime as dt

import pytest

from places.models import Commune
from shop.checkout.places import MAX_FOUND, current_commune, search_places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "code", "was"),
    [
        ("phuc triu", "05488", "trước đây là xã Phúc Trìu"),
        ("Xã Phúc Trìu, TP Thái Nguyên", "05488", "trước đây là xã Phúc Trìu"),
        ("PHÚC TRÌU", "05488", "trước đây là xã Phúc Trìu"),
        ("tân cương", "05503", ""),
        ("xa tan cuong", "05503", ""),
        ("Chùa Hang", "05710", "trước đây là phường Chùa Hang, "),
    ],
)
def test_leads_any_name_to_the_present_commune(typed, code, was):
    best = search_places(typed, province_code="19")[0]

    assert best.code == code
    assert best.was.startswith(was)
    assert bool(best.was) == bool(was)


def test_leads_ba_hang_to_the_ward_that_took_it_in():
    best = search_places("ba hang")[0]

    assert best.province == "Thái Nguyên"
    assert "Ba Hàng, TP Phổ Yên" in best.was


@pytest.mark.parametrize("typed", ["Võ Nhai", "vo nhai", "huyện Võ Nhai", "H. Võ Nhai"])
def test_leads_a_former_district_to_all_its_communes(typed):
    found = search_places(typed)

    of_district = Commune.objects.filter(former_links__old_district="Võ Nhai").distinct()
    assert {row.code for row in found} >= set(of_district.values_list("code", flat=True))
    assert any(row.was == "trước đây thuộc huyện Võ Nhai" for row in found)


def test_puts_the_commune_that_bears_the_name_before_the_rest_of_its_district():
    assert search_places("vo nhai")[0].title == "Xã Võ Nhai"


def test_offers_every_commune_that_took_a_part_of_a_split_unit():
    found = search_places("cam giá")

    parts = {row.code: row.was for row in found if "một phần" in row.was}
    assert set(parts) == {"05467", "05500"}
    assert all("một phần phường Cam Giá" in was for was in parts.values())


def test_takes_a_code_for_no_name_since_numbers_were_used_twice():
    assert search_places("05467") == []
    # The number was phường Cam Giá until 30/6/2025; the commune of today is meant.
    assert current_commune("05467").name == "Gia Sàng"


def test_offers_no_commune_that_has_ended():
    Commune.objects.filter(code="05488").update(valid_to=dt.date(2025, 12, 31))

    assert "05488" not in {row.code for row in search_places("phuc triu")}
    assert current_commune("05488") is None


def test_puts_the_chosen_province_first():
    near = search_places("tân thành", province_code="19")[0]
    far = search_places("tân thành", province_code="96")[0]

    assert (near.province, far.province) == ("Thái Nguyên", "Cà Mau")


@pytest.mark.parametrize("typed", ["tan", "an", "thanh pho thai nguyen", "binh"])
def test_names_few_places_and_each_once(typed, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        found = search_places(typed, province_code="01")

    codes = [row.code for row in found]
    assert 0 < len(codes) <= MAX_FOUND
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("typed", ["", " ", "x", ",", "- -", "khong co noi nao"])
def test_finds_nothing_for_nothing(typed):
    assert search_places(typed) == []
