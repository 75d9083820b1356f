"""Printing slips: who may, for whom, and what the paper says."""

import io
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from sellers.households import sheets, slips
from sellers.models import ClaimCode, ClaimSheet
from tests import factories
from tests.operators import enter
from tests.sellers.households import made

pytestmark = pytest.mark.django_db

HO = "/duyet/ho/"
OWN, FAR = "05818", "05503"


@pytest.fixture
def official(client):
    user = factories.make_official("commune_official", commune=OWN)
    client.force_login(user)
    return user


def print_slips(client, code=OWN, **words):
    return client.post(f"{HO}{code}/in/", {"hamlet": "xóm Đồng Đình", **words})


def test_an_official_prints_a_hamlet_and_the_print_is_kept_with_who_asked(client, official):
    for number in range(9):
        made.make_household(f"Hộ Số {number}")
    made.make_household("Hộ Xóm Khác", hamlet="xóm Khác")
    made.make_household("Hộ Đã Nhận", claimed_at=timezone.now())

    answer = print_slips(client)

    sheet = ClaimSheet.objects.get()
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert (sheet.slips, sheet.issued_by) == (9, official)
    assert sheet.issuer_label == "Cán bộ, cán bộ xã, phường"
    assert ClaimCode.objects.count() == 9
    assert "Cán bộ, cán bộ xã, phường" in client.get(f"{HO}{OWN}/").content.decode()


def test_hamlets_stand_in_the_order_of_their_numbers(client, official):
    for name in ("xóm 10", "", "xóm 2", "Đồng Tâm", "xóm Bãi"):
        made.make_household(hamlet=name)

    hamlets = client.get(f"{HO}{OWN}/").context["hamlets"]

    assert [one.name for one in hamlets] == ["", "Đồng Tâm", "xóm 2", "xóm 10", "xóm Bãi"]


def test_a_second_print_leaves_the_slips_that_are_out_alone(client, official):
    made.make_household("Hộ Cũ")
    print_slips(client)
    before = ClaimCode.objects.get()

    again = print_slips(client)
    made.make_household("Hộ Mới")
    print_slips(client)

    before.refresh_from_db()
    assert (again.status_code, before.replaced_at) == (302, None)
    assert ClaimCode.objects.count() == 2


def test_a_lost_slip_is_replaced_for_one_household(client, official):
    lost, other = made.make_household("Hộ Mất"), made.make_household("Hộ Khác")
    print_slips(client)

    print_slips(client, household=str(lost.pk))

    assert ClaimCode.objects.filter(household=lost, replaced_at=None).count() == 1
    assert ClaimCode.objects.filter(household=lost).count() == 2
    assert ClaimCode.objects.filter(household=other, replaced_at=None).count() == 1
    assert [sheet.slips for sheet in ClaimSheet.objects.all()] == [1, 2]


def test_an_official_sees_and_prints_the_own_commune_only(client, official):
    far = made.make_household("Hộ Nơi Khác", commune=FAR)

    for address in (f"{HO}{FAR}/", f"{HO}{FAR}/xom/?ten=x", f"{HO}99999/"):
        assert client.get(address).status_code == 404
    assert print_slips(client, FAR).status_code == 404
    # A household of another commune does not come with the own address either.
    assert print_slips(client, OWN, household=str(far.pk)).status_code == 302
    assert client.get(HO).url == f"{HO}{OWN}/"
    assert not ClaimCode.objects.exists()


def test_an_operator_reaches_every_commune(client):
    enter(client, factories.make_official("operator"))
    made.make_household()
    made.make_household(commune=FAR)

    page = client.get(HO).content.decode()

    assert f"{HO}{OWN}/" in page
    assert f"{HO}{FAR}/" in page
    assert print_slips(client, FAR)["Content-Type"] == "application/pdf"


def test_officials_of_the_province_helpers_and_sellers_print_nothing():
    made.make_household()
    people = [
        factories.make_official("province_official", province="19"),
        factories.make_official("helper", commune=OWN),
        factories.owner_of(factories.make_seller()),
    ]
    for person in people:
        browser = Client()
        browser.force_login(person)
        assert browser.get(HO).status_code == 403
        assert print_slips(browser).status_code == 403


def test_the_hamlet_page_tells_who_has_what_and_finds_a_name(client, official):
    made.make_household("Nguyễn Văn An")
    made.make_household("Lê Thị Hoa", claimed_at=timezone.now())
    address = f"{HO}{OWN}/xom/"

    page = client.get(address, {"ten": "xóm Đồng Đình"}).content.decode()
    found = client.get(address, {"ten": "xóm Đồng Đình", "q": "Lê Thị"}).content.decode()

    assert "2 hộ: 1 đã nhận, 0 đang giữ phiếu, 1 chưa có phiếu." in page
    assert "In 1 phiếu" in page
    assert "Nguyễn Văn An" in page
    assert "Nguyễn Văn An" not in found
    assert client.get(address, {"ten": "xóm Lạ"}).status_code == 404


@pytest.mark.parametrize("page", [f"{HO}{OWN}/", f"{HO}{OWN}/xom/?ten=x%C3%B3m+1", HO])
def test_pages_ask_as_much_for_thirty_rows_as_for_one(client, django_assert_max_num_queries, page):
    enter(client, factories.make_official("operator"))
    for number in range(30):
        made.make_household(f"Hộ {number}", hamlet="xóm 1")
        made.make_household(f"Hộ {number}", hamlet=f"xóm {number + 2}")
        sheets.issue_sheet(commune_code=OWN, hamlet=f"xóm {number + 2}", issuer_label="x")
    client.get(page)

    with django_assert_max_num_queries(22):
        assert client.get(page).status_code == 200


def test_the_paper_says_name_place_code_and_what_to_do(household, monkeypatch, settings):
    settings.SITE_URL = "https://nongsan.example"
    said = {}
    real = slips.make_pdf
    monkeypatch.setattr(
        slips,
        "make_pdf",
        lambda template, data, **words: said.update(data) or real(template, data, **words),
    )
    issued = sheets.issue_sheet(
        commune_code=OWN, hamlet=household.hamlet, issuer_label="Bà Hoa", household_id=household.pk
    )

    file = slips.draw_slips(issued)

    slip, code = said["slips"][0], issued.slips[0].code
    assert (slip["name"], slip["hamlet"], said["commune"]) == (
        "Nguyễn Văn An", "xóm Đồng Đình", "Xã La Bằng",
    )  # fmt: skip
    assert slip["code"] == f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert len(said["lines"]) == 3
    assert "nongsan.example/nhan‑tai‑khoan/" in said["lines"][0]
    assert "Bà Hoa" in said["foot"]
    assert slips.claim_url(code) == f"https://nongsan.example/nhan-tai-khoan/?ma={code}"
    assert slip["qr"].startswith("<svg")
    assert len(re.findall(rb"/Type\s*/Page\b", file)) == 1


@pytest.mark.parametrize(("count", "pages"), [(8, 1), (9, 2), (40, 5)])
def test_eight_slips_fill_a_page_even_with_long_names(count, pages):
    name = "Nghiêng Ngưỡng Đường Trượng Thị Huyền Trang " * 2
    for number in range(count):
        made.make_household(f"{name}{number}", hamlet="Tổ dân phố số 12 khu Nghiêng Ngưỡng " * 2)

    issued = sheets.issue_sheet(
        commune_code=OWN, hamlet="Tổ dân phố số 12 khu Nghiêng Ngưỡng " * 2, issuer_label="x"
    )

    file = slips.draw_slips(issued)

    assert len(re.findall(rb"/Type\s*/Page\b", file)) == pages


def run_command(*words):
    out = io.StringIO()
    call_command("claim_sheets", *words, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_the_command_writes_a_file_per_hamlet_and_passes_over_who_has_a_slip(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_SLIPS", 2)
    for number in range(3):
        made.make_household(f"Hộ {number}", hamlet="xóm 1")
    made.make_household("Hộ Lẻ", hamlet="")

    first = run_command("--commune", OWN, "--output", str(tmp_path))
    second = run_command("--commune", OWN, "--output", str(tmp_path))
    one = made.make_household("Hộ Mới", hamlet="xóm 1")
    third = run_command("--commune", OWN, "--hamlet", "xóm 1", "--output", str(tmp_path))

    assert (first["hamlets"], first["slips"]) == (2, 4)
    assert [file["slips"] for file in first["files"]] == [1, 2, 1]
    assert all((tmp_path / file["file"]).read_bytes()[:4] == b"%PDF" for file in first["files"])
    assert (second["slips"], second["files"]) == (0, [])
    assert third["slips"] == 1
    assert one.claim_codes.get().sheet.issuer_label.startswith("Dòng lệnh trên máy chủ")


@pytest.mark.parametrize("words", [("99999",), (OWN,), (OWN, "--hamlet", "xóm Lạ")])
def test_the_command_says_when_there_is_nobody(words):
    with pytest.raises(CommandError, match=r"Không có"):
        call_command("claim_sheets", "--commune", *words)
