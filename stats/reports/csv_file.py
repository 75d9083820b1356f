"""One table as CSV: UTF-8 with BOM, whole numbers, and no text that a spreadsheet would run."""

from datetime import date

from common.csv_text import csv_bytes
from stats.reports.payload import dataset, printed, table_of

_UNITS = {"vnd": " (đồng)", "grams": " (gam)"}
#: Shares have a decimal sign that readers disagree about; they follow from the values.
_LEFT_OUT = ("tenths",)


def write(payload: dict, code: str) -> bytes:
    """Return the file; the last line says what it is. Raises ``KeyError``: no such table."""
    table = table_of(payload, code)
    if table is None:
        raise KeyError(code)
    kept = [i for i, one in enumerate(table["columns"]) if one["kind"] not in _LEFT_OUT]
    columns = [table["columns"][i] for i in kept]
    rows = [[one["name"] + _UNITS.get(one["kind"], "") for one in columns]]
    for row in [*table["rows"], table["repeated"], table["total"]]:
        if row is not None:
            rows.append([_cell(row[i], table["columns"][i]["kind"]) for i in kept])
    return csv_bytes([*rows, [], [_note(payload)]])


def _cell(value: object, kind: str) -> object:
    if value is None:
        return ""
    if kind == "month" and value[:1].isdigit():
        return f"{date.fromisoformat(value):%m/%Y}"
    return value


def _note(payload: dict) -> str:
    return (
        f"Số liệu trên sàn, không phải toàn tỉnh. {payload['scope']['label']}."
        f" {payload['asked']['label']}. Kỳ: {payload['period']['label']}."
        f" Số liệu đến {printed(payload['as_of'])}. Bộ số liệu {dataset(payload)}."
        f" {payload['late']}"
    ).strip()
