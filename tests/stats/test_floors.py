"""Other floors' reports from files: right each time, with what was before, never inside ours."""

import io
import json
import re
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from stats.floors import importing
from stats.floors.reading import NoHeadings
from stats.models import FloorImport, FloorReport, PastFloorReport, SalesMonth
from stats.period import read_period
from stats.queries import freshness, summary
from stats.scopes import WHOLE
from tests.encodings import ENCODINGS
from tests.factories import make_user
from tests.stats.builders import complete, make_seller_order
from tests.stats.conftest import settle
from tests.stats.floor_files import HEAD, POSTMART, ROWS, VO_SO, WHOLE_FILE, known, run_file
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("stats.floors.reading.local_today", lambda: date(2026, 11, 22))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_report_says_the_same_in_every_encoding(encoding):
    outcome = run_file(ENCODINGS[encoding](WHOLE_FILE))

    assert outcome.counts == {"new": 2}
    assert known() == {"Postmart": POSTMART, "Vỏ Sò": VO_SO}
    assert FloorReport.objects.get(floor="Postmart").source == "Công văn 12/BC-SCT"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_report_twice_in_another_encoding_changes_nothing(encoding):
    run_file(WHOLE_FILE)

    outcome = run_file(ENCODINGS[encoding](WHOLE_FILE), name="lan-hai")

    assert outcome.counts == {"same": 2}
    assert known() == {"Postmart": POSTMART, "Vỏ Sò": VO_SO}
    assert not PastFloorReport.objects.exists()
    assert bool(outcome.seen) == (encoding == "utf-8")


def test_a_part_of_a_report_changes_its_rows_only():
    run_file(WHOLE_FILE)

    outcome = run_file(f"{HEAD}\r\n{ROWS[0].replace('9.200', '9.300')}\r\n")

    assert outcome.counts == {"changed": 1}
    assert known() == {"Postmart": (*POSTMART[:4], 9_300, POSTMART[5]), "Vỏ Sò": VO_SO}


def test_a_column_that_is_not_there_leaves_what_was_known():
    run_file(WHOLE_FILE)

    run_file("Sàn,Từ ngày,Đến ngày,Số đơn hàng\nvoso,2026-01-01,2026-09-30,6000\n")

    assert known()["Vỏ Sò"] == (*VO_SO[:4], 6_000, None)


def test_a_corrected_report_is_a_revision_and_the_old_one_is_kept():
    first, second = make_user(name="Ma Thị Lan"), make_user(name="Hà Văn Bắc")
    run_file(WHOLE_FILE, by=first)

    run_file(WHOLE_FILE.replace("9.200", "9.150"), by=second)

    report = FloorReport.objects.get(floor="Postmart")
    assert (report.revision, report.transactions, report.entered_by) == (2, 9_150, second)
    (past,) = report.past.all()
    assert (past.revision, past.transactions, past.entered_by) == (1, 9_200, first)
    assert past.came_with.file.open().read().decode() == WHOLE_FILE
    assert AuditEvent.objects.filter(action="floors.imported").count() == 2


def test_the_demo_makes_room_for_a_real_report():
    FloorReport.objects.create(
        floor="Postmart", period_from=POSTMART[0], period_to=POSTMART[1], products=1, is_demo=True
    )

    run_file(WHOLE_FILE)

    report = FloorReport.objects.get(floor="Postmart")
    assert (report.products, report.is_demo, report.revision) == (1_180, False, 1)


OUR_TABLES = re.compile(r'"(order_\w+|partner_\w+|catalogue_\w+|stat_(?!floor_)\w+|sellers_\w+)"')


def test_no_statement_of_an_import_reads_or_writes_our_own_figures():
    with CaptureQueriesContext(connection) as asked:
        run_file(WHOLE_FILE)
        run_file(WHOLE_FILE.replace("9.200", "9.150"))

    statements = [q["sql"] for q in asked.captured_queries]
    assert any('"stat_floor_report"' in sql for sql in statements)
    assert [sql for sql in statements if OUR_TABLES.search(sql)] == []


def test_the_pattern_would_see_a_read_of_our_sales():
    """Negative control."""
    with CaptureQueriesContext(connection) as asked:
        list(SalesMonth.objects.all())

    assert OUR_TABLES.search(asked.captured_queries[0]["sql"])


def test_own_totals_are_what_they_were(tea_seller):
    complete(make_seller_order(tea_seller.partner))
    settle()

    def totals():
        return summary(scope=WHOLE, period=read_period({}), up_to=freshness()).total

    before = totals()
    run_file(WHOLE_FILE)
    settle()

    assert totals() == before
    assert before.placed == 1


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (ROWS[0], "Trùng y dòng 2"),
        (ROWS[0].replace("9.200", "9.201"), "cùng sàn, cùng kỳ mà khác số"),
    ],
)
def test_rows_that_repeat_each_other_are_flagged(second, reason):
    outcome = run_file("\n".join([HEAD, ROWS[0], second]))

    assert reason in outcome.rows[1].reason
    assert FloorReport.objects.count() == (1 if "Trùng" in reason else 0)


def test_periods_that_overlap_and_figures_seen_before_are_pointed_out():
    run_file(WHOLE_FILE)

    outcome = run_file(
        "\n".join([HEAD, ROWS[0].replace("Tháng 9/2026", "Quý III/2026"),
                   ROWS[0].replace("Postmart.vn", "Sàn Mới")])
    )  # fmt: skip

    assert outcome.rows[0].flags == (
        "Chồng lên kỳ 01/09/2026–30/09/2026 đã có của sàn này.",
        "Giống y số của Postmart, kỳ 01/09/2026–30/09/2026.",
    )
    assert "Giống y số của Postmart" in outcome.rows[1].flags[0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Postmart;Tháng 13/2026;1;1;1;1;", "Không hiểu kỳ"),
        ("Postmart;Năm 2026;1;1;1;1;", "chưa hết"),
        ("Postmart;;1;1;1;1;", "Thiếu kỳ"),
        (";Tháng 9/2026;1;1;1;1;", "Thiếu tên sàn"),
        ("Sàn này;Tháng 9/2026;1;1;1;1;", "không nhập vào đây"),
        ("Postmart;Tháng 9/2026;nhiều;1;1;1;", "không phải số nguyên"),
        ("Postmart;Tháng 9/2026;1;1,5;1;1;", "không phải số nguyên"),
        ("Postmart;Tháng 9/2026;1;1;1;1,250;", "hai cách"),
        ("Postmart;Tháng 9/2026;-5;1;1;1;", "không phải số nguyên"),
        ("Postmart;Tháng 9/2026;1500.000;1;1;1;", "không phải số nguyên"),
        ("Postmart;Tháng 9/2026;;;;;", "không có số liệu"),
    ],
)
def test_a_row_that_cannot_be_understood_is_refused_with_the_reason(row, reason):
    outcome = run_file(f"{HEAD}\n{row}\n{ROWS[1]}")

    assert reason in outcome.rows[0].reason
    assert [report.floor for report in FloorReport.objects.all()] == ["Vỏ Sò"]


def test_a_file_without_the_columns_is_refused_before_anything_is_kept():
    with pytest.raises(NoHeadings, match="sàn, kỳ báo cáo"):
        run_file("Tên;Tuổi\nLan;5")

    assert not FloorImport.objects.exists()


def command(path, **options) -> dict:
    out = io.StringIO()
    call_command("import_floor_report", path, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_the_command_looks_ahead_then_enters(tmp_path):
    path = tmp_path / "postmart.csv"
    path.write_text(WHOLE_FILE)
    by = make_user(name="Ma Thị Lan", phone="+84912345678")

    assert command(path, dry_run=True)["new"] == 2
    assert not FloorReport.objects.exists()
    assert not FloorImport.objects.exists()
    assert command(path, by="0912345678")["new"] == 2
    assert (command(path)["same"], FloorReport.objects.count()) == (2, 2)
    assert set(FloorReport.objects.values_list("entered_by", flat=True)) == {by.pk}


def test_looking_ahead_leaves_what_waits_on_the_page(tmp_path):
    path = tmp_path / "postmart.csv"
    path.write_text(WHOLE_FILE)
    by = make_user(phone="+84912345678")
    waits = left_lying(by)

    command(path, by="0912345678", dry_run=True)

    assert list(FloorImport.objects.all()) == [waits]
    assert is_there(waits)


def test_the_command_says_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match="Không có tệp"):
        command(tmp_path / "khong-co.csv")


# Files that lie there and are not entered


def left_lying(by=None, content=WHOLE_FILE) -> FloorImport:
    return importing.upload(
        content=ContentFile(content.encode(), name="bao-cao.csv"), source="Sở", by=by
    )


def is_there(run: FloorImport) -> bool:
    is_row = FloorImport.objects.filter(pk=run.pk).exists()
    is_file = run.file.storage.exists(run.file.name)
    assert is_row == is_file
    return is_row


def test_a_new_upload_takes_the_place_of_the_own_one_only(django_capture_on_commit_callbacks):
    one, other = make_user(), make_user()
    own, others, nobodys = left_lying(one), left_lying(other), left_lying()

    with django_capture_on_commit_callbacks(execute=True):
        left_lying(one)
        left_lying()

    assert [is_there(run) for run in (own, others, nobodys)] == [False, True, True]


def test_an_upload_that_fails_leaves_the_one_before(monkeypatch):
    by = make_user()
    run = left_lying(by)
    monkeypatch.setattr(FloorImport, "save", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        left_lying(by)

    assert is_there(run)


def test_what_is_gone_is_not_entered(django_capture_on_commit_callbacks):
    by = make_user()
    run = left_lying(by)
    left_lying(by)

    with pytest.raises(importing.Gone):
        importing.apply(run=run, by=by)
    assert not FloorReport.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_entering_and_uploading_at_once_never_loses_the_evidence():
    by = make_user()
    for turn in range(4):
        run = left_lying(by, f"{HEAD}\nSàn {turn};Tháng 9/2026;1;1;1;1;")
        entered, _ = at_once([lambda: importing.apply(run=run, by=by), lambda: left_lying(by)])  # noqa: B023

        assert is_there(run) == isinstance(entered, importing.Outcome), entered
        assert isinstance(entered, (importing.Outcome, importing.Gone))
