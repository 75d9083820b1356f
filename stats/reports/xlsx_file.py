"""The whole report, or one table of it, as a workbook: typed cells and never a formula.

The same payload gives the same bytes: hours inside the file are the payload's.
"""

from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from stats.reports.payload import dataset, printed, source, table_of

_UNITS = {"vnd": "đồng", "grams": "gam", "tenths": "%"}
_FORMATS = {
    "text": {},
    "count": {"num_format": "#,##0"},
    "vnd": {"num_format": '#,##0\\ "₫"'},
    "grams": {"num_format": "#,##0"},
    "tenths": {"num_format": "0.0\\ %"},
    "month": {"num_format": "mm/yyyy", "align": "left"},
    "head": {"text_wrap": True, "valign": "top", "bottom": 1},
    "number_head": {"text_wrap": True, "valign": "top", "bottom": 1, "align": "right"},
    "title": {"font_size": 14},
    "words": {"text_wrap": True, "valign": "top"},
}
_BOLD = ("head", "number_head", "title")
_WIDTHS = {"count": 12, "vnd": 19, "grams": 15, "tenths": 10, "month": 10}
_TEXT_WIDTH = (8, 44)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(payload: dict, code: str = "") -> bytes:
    """Return the workbook; with ``code`` of that table only. Raises ``KeyError``."""
    chosen = table_of(payload, code) if code else None
    if code and chosen is None:
        raise KeyError(code)
    held = BytesIO()
    with Workbook(held, _OPTIONS) as book:
        made = datetime.fromisoformat(payload["made_at"]).replace(tzinfo=None)
        book.set_properties(
            {"title": payload["title"], "author": payload["issuer"]["name"], "created": made}
        )
        styles = _styles(book)
        _summary_sheet(book.add_worksheet("Tóm tắt"), payload, styles)
        for table in [chosen] if chosen else payload["tables"]:
            _table_sheet(book.add_worksheet(table["name"].partition(" (")[0]), table, styles)
        _definitions_sheet(book.add_worksheet("Định nghĩa"), payload, styles)
    return held.getvalue()


def _styles(book: Workbook) -> dict:
    """Return ``{name: format}``; ``total-…`` is the same in bold under a line."""
    styles = {}
    for name, look in _FORMATS.items():
        styles[name] = book.add_format(look | ({"bold": True} if name in _BOLD else {}))
        styles[f"total-{name}"] = book.add_format(look | {"bold": True, "top": 1})
    styles["bold"] = book.add_format({"bold": True})
    return styles


def _summary_sheet(sheet: Worksheet, payload: dict, styles: dict) -> None:
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, payload["title"], styles["title"])
    about = (
        payload["subtitle"],
        f"{payload['scope']['label']}. {payload['asked']['label']}.",
        source(payload),
        f"Lập lúc {printed(payload['made_at'])}, bộ số liệu {dataset(payload)}.",
        *([payload["late"]] if payload["late"] else []),
    )
    for at, line in enumerate(about, start=1):
        sheet.write_string(at, 0, line)
    first = len(about) + 2
    for number, sentence in enumerate(payload["sentences"], start=1):
        sheet.write_number(first + number, 0, number, styles["words"])
        _write_sentence(sheet, first + number, sentence, styles)
    sheet.set_portrait()
    sheet.set_paper(9)


def _write_sentence(sheet: Worksheet, at: int, sentence: list[dict], styles: dict) -> None:
    """Write bold numbers inside plain words; a rich cell needs at least two pieces."""
    pieces: list = []
    for part in sentence:
        pieces += [styles["bold"], part["text"]] if part["bold"] else [part["text"]]
    if len(sentence) > 1:
        sheet.write_rich_string(at, 1, *pieces, styles["words"])
    else:
        sheet.write_string(at, 1, sentence[0]["text"], styles["words"])


def _table_sheet(sheet: Worksheet, table: dict, styles: dict) -> None:
    columns, rows = table["columns"], table["rows"]
    for at, column in enumerate(columns):
        is_text = column["kind"] in ("text", "month")
        sheet.write_string(0, at, _head(column), styles["head" if is_text else "number_head"])
        sheet.set_column(at, at, _width(column, [row[at] for row in rows]))
    for at, row in enumerate(rows, start=1):
        _write_row(sheet, at, row, columns, styles)
    at = len(rows) + 1
    if table["repeated"]:
        _write_row(sheet, at, table["repeated"], columns, styles)
        at += 1
    if table["total"]:
        _write_row(sheet, at, table["total"], columns, styles, "total-")
    sheet.freeze_panes(1, 0)
    # The total stays below, whatever is filtered.
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_row(
    sheet: Worksheet, at: int, row: list, columns: list[dict], styles: dict, prefix: str = ""
) -> None:
    for place, (value, column) in enumerate(zip(row, columns, strict=True)):
        kind = column["kind"]
        style = styles[prefix + kind]
        if value is None:
            sheet.write_blank(at, place, None, style)
        elif kind == "month" and value[:1].isdigit():
            sheet.write_datetime(at, place, datetime.fromisoformat(value), style)
        elif isinstance(value, str):
            sheet.write_string(at, place, value, style)
        else:
            sheet.write_number(at, place, value / 1000 if kind == "tenths" else value, style)


def _definitions_sheet(sheet: Worksheet, payload: dict, styles: dict) -> None:
    heads = (("Mã", 8), ("Phiên bản", 10), ("Tên", 30), ("Đơn vị", 12), ("Cách hiểu", 70))
    for at, (name, width) in enumerate((*heads, ("Công thức", 60))):
        sheet.write_string(0, at, name, styles["head"])
        sheet.set_column(at, at, width)
    for at, one in enumerate(payload["definitions"], start=1):
        sheet.write_string(at, 0, one["id"], styles["words"])
        sheet.write_number(at, 1, one["version"], styles["words"])
        for place, key in enumerate(("name", "unit", "text", "formula"), start=2):
            sheet.write_string(at, place, one[key], styles["words"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(payload["definitions"]), 1), len(heads))


def _head(column: dict) -> str:
    unit = _UNITS.get(column["kind"], "")
    return f"{column['name']} ({unit})" if unit else column["name"]


def _width(column: dict, values: list) -> int:
    if column["kind"] != "text":
        return _WIDTHS[column["kind"]]
    low, high = _TEXT_WIDTH
    longest = max((len(value) for value in [*values, column["name"]] if value), default=low)
    return min(max(longest + 2, low), high)
