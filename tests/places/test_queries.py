"""The system finds a commune by the name people know."""

import datetime as dt

import pytest

from places.models import Commune
from places.queries import communes_for_select, find_communes, provinces_for_select
from places.services import import_places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def facts(db):
    import_places()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Tân Cương", "05503"),
        ("tan cuong", "05503"),
        ("xã Tân Cương", "05503"),
        ("phuong tien", "05563"),
        ("Phượng Tiến", "05563"),
        ("phuc triu", "05488"),
        ("xã Phúc Trìu, TP Thái Nguyên", "05488"),
        ("thị trấn Chùa Hang", "05710"),
        ("dinh hoa", "05569"),
    ],
)
def test_the_best_match_is_the_commune_that_is_meant(typed, code):
    assert find_communes(typed, province_code="19")[0].code == code


def test_a_former_name_leads_to_the_present_commune():
    match = find_communes("phuc triu")[0]

    assert match.full_name == "xã Đại Phúc"
    assert match.former_name == "xã Phúc Trìu"
    assert not match.is_partial


def test_a_split_unit_offers_every_commune_that_took_a_part():
    matches = find_communes("cam gia", province_code="19", limit=2)

    assert {match.code for match in matches} == {"05467", "05500"}
    assert all(match.is_partial for match in matches)


def test_the_place_after_the_comma_decides_between_namesakes():
    near = find_communes("Tân Thành, Thái Nguyên")[0]
    far = find_communes("Tân Thành, Cà Mau")[0]

    assert near.province_name == "Thái Nguyên"
    assert far.province_name == "Cà Mau"


def test_two_communes_that_fold_alike_are_both_offered():
    codes = {match.code for match in find_communes("van lang", province_code="19")}

    assert {"02143", "05665"} <= codes


@pytest.mark.parametrize("typed", ["", "   ", ",", "không có nơi nào như thế"])
def test_nothing_is_offered_for_nothing(typed):
    assert find_communes(typed) == []


def test_finding_takes_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(find_communes("tan", limit=5)) == 5


def test_choices_follow_the_vietnamese_alphabet(django_assert_num_queries):
    with django_assert_num_queries(1):
        labels = [option.label for option in communes_for_select("19")]

    assert len(labels) == 92
    assert labels[:3] == ["xã An Khánh", "xã Ba Bể", "phường Bá Xuyên"]
    assert labels.index("xã Dân Tiến") < labels.index("xã Đại Phúc")
    assert provinces_for_select()[0].label == "An Giang"


def test_a_commune_that_ended_is_no_longer_a_choice():
    Commune.objects.filter(code="05503").update(valid_to=dt.date(2025, 12, 31))

    assert "05503" not in {option.code for option in communes_for_select("19")}
    assert Commune.objects.current(dt.date(2025, 12, 1)).filter(code="05503").exists()
    assert not Commune.objects.current(dt.date(2025, 6, 30)).exists()
