"""CSV, XLSX and PDF of one payload: the same totals, the same bytes, nothing that runs."""

import copy
import time
import zipfile
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest

from common.numbers import format_number
from stats import queries
from stats.period import read_period
from stats.reports import csv_file, pdf_file, xlsx_file
from stats.reports.drawing import TABLES, NoSuchFile, draw
from stats.reports.payload import table_of
from tests.stats.builders import BUYER_NAME, BUYER_PHONE
from tests.stats.report_market import (
    build,
    make_market,
    numbers_of,
    pdf_text,
    read_csv,
    read_xlsx,
)

pytestmark = pytest.mark.django_db

#: R28: what may begin a formula, or a call of another program, in some spreadsheet.
PREFIXES = ["=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠"]
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
SHEETS = {"xa": "Xã, phường", "thang": "Tháng", "nhom": "Nhóm hàng", "sao": "Hạng sao OCOP"}


@pytest.fixture
def payload():
    """A year of the small market."""
    make_market()
    return build()


def total_of(code: str, rows: list[list]) -> list:
    return next(row for row in rows if "Cộng" in row[:2])


@pytest.mark.parametrize("code", TABLES)
def test_csv_carries_the_totals_of_the_summary(payload, code):
    page = queries.summary(period=read_period({}))

    head, rows = read_csv(csv_file.write(payload, code))

    total = dict(zip(head, total_of(code, rows), strict=True))
    assert int(total["Giao dịch đã đặt"]) == page.total.placed
    assert int(total["Giao dịch thành công"]) == page.total.completed
    assert int(total["Giá trị thành công (đồng)"]) == page.total.completed_vnd
    assert int(total["Sản lượng (gam)"]) == page.total.completed_g
    assert int(total["Đơn hủy"]) == page.total.cancelled == 1
    assert int(total["Đơn trả hàng"]) == page.total.returned == 1


@pytest.mark.parametrize("code", TABLES)
def test_workbook_carries_the_totals_of_the_summary(payload, code):
    page = queries.summary(period=read_period({}))

    head, *rows = read_xlsx(xlsx_file.write(payload))[SHEETS[code]]

    total = dict(zip(head, total_of(code, rows), strict=True))
    assert total["Giao dịch thành công"] == page.total.completed
    assert total["Giá trị thành công (đồng)"] == page.total.completed_vnd
    assert total["Sản lượng (gam)"] == page.total.completed_g


def test_pdf_carries_the_totals_of_the_summary(payload):
    page = queries.summary(period=read_period({}))

    text = pdf_text(pdf_file.write(payload))

    lines = [line for line in text.splitlines() if line.strip().startswith("Cộng")]
    assert len(lines) == len(TABLES)
    for line in lines:
        assert page.total.completed in numbers_of(line)
        assert page.total.completed_vnd in numbers_of(line)
    for sentence in payload["sentences"]:
        for part in sentence:
            if part["bold"]:
                bold = " ".join(part["text"].replace("\xa0", " ").split())
                assert bold in " ".join(text.split())


def test_page_is_set_from_the_same_totals(payload):
    page = queries.summary(period=read_period({}))

    for table in pdf_file.view(payload)["tables"]:
        if table["code"] == "chi-tieu":
            continue
        assert format_number(page.total.completed) in table["total"]
        assert format_number(page.total.completed_vnd) in table["total"]
        assert format_number(Decimal(page.total.completed_g) / 1000) in table["total"]


def test_three_formats_carry_the_same_rows(payload):
    sheets = read_xlsx(xlsx_file.write(payload))
    for code in TABLES:
        _head, rows = read_csv(csv_file.write(payload, code))
        kept = [
            i for i, c in enumerate(table_of(payload, code)["columns"]) if c["kind"] != "tenths"
        ]
        for from_csv, row in zip(rows, sheets[SHEETS[code]][1:], strict=True):
            from_xlsx = [row[i] for i in kept]
            for one, other in zip(from_csv, from_xlsx, strict=True):
                if isinstance(other, float | int):
                    assert int(one) == other
                elif not hasattr(other, "month"):
                    assert one == other


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "pdf"])
def test_same_payload_gives_the_same_bytes(payload, file_format):
    table = "xa" if file_format == "csv" else ""
    first = draw(payload, file_format, table)
    time.sleep(1.1)  # hours inside files count in seconds

    again = draw(copy.deepcopy(payload), file_format, table)

    assert again.content == first.content
    assert again.checksum == first.checksum


@pytest.mark.parametrize("prefix", PREFIXES, ids=[f"U+{ord(one):04X}" for one in PREFIXES])
def test_no_text_begins_a_formula_in_any_file(payload, prefix):
    bad = prefix + "HYPERLINK(1)"
    for table in payload["tables"]:
        for row in table["rows"]:
            for place, column in enumerate(table["columns"]):
                row[place] = bad if column["kind"] == "text" else row[place]
    payload["definitions"] = [one | {"text": bad, "name": bad} for one in payload["definitions"]]
    payload["sentences"][0] = [{"text": bad, "bold": False}]
    payload["scope"]["label"] = payload["title"] = bad

    for code in ("xa", "nhom", "sao"):
        _head, rows = read_csv(csv_file.write(payload, code))
        cells = [cell for row in rows for cell in row if "HYPERLINK" in cell]
        assert cells
        assert all(cell == f"'{bad}" for cell in cells)
    for code in ("", *TABLES):
        content = xlsx_file.write(payload, code)
        with zipfile.ZipFile(BytesIO(content)) as book:
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
            assert not any(b"<f>" in book.read(name) for name in sheets)
            assert "xl/externalLinks" not in " ".join(book.namelist())
    texts = {cell for rows in read_xlsx(xlsx_file.write(payload)).values()
             for row in rows for cell in row if "HYPERLINK" in str(cell)}  # fmt: skip
    assert texts
    assert all(isinstance(cell, str) for cell in texts)
    assert pdf_file.write(payload).startswith(b"%PDF")


@pytest.mark.parametrize("text", ["a;=1+1", 'a"=1', "a\tb", "a|b", "a\nb"])
def test_no_sign_inside_a_text_begins_a_new_cell(payload, text):
    table_of(payload, "nhom")["rows"][0][1] = text

    content = csv_file.write(payload, "nhom").decode()

    assert '"' + text.replace('"', '""') + '"' in content


def test_numbers_stay_numbers_and_days_are_days(payload):
    rows = read_xlsx(xlsx_file.write(payload))["Tháng"]

    assert all(isinstance(cell, float | int) for row in rows[1:] for cell in row[1:7])
    assert all(hasattr(row[0], "month") for row in rows[1:-1])
    assert read_csv(csv_file.write(payload, "thang"))[1][0][0].startswith("01/")


def test_negative_counts_are_no_text(payload):
    _head, rows = read_csv(csv_file.write(payload, "nhom"))

    twice = next(row for row in rows if row[1].startswith("Trừ"))
    assert int(twice[3]) < 0


def test_workbook_has_a_summary_first_and_definitions_last(payload):
    sheets = read_xlsx(xlsx_file.write(payload))

    assert next(iter(sheets)) == "Tóm tắt"
    assert list(sheets)[-1] == "Định nghĩa"
    assert sheets["Định nghĩa"][2][:3] == ["T4", 2, "Giá trị"]
    assert [row[0] for row in sheets["Tóm tắt"] if row[0] in (1, 2, 3, 4, 5)] == [1, 2, 3, 4, 5]


def test_workbook_of_one_table_holds_that_table_only(payload):
    assert list(read_xlsx(xlsx_file.write(payload, "sao"))) == [
        "Tóm tắt", "Hạng sao OCOP", "Định nghĩa"
    ]  # fmt: skip


def test_pdf_has_the_parts_of_an_administrative_document(payload):
    payload["number"] = 214
    text = " ".join(pdf_text(pdf_file.write(payload)).split())

    for words in (
        "UBND TỈNH THÁI NGUYÊN",
        "SỞ CÔNG THƯƠNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 214/BC-SCT",
        "BÁO CÁO",
        "Hình 1.",
        "Hình 2.",
        "Bảng 1.",
        "Bảng 5.",
        "Cách hiểu các con số",
        "(T4, bản 2)",
        "Nơi nhận:",
        "GIÁM ĐỐC",
        "(Ký, ghi rõ họ tên)",
        "Trang 1/",
        "Nguồn: đơn hàng trên sàn",
    ):
        assert words in text
    assert f"ngày {datetime.fromisoformat(payload['made_at']):%d tháng %m năm %Y}" in text


def test_every_vietnamese_letter_prints_without_fonts_of_the_machine(payload):
    letters = LETTERS + LETTERS.upper() + "₫–“”…"
    payload["title"] = payload["subtitle"] = " ".join(letters)

    content = pdf_file.write(payload)

    # PDF/A is only written when no letter is missing from the fonts.
    assert b"pdfaid:conformance" in content
    text = "".join(pdf_text(content).split())
    assert all(letter in text for letter in letters)


def test_markup_in_a_name_is_text(payload):
    for evil in ('#read("/etc/passwd")', "*bold* $x$ <a> @b [c] \\ // \"'"):
        table_of(payload, "nhom")["rows"][0][1] = evil

        assert pdf_file.write(payload).startswith(b"%PDF")


def test_a_sign_that_no_font_has_does_not_stop_the_report(payload):
    table_of(payload, "nhom")["rows"][0][1] = "Chè 🍵"

    content = pdf_file.write(payload)

    assert content.startswith(b"%PDF")
    assert b"pdfaid:conformance" not in content


def test_report_of_92_communes_is_made_in_time(payload):
    assert len(table_of(payload, "xa")["rows"]) >= 92
    begun = time.monotonic()

    pdf_file.write(payload)

    assert time.monotonic() - begun < 5


def test_no_file_tells_who_bought(payload):
    plain = [csv_file.write(payload, code).decode() for code in TABLES]
    plain.append(str(read_xlsx(xlsx_file.write(payload))))
    plain.append(str(pdf_file.view(payload)))

    for text in plain:
        assert BUYER_NAME not in text
        assert BUYER_PHONE.removeprefix("+84") not in text


@pytest.mark.parametrize(
    ("file_format", "table"), [("csv", ""), ("pdf", "xa"), ("exe", ""), ("csv", "mat-khau")]
)
def test_files_that_do_not_exist_are_refused(payload, file_format, table):
    with pytest.raises(NoSuchFile):
        draw(payload, file_format, table)


def test_a_layout_of_another_time_is_refused(payload):
    with pytest.raises(NoSuchFile):
        draw(payload | {"layout": 99}, "pdf")


def test_an_empty_market_prints(db):
    assert pdf_file.write(build(plan=(), definitions=())).startswith(b"%PDF")
