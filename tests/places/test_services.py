"""The system reads the facts about provinces and communes."""

import csv
import json
import unicodedata

import pytest
from django.core.management import call_command

from common.text import canonical_tone
from places.models import Commune, CommuneLink, Province
from places.services import COMMUNES_FILE, THAI_NGUYEN_FILE, import_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported():
    return import_places()


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_whole_country_has_34_provinces_and_3321_communes(imported):
    assert Province.objects.count() == imported.provinces == 34
    assert Commune.objects.count() == imported.communes == 3_321


def test_thai_nguyen_has_77_communes_and_15_wards(imported):
    here = Commune.objects.in_province("19").current()

    assert here.filter(kind="xã").count() == 77
    assert here.filter(kind="phường").count() == 15
    assert here.filter(former_area="BK").count() == 37


def test_thai_nguyen_is_stored_as_the_decision_writes_it(imported):
    stored = set(Commune.objects.in_province("19").values_list("code", "kind", "name"))

    assert stored == {(r["code"], r["kind"], r["name"]) for r in rows_of(THAI_NGUYEN_FILE)}


def test_every_thai_nguyen_commune_has_its_own_place_on_the_tile_map(imported):
    here = Commune.objects.in_province("19").on_tile_map()

    assert len(set(here.values_list("tile_col", "tile_row"))) == 92


def test_codes_are_zero_padded_text(imported):
    assert Commune.objects.get(name="Đức Xuân", province__code="19").code == "01840"
    assert {len(code) for code in Commune.objects.values_list("code", flat=True)} == {5}
    assert Province.objects.get(code="01").name == "Hà Nội"


def test_reading_the_facts_twice_changes_nothing(imported, django_assert_max_num_queries):
    before = list(Commune.objects.order_by("pk").values())

    with django_assert_max_num_queries(10):
        again = import_places()

    assert (again.created, again.changed, again.removed) == (0, 0, 0)
    assert list(Commune.objects.order_by("pk").values()) == before


def test_a_wrong_name_and_a_stray_link_are_put_right(imported):
    commune = Commune.objects.get(code="05503")
    Commune.objects.filter(pk=commune.pk).update(name="Sai", province=Province.objects.first())
    CommuneLink.objects.create(old_name="Lạ", old_name_folded="la", new=commune)

    again = import_places()

    commune.refresh_from_db()
    assert (again.created, again.changed, again.removed) == (0, 1, 1)
    assert commune.full_name == "xã Tân Cương"
    assert commune.province.code == "19"


def test_a_commune_that_left_the_files_stays(imported):
    Commune.objects.create(
        code="99999", kind="xã", name="Cũ", name_folded="cu", province=Province.objects.first()
    )

    import_places()

    assert Commune.objects.filter(code="99999").exists()


def test_only_three_former_units_are_split(imported):
    split = CommuneLink.objects.filter(kind="partial")

    assert CommuneLink.objects.count() == 283
    assert sorted(set(split.values_list("old_name", flat=True))) == [
        "Cam Giá",
        "Gia Sàng",
        "Thượng Đình",
    ]
    assert split.count() == 6


def test_the_facts_file_is_clean():
    rows = rows_of(COMMUNES_FILE)

    assert len(rows) == 3_321 - 92
    assert not [row for row in rows if row["province_code"] == "19"]
    for row in rows:
        assert row["name"] == canonical_tone(row["name"]).strip()
        assert unicodedata.is_normalized("NFC", row["name"])


def test_the_command_reports_what_it_did(imported, capsys):
    CommuneLink.objects.filter(kind="partial").delete()

    call_command("import_places", "--json")

    report = json.loads(capsys.readouterr().out)
    assert report["communes"] == 3_321
    assert report["created"] == 6


def test_an_empty_database_is_filled(imported):
    CommuneLink.objects.all().delete()
    Commune.objects.all().delete()
    Province.objects.all().delete()

    result = import_places()

    assert result.created == 34 + 3_321 + 283
