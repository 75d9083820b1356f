"""One payload, three formats: CSV for one table, XLSX for one or all, PDF for the whole."""

from stats.exporting import File
from stats.reports import csv_file, pdf_file, xlsx_file
from stats.reports.payload import LAYOUT, table_of

#: Tables that may be asked for one by one, with their names.
TABLES = {"xa": "Xã, phường", "thang": "Tháng", "nhom": "Nhóm hàng", "sao": "Hạng sao OCOP"}
REPORT = "bao-cao"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class NoSuchFile(LookupError):
    """A format or a table that does not exist."""


def require(file_format: str, table: str = "") -> None:
    """Raise ``NoSuchFile`` unless this file exists; asks no database."""
    if file_format not in CONTENT_TYPES or (table and table not in TABLES):
        raise NoSuchFile(file_format, table)
    if (file_format == "csv" and not table) or (file_format == "pdf" and table):
        raise NoSuchFile(file_format, table)


def draw(payload: dict, file_format: str, table: str = "", *, what: str = "") -> File:
    """Return the file; the same payload gives the same bytes.

    Call it outside a transaction: a long report takes a second. Raises ``NoSuchFile``.
    """
    require(file_format, table)
    if payload["layout"] != LAYOUT:
        raise NoSuchFile(f"layout {payload['layout']}")
    if file_format == "csv":
        content = csv_file.write(payload, table)
    elif file_format == "xlsx":
        content = xlsx_file.write(payload, table)
    else:
        content = pdf_file.write(payload)
    tables = [table_of(payload, table)] if table else payload["tables"]
    rows = sum(len(one["rows"]) for one in tables)
    return File(content, what or table or REPORT, file_format, rows)
