"""Reading tables as offices write them."""

import zipfile

import pytest
from xlsxwriter import Workbook

from common.spreadsheets import UnreadableFile, plain_number, read_rows

ROWS = [["Mã hộ", "Chủ hộ"], ["TN1", "Nguyễn Thị Hòa"]]


def write_csv(path, text, encoding):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_reads_csv_with_any_mark_and_separator(tmp_path, encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in ROWS)

    found = list(read_rows(write_csv(tmp_path / "a.csv", text, encoding)))

    assert found == [(1, ROWS[0]), (2, ROWS[1])]


def test_reads_the_separator_line_of_excel_and_numbers_rows_as_excel_does(tmp_path):
    path = write_csv(tmp_path / "a.csv", 'sep=;\r\nMã hộ;Xóm\r\n\r\nTN1;"a;b"\r\n', "utf-8")

    assert list(read_rows(path)) == [(2, ["Mã hộ", "Xóm"]), (4, ["TN1", "a;b"])]


def test_refuses_a_csv_of_another_encoding_with_what_to_do(tmp_path):
    path = write_csv(tmp_path / "a.csv", "Ma hé;Tên", "latin-1")

    with pytest.raises(UnreadableFile, match="CSV UTF-8"):
        list(read_rows(path))


def test_reads_texts_numbers_gaps_and_rich_text_of_a_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        bold, sheet = book.add_format({"bold": True}), book.add_worksheet()
        sheet.write_row(0, 0, ROWS[0])
        sheet.write(2, 0, 912345678)
        sheet.write_rich_string(2, 1, bold, "Nguyễn ", "Thị Hòa")
        sheet.write(2, 3, "xóm 1")

    found = list(read_rows(path))

    assert found == [(1, ROWS[0]), (3, ["912345678", "Nguyễn Thị Hòa", "", "xóm 1"])]


def test_reads_inline_texts_as_writers_that_stream_make_them(tmp_path):
    path = tmp_path / "a.xlsx"
    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        for number in range(3000):
            sheet.write(number, 0, f"TN{number}")

    found = list(read_rows(path))

    assert (len(found), found[-1]) == (3000, (3000, ["TN2999"]))


@pytest.mark.parametrize("damage", ["cut", "no sheet", "doctype"])
def test_refuses_a_damaged_workbook_in_words(tmp_path, damage):
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet().write(0, 0, "x")
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-400])
    else:
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        text = parts.pop(sheet)
        if damage == "doctype":
            entity = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><worksheet'
            parts[sheet] = text.replace(b"<worksheet", entity)
        with zipfile.ZipFile(path, "w") as new:
            for name, content in parts.items():
                new.writestr(name, content)

    with pytest.raises(UnreadableFile, match="hỏng"):
        list(read_rows(path))


def test_refuses_a_part_that_would_unpack_to_more_than_a_list_needs(tmp_path):
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet().write(0, 0, "x")

    with pytest.raises(UnreadableFile, match="lớn quá"):
        list(read_rows(path, most_bytes=100))


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("912345678", "912345678"), ("9.12345678E8", "912345678"), ("5443.0", "5443"),
     ("1.5", "1.5"), ("1E400", "1E400"), ("NaN", "NaN"), ("", "")],
)  # fmt: skip
def test_writes_stored_numbers_as_excel_shows_them(stored, shown):
    assert plain_number(stored) == shown
