"""Reading a list of households into the database."""

import csv
import io
import json
import random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from xlsxwriter import Workbook

from sellers.households import importing
from sellers.households.rows import NoHeadings, hash_phone
from sellers.models import HouseholdImport, HouseholdRecord
from stats.models import DirtyKey

pytestmark = pytest.mark.django_db

HEADINGS = ["Mã hộ", "Chủ hộ", "Xã", "Xóm", "Số điện thoại"]


def row(number, **other):
    fields = {
        "code": f"TN{number:05d}",
        "name": "Nguyễn Thị Hoà",
        "commune": "Tân Cương",
        "hamlet": f"xóm {number % 7 + 1}",
        "phone": f"0912{number:06d}",
    } | other
    return list(fields.values())


def as_csv(path, rows, headings=HEADINGS, delimiter=";"):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([headings, *rows])
    return path


def as_xlsx(path, rows, headings=HEADINGS):
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, cells in enumerate([headings, *rows]):
            sheet.write_row(place, 0, cells)
    return path


def load(path, **words):
    refused = []
    outcome = importing.import_households(
        path, source="test", refused=lambda columns, verdict: refused.append(verdict), **words
    )
    return outcome, refused


def everything():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sellers_householdrecord ORDER BY id")
        return cursor.fetchall()


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_reads_households_with_their_commune_hamlet_and_hashed_phone(tmp_path, write):
    outcome, refused = load(write(tmp_path / "a", [row(1), row(2)]))

    found = HouseholdRecord.objects.get(code="TN00001")
    assert (outcome.counts["new"], refused) == (2, [])
    assert (found.head_name, found.commune_code, found.hamlet) == (
        "Nguyễn Thị Hòa", "05503", "xóm 2",
    )  # fmt: skip
    assert found.phone_hash == hash_phone("+84912000001")
    assert (found.claimed_at, found.source) == (None, "test")


def test_finds_columns_in_any_order_below_a_title_whatever_their_case(tmp_path):
    title = ["DANH SÁCH HỘ", "", "", ""]
    heads = ["STT", "SỐ ĐIỆN THOẠI", "ma xa", "Họ và tên chủ hộ", "MÃ HỘ"]
    rows = [heads, ["1", "", "05503", "Ma Thị Sáu", "A1"]]

    load(as_csv(tmp_path / "a.csv", rows, headings=title, delimiter=","))

    found = HouseholdRecord.objects.get()
    assert (found.code, found.head_name, found.commune_code) == ("A1", "Ma Thị Sáu", "05503")


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (["Mã hộ", "Chủ hộ"], r"xã \(hoặc mã xã\)"),
        (["Tên", "Xã"], "mã hộ, chủ hộ"),
        (["Mã hộ", "Chủ hộ", "Xã", "Xã"], "Có hai cột “Xã”"),
    ],
)
def test_says_which_column_is_missing_or_doubled(tmp_path, headings, words):
    with pytest.raises(NoHeadings, match=words):
        load(as_csv(tmp_path / "a.csv", [], headings=headings))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"code": ""}, "Thiếu mã hộ"),
        ({"code": "TN 1; DROP"}, "ký tự lạ"),
        ({"name": ""}, "Thiếu tên chủ hộ"),
        ({"name": "12345"}, "viết bằng chữ"),
        ({"name": "=HYPERLINK(1)"}, "viết bằng chữ"),
        ({"name": "NguyÔn ThÞ Hµ a¸ a¹"}, "phông cũ"),
        ({"name": "A" * 121}, "dài quá"),
        ({"commune": ""}, "Chưa ghi xã"),
        ({"commune": "Xã Lạ"}, "Không có xã"),
        ({"commune": "Sông Cầu"}, "nay thuộc nhiều nơi"),
        ({"hamlet": "x" * 81}, "Tên xóm dài"),
        ({"hamlet": "<b>1</b>"}, "Tên xóm có ký tự lạ"),
        ({"phone": "09123"}, "thiếu 5 số"),
        ({"phone": "chưa có"}, "chỉ gồm chữ số"),
    ],
)
def test_refuses_an_unfit_row_with_a_reason_and_takes_the_others(tmp_path, other, words):
    outcome, refused = load(as_csv(tmp_path / "a.csv", [row(1), row(2, **other), row(3)]))

    assert (outcome.counts["new"], outcome.counts["refused"]) == (2, 1)
    assert words in refused[0].reason
    assert (refused[0].number, refused[0].cells) == (3, row(2, **other))


@pytest.mark.parametrize(
    ("phone", "kept"),
    [(912345678, "+84912345678"), ("0912.345.678", "+84912345678"), ("02083852114", ""), ("", "")],
)
def test_reads_phones_as_excel_keeps_them(tmp_path, phone, kept):
    load(as_xlsx(tmp_path / "a.xlsx", [row(1, phone=phone)]))

    assert HouseholdRecord.objects.get().phone_hash == (hash_phone(kept) if kept else "")


def test_a_code_counts_once_in_a_file(tmp_path):
    _outcome, refused = load(as_csv(tmp_path / "a.csv", [row(1), row(2), row(1, name="Lê Văn B")]))

    assert "đã có ở dòng 2" in refused[0].reason
    assert HouseholdRecord.objects.get(code="TN00001").head_name == "Nguyễn Thị Hòa"


def test_the_same_file_again_touches_no_row_and_marks_no_figure(tmp_path):
    path = as_xlsx(tmp_path / "a.xlsx", [row(n) for n in range(30)])
    load(path)
    before = everything()
    DirtyKey.objects.all().delete()

    outcome, _refused = load(path)

    assert (outcome.counts["same"], outcome.counts["new"]) == (30, 0)
    assert everything() == before
    assert not DirtyKey.objects.exists()


def test_a_changed_row_changes_what_the_list_says_and_nothing_else(tmp_path):
    load(as_csv(tmp_path / "a.csv", [row(1), row(2)]))
    HouseholdRecord.objects.filter(code="TN00001").update(
        claimed_at=timezone.now(), last_active_on="2026-01-02"
    )
    before = HouseholdRecord.objects.get(code="TN00001")

    outcome, _refused = load(as_csv(tmp_path / "b.csv", [row(1, hamlet="xóm Mới"), row(2)]))

    after = HouseholdRecord.objects.get(code="TN00001")
    assert (outcome.counts["changed"], outcome.counts["same"]) == (1, 1)
    assert (after.hamlet, after.pk) == ("xóm Mới", before.pk)
    assert (after.claimed_at, after.last_active_on) == (before.claimed_at, before.last_active_on)


def test_a_preview_says_the_same_and_writes_nothing(tmp_path):
    path = as_csv(tmp_path / "a.csv", [row(1), row(2, phone="1")])

    outcome, refused = load(path, is_preview=True)

    assert (outcome.counts["new"], len(refused), len(outcome.first)) == (1, 1, 2)
    assert not HouseholdRecord.objects.exists()
    assert not HouseholdImport.objects.exists()


def test_a_killed_run_goes_on_after_its_last_batch(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 10)
    rows = [row(n, **({"phone": "1"} if n % 10 == 0 else {})) for n in range(1, 46)]
    path = as_csv(tmp_path / "a.csv", rows)

    def die(outcome):
        if outcome.rows == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(path, progress=die)
    half = HouseholdImport.objects.get()
    assert (half.last_row, half.ended_at, HouseholdRecord.objects.count()) == (21, None, 18)
    written = []
    real = importing._write
    monkeypatch.setattr(
        importing, "_write", lambda batch, source: (written.extend(batch), real(batch, source))
    )

    outcome, refused = load(path, resume=True)

    run = HouseholdImport.objects.get()
    fit = [one.number for one in written if one.household]
    assert (min(fit), HouseholdRecord.objects.count()) == (22, 41)
    assert (outcome.counts["new"], outcome.counts["refused"]) == (41, 4)
    assert [one.number for one in refused] == [11, 21, 31, 41]
    assert (run.created, run.refused, bool(run.ended_at)) == (41, 4, True)


def test_a_batch_and_how_far_it_is_come_together_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "_count", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load(as_csv(tmp_path / "a.csv", [row(1)]))

    assert not HouseholdRecord.objects.exists()
    assert HouseholdImport.objects.get().last_row == 0


def test_there_is_nothing_to_resume_of_another_or_a_finished_file(tmp_path):
    path = as_csv(tmp_path / "a.csv", [row(1)])
    load(path)

    with pytest.raises(importing.NothingToResume):
        load(path, resume=True)


def test_reports_every_damaged_row_of_a_large_file(tmp_path):
    chance = random.Random(1)
    damaged = set(chance.sample(range(3_000), 30))
    damage = [{"name": ""}, {"phone": "0"}, {"commune": "?"}, {"code": ""}]
    rows = [row(n, **(chance.choice(damage) if n in damaged else {})) for n in range(3_000)]

    _outcome, refused = load(as_xlsx(tmp_path / "a.xlsx", rows))

    assert {one.number - 2 for one in refused} == damaged
    assert all(one.reason for one in refused)
    assert HouseholdRecord.objects.count() == 2_970


def run_command(*words):
    out = io.StringIO()
    call_command("import_households", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_writes_a_file_of_errors_that_can_be_mended_and_imported(tmp_path):
    path = as_csv(tmp_path / "a.csv", [row(1), row(2, name="=cmd|x"), row(3, phone="+84 912")])
    errors = tmp_path / "errors.csv"

    said = json.loads(run_command(str(path), "--json", "--errors", str(errors)))

    listed = list(csv.reader(errors.open(encoding="utf-8-sig")))
    assert (said["rows"], said["new"], said["refused"]) == (3, 1, 2)
    assert listed[0] == ["Dòng", "Lý do", *HEADINGS]
    assert listed[1][:1] + listed[1][3:4] == ["3", "'=cmd|x"]
    assert listed[2][-1] == "'+84 912"
    mended = errors.read_text(encoding="utf-8-sig").replace("=cmd|x", "Lê Thị A")
    fixed = tmp_path / "fixed.csv"
    fixed.write_text(mended.replace("+84 912", "+84 912345678"), encoding="utf-8")
    assert json.loads(run_command(str(fixed), "--json"))["new"] == 2


def test_the_command_previews_in_words(tmp_path):
    said = run_command(str(as_csv(tmp_path / "a.csv", [row(1), row(2, phone="1")])), "--dry-run")

    assert "Xem trước, chưa ghi gì." in said
    assert "Cột: Mã hộ | Chủ hộ | Xã | Xóm | Số điện thoại" in said
    assert "dòng 3: TN00002" in said
    assert "2 dòng: 1 mới, 0 thay đổi, 0 giữ nguyên, 1 không nhận" in said


@pytest.mark.parametrize("name", ["missing.csv", "note.xlsx"])
def test_the_command_fails_in_words_for_a_file_that_is_none(tmp_path, name):
    (tmp_path / "note.xlsx").write_bytes(b"PK\x03\x04 no zip")

    with pytest.raises(CommandError, match=r"Không có tệp|hỏng"):
        run_command(str(tmp_path / name))
