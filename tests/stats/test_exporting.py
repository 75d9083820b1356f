"""Files of figures: who may take which, that each is noted, and the pages around them."""

import csv
import hashlib
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from common.csv_text import safe_cell
from common.dates import local_today
from stats import exporting, queries
from stats.models import ExportEntry, OfficialReport, ProofRun
from stats.period import month_of, read_period
from stats.reports import making
from stats.scopes import Scope
from tests.factories import make_official
from tests.stats.builders import BUYER_NAME, BUYER_PHONE
from tests.stats.report_market import make_market, read_csv, read_xlsx

pytestmark = pytest.mark.django_db

OWN, FOREIGN = Scope(frozenset({"05503"})), Scope(frozenset({"05692"}))
MONTH = making.months_to_report()[0]


@pytest.fixture
def market():
    make_market()


@pytest.fixture
def province(client):
    user = make_official("province_official", province="19")
    client.force_login(user)
    return user


@pytest.fixture
def commune(client):
    user = make_official("commune_official", commune="05503")
    client.force_login(user)
    return user


def live(table: str, file_format: str) -> str:
    if file_format == "pdf":
        return reverse("stats:download-pdf")
    name = "stats:download" if file_format == "csv" else "stats:download-xlsx"
    return reverse(name, args=[table])


def filed(report: OfficialReport, file_format: str) -> str:
    return reverse("stats:report", args=[report.pk, file_format])


def differ() -> None:
    ProofRun.objects.create(at=timezone.now(), cells=9, pending=0, differences=2)


LIVE = [
    *[(table, "csv") for table in ("xa", "thang", "nhom", "sao")],
    *[(table, "xlsx") for table in ("xa", "thang", "nhom", "sao", "bao-cao")],
    ("bao-cao", "pdf"),
]


@pytest.mark.parametrize(("table", "file_format"), LIVE)
def test_every_file_that_leaves_is_noted(client, market, province, table, file_format):
    answer = client.get(live(table, file_format), {"ky": "nam", "kenh": "web"})

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert f'.{file_format}"' in answer["Content-Disposition"]
    entry = ExportEntry.objects.get()
    year = read_period({})
    assert entry.user == province
    assert entry.user_label == "Cán bộ, Cán bộ tỉnh"
    assert (entry.what, entry.file_format) == (table, file_format)
    assert entry.query == f"tu={year.first}&den={year.last}&kenh=web"
    assert entry.checksum == hashlib.sha256(answer.content).hexdigest()
    assert entry.rows > 0


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "pdf"])
def test_filed_report_is_noted_and_comes_out_the_same_each_time(
    client, market, province, file_format
):
    report = making.make_report(period=MONTH)

    first = client.get(filed(report, file_format))
    again = client.get(filed(report, file_format))

    assert first.status_code == 200
    assert first.content == again.content
    assert ExportEntry.objects.count() == 2
    assert ExportEntry.objects.first().what.startswith(f"bao-cao-1-{timezone.localdate().year}")


def test_files_of_different_formats_carry_the_same_total(client, market, province):
    page = queries.summary(period=read_period({}))

    _head, rows = read_csv(client.get(live("xa", "csv")).content)
    sheet = read_xlsx(client.get(live("bao-cao", "xlsx")).content)["Xã, phường"]

    assert int(rows[-1][4]) == sheet[-1][4] == page.total.completed_vnd > 0


def test_words_of_the_query_choose_the_goods(client, market, province):
    all_goods = read_csv(client.get(live("xa", "csv")).content)[1][-1]
    tea = read_csv(client.get(live("xa", "csv"), {"nhom": "I.5.a"}).content)[1][-1]

    assert 0 < int(tea[4]) < int(all_goods[4])


@pytest.mark.parametrize(("table", "file_format"), LIVE)
def test_commune_official_takes_its_own_commune_only(client, market, commune, table, file_format):
    own = client.get(live(table, file_format))
    foreign = client.get(live(table, file_format), {"xa": "05692"})

    assert (own.status_code, foreign.status_code) == (200, 403)
    entry = ExportEntry.objects.get()
    assert "xa=05503" in entry.query
    assert entry.user_label.startswith("Cán bộ, Cán bộ xã, phường: ")
    assert entry.user_label.endswith("Tân Cương")


def test_rows_are_those_of_the_own_scope(client, market, commune):
    _head, rows = read_csv(client.get(live("xa", "csv")).content)
    workbook = read_xlsx(client.get(live("bao-cao", "xlsx")).content)

    assert [row[0] for row in rows] == ["05503", ""]
    assert "05692" not in str(workbook)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "pdf"])
def test_foreign_report_does_not_exist(client, market, commune, file_format):
    own = making.make_report(scope=OWN, period=MONTH)
    others = [making.make_report(period=MONTH), making.make_report(scope=FOREIGN, period=MONTH)]

    assert client.get(filed(own, file_format)).status_code == 200
    for report in others:
        assert client.get(filed(report, file_format)).status_code == 404
    assert ExportEntry.objects.count() == 1


@pytest.mark.parametrize("address", ["tai-ve/mat-khau.csv", "tai-ve/bao-cao.csv",
                                     "tai-ve/mat-khau.xlsx", "bao-cao/1.exe", "bao-cao/99.pdf",
                                     "bao-cao/1.csv?bang=mat-khau"])  # fmt: skip
def test_files_that_do_not_exist_are_not_found_and_not_noted(client, province, address):
    assert client.get(f"/thong-ke/{address}").status_code == 404
    assert not ExportEntry.objects.exists()


@pytest.mark.parametrize(("table", "file_format"), [("xa", "csv"), ("xa", "xlsx"), ("", "pdf")])
def test_nothing_leaves_while_figures_differ(client, market, province, table, file_format):
    report = making.make_report(period=MONTH)
    differ()

    for url in (live(table, file_format), filed(report, file_format)):
        answer = client.get(url)
        assert answer.status_code == 409
        assert "2 ô số liệu lệch với đơn hàng" in answer.content.decode()
    assert not ExportEntry.objects.exists()


def test_nobody_who_bought_is_in_any_file(client, market, province):
    for table, file_format in LIVE:
        content = client.get(live(table, file_format)).content
        text = (
            str(read_xlsx(content)) if file_format == "xlsx" else content.decode("utf-8", "ignore")
        )
        assert BUYER_NAME not in text
        assert BUYER_PHONE.removeprefix("+84") not in text


def test_damaged_report_is_refused(client, market, province):
    report = making.make_report(period=MONTH)
    OfficialReport.objects.update(payload=report.payload | {"title": "Khác"})

    answer = client.get(filed(report, "pdf"))

    assert answer.status_code == 409
    assert "không còn nguyên vẹn" in answer.content.decode()


def test_button_files_a_report_and_the_list_links_its_files(client, market, province):
    month = f"{MONTH.first:%Y-%m}"

    answer = client.post(reverse("stats:reports"), {"thang": month}, follow=True)

    report = OfficialReport.objects.get()
    html = answer.content.decode()
    assert (report.number, report.made_by, report.commune_code) == (1, province, "")
    assert f"Đã lập báo cáo số 1, {MONTH.label}" in html
    for file_format in ("pdf", "xlsx", "csv"):
        assert filed(report, file_format) in html
    assert f"Lập báo cáo {MONTH.label}" in html


def test_commune_official_files_and_sees_its_own(client, market, commune):
    making.make_report(period=MONTH)
    making.make_report(scope=FOREIGN, period=MONTH)

    client.post(reverse("stats:reports"), {"thang": f"{MONTH.first:%Y-%m}"})
    foreign = client.post(
        reverse("stats:reports"), {"thang": f"{MONTH.first:%Y-%m}", "xa": "05692"}
    )

    assert foreign.status_code == 403
    rows = client.get(reverse("stats:reports")).context["report_rows"]
    assert [row.report.commune_code for row in rows] == ["05503"]


@pytest.mark.parametrize(
    "month", ["", "2026-13", "1999-01", "abc", f"{timezone.localdate():%Y-%m}"]
)
def test_month_that_is_not_over_is_refused(client, province, month):
    assert client.post(reverse("stats:reports"), {"thang": month}).status_code == 404
    assert not OfficialReport.objects.exists()


def test_report_is_not_filed_while_figures_differ(client, market, province):
    differ()

    answer = client.post(reverse("stats:reports"), {"thang": f"{MONTH.first:%Y-%m}"})

    assert answer.status_code == 409
    assert not OfficialReport.objects.exists()


def test_log_lists_what_left_in_words(client, market, province):
    client.get(live("thang", "csv"), {"nhom": "I.5.a"})
    client.get(filed(making.make_report(period=MONTH), "pdf"))

    html = client.get(reverse("stats:exports")).content.decode()

    assert "Cán bộ, Cán bộ tỉnh" in html
    assert "nhóm hàng I.5.a" in html
    assert "Báo cáo số 1 năm" in html
    assert "tu=" not in html


def test_log_is_closed_to_commune_officials(client, commune):
    assert client.get(reverse("stats:exports")).status_code == 403


def test_long_log_has_pages(client, province):
    ExportEntry.objects.bulk_create(
        ExportEntry(user_label="A", what="xa", file_format="csv", checksum="0" * 64)
        for _ in range(51)
    )

    assert len(client.get(reverse("stats:exports")).context["log_rows"]) == 50
    assert len(client.get(reverse("stats:exports"), {"trang": 2}).context["log_rows"]) == 1


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("name", ["stats:exports", "stats:reports"])
def test_lists_need_few_queries(
    client, market, province, rows, name, django_assert_max_num_queries
):
    report = making.make_report(scope=OWN, period=MONTH, by=province)
    for _ in range(rows):
        report.pk = None
        report.save(force_insert=True)
        ExportEntry.objects.create(
            user=province, user_label="A", what="xa", file_format="csv", checksum="0" * 64
        )

    client.get(reverse(name))  # the first page of a day notes the day

    with django_assert_max_num_queries(11):
        assert client.get(reverse(name)).status_code == 200


def test_payload_needs_few_queries(market, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        making.payload_for(period=MONTH)


def command(*args) -> str:
    out = StringIO()
    call_command("official_report", *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("file_format", "table", "begin"),
    [
        ("csv", "xa", b"\xef\xbb\xbfM"),
        ("xlsx", "", b"PK"),
        ("xlsx", "sao", b"PK"),
        ("pdf", "", b"%PDF"),
    ],
)
def test_command_writes_the_file_and_it_is_noted(market, tmp_path, file_format, table, begin):
    path = tmp_path / f"x.{file_format}"
    words = ["--table", table] if table else []

    said = json.loads(
        command("--period", f"{read_period({}).last.year}", "--format", file_format,
                "--out", str(path), "--json", *words)
    )  # fmt: skip

    content = path.read_bytes()
    assert content.startswith(begin)
    entry = ExportEntry.objects.get()
    assert entry.user is None
    assert entry.user_label.startswith("Dòng lệnh trên máy chủ")
    assert entry.checksum == said["sha256"] == hashlib.sha256(content).hexdigest()
    assert list(tmp_path.iterdir()) == [path]


def test_command_reports_one_commune(market, tmp_path):
    path = tmp_path / "x.csv"
    year = str(read_period({}).last.year)

    command("--period", year, "--commune", "05503", "--format", "csv", "--table", "xa",
            "--out", str(path))  # fmt: skip

    assert [row[0] for row in read_csv(path.read_bytes())[1]] == ["05503", ""]


def test_command_writes_to_the_standard_output(market, capfdbinary):
    command("--period", f"{MONTH.first:%Y-%m}", "--format", "csv", "--table", "nhom")

    assert capfdbinary.readouterr().out.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "args",
    [
        ("--period", "2026-13", "--format", "pdf"),
        ("--period", "tháng này", "--format", "pdf"),
        ("--period", "2026-10", "--format", "csv"),
        ("--period", "2026-10", "--format", "pdf", "--table", "xa"),
        ("--period", "2026-10", "--format", "pdf", "--commune", "99999"),
        ("--period", "2026-10", "--format", "pdf", "--json"),
        ("--period", "2099", "--format", "pdf"),
    ],
)
def test_command_refuses_what_it_cannot_do(db, args):
    with pytest.raises(CommandError):
        command(*args)
    assert not ExportEntry.objects.exists()


def test_command_refuses_while_figures_differ(market, tmp_path):
    differ()

    with pytest.raises(CommandError, match="lệch với đơn hàng"):
        command("--period", "2026-10", "--format", "pdf", "--out", str(tmp_path / "x.pdf"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2026-02", (2026, 2, 1), (2026, 2, 28)), ("2026-Q3", (2026, 7, 1), (2026, 9, 30)),
     ("2025", (2025, 1, 1), (2025, 12, 31))],
)  # fmt: skip
def test_command_understands_months_quarters_and_years(text, first, last):
    from stats.management.commands.official_report import _period

    period = _period(text)

    assert (period.first.timetuple()[:3], period.last.timetuple()[:3]) == (first, last)


def test_command_reports_up_to_today():
    from stats.management.commands.official_report import _period

    assert _period(str(local_today().year)).last == local_today()


@pytest.mark.parametrize("code", ["zzzzz", "a" * 10, "055\x0003", "99999"])
def test_files_are_of_places_that_exist(client, market, province, code):
    month = f"{MONTH.first:%Y-%m}"
    answers = [
        client.get(live("xa", "csv"), {"xa": code}),
        client.post(reverse("stats:reports"), {"thang": month, "xa": code}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not OfficialReport.objects.exists()
    assert not ExportEntry.objects.exists()


def test_query_of_the_log_asks_for_the_same_again():
    from stats.figures import Asked

    query = exporting.query_of(
        scope=Scope(frozenset({"2", "1"})),
        period=month_of(2026, 10),
        asked=Asked("I.5.a", 0, "cho"),
    )

    assert query == "tu=2026-10-01&den=2026-10-31&nhom=I.5.a&sao=0&kenh=cho&xa=1,2"


def test_person_without_a_name_is_noted_by_number(db):
    user = make_official("operator")
    user.full_name = ""

    assert exporting.label_of(user) == f"Tài khoản số {user.pk}, Người vận hành"


@pytest.mark.parametrize("text", ["=1", " =1", "\u200b=1", '"=1', "'=1", "\xa0+1", "＝1", "|calc"])
def test_hidden_signs_before_a_formula_do_not_help(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Chè", "a=b", "", -5, 0, None])
def test_plain_cells_stay_as_they_are(value):
    assert safe_cell(value) == value


@pytest.mark.parametrize(
    "name", ["stats:ladder-csv", "stats:field-reports-csv", "teams:results-csv"]
)
def test_a_table_leaves_as_a_noted_file_that_nobody_keeps_on_the_way(client, province, name):
    answer = client.get(reverse(name))

    assert answer["Content-Disposition"].endswith('.csv"')
    assert answer["Cache-Control"] == "private, no-store"
    entry = ExportEntry.objects.get()
    assert entry.checksum == hashlib.sha256(answer.content).hexdigest()
    assert entry.rows == len(answer.content.decode().splitlines()) - 1


def test_a_cell_of_a_table_that_leaves_runs_nothing():
    marks = ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠a"]
    by = make_official("operator")

    answer = exporting.csv_answer(
        [["Tên"], *([mark] for mark in marks)], what="thu", name="thu", by=by, query=""
    )

    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == [f"'{mark}" for mark in marks]
