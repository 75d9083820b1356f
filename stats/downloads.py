"""Tables as CSV files that open well in a spreadsheet and cannot run formulas there."""

import csv
from collections.abc import Callable, Iterable
from io import StringIO

from common.dates import format_datetime
from stats.figures import Summary

_BOM = "\ufeff"
_RISKY = ("=", "+", "-", "@", "\t", "\r")
Row = tuple[object, ...]


def communes_table(page: Summary) -> Iterable[Row]:
    """Yield one row per commune and the total."""
    yield (
        "Mã",
        "Xã, phường",
        "Đơn đã đặt",
        "Đơn hoàn tất",
        "Giá trị hoàn tất (đồng)",
        "Sản lượng (gam)",
        "Đơn hủy",
        "Đơn trả hàng",
        "Giá trị cùng kỳ năm trước (đồng)",
        "Cơ sở có hàng",
        "Sản phẩm",
        "Sản phẩm OCOP",
        "Hộ có tài khoản",
    )
    for row in page.communes:
        yield (row.code, row.title, *_figures(row.sales, row.before, row.so_far))
    yield ("", "Cộng", *_figures(page.total, page.before, page.so_far))


def months_table(page: Summary) -> Iterable[Row]:
    """Yield one row per month."""
    yield ("Tháng", "Đơn đã đặt", "Đơn hoàn tất", "Giá trị (đồng)", "Cùng tháng năm trước (đồng)")
    for row in page.months:
        sales = row.sales
        yield (
            f"{row.month:%m/%Y}",
            sales.placed,
            sales.completed,
            sales.completed_vnd,
            row.before.completed_vnd,
        )


def sets_table(page: Summary) -> Iterable[Row]:
    """Yield one row per product set."""
    yield ("Mã nhóm", "Nhóm hàng", "Giá trị hoàn tất (đồng)", "Sản lượng (gam)")
    for row in page.sets.rows:
        yield (row.code, row.name, row.sales.completed_vnd, row.sales.completed_g)


TABLES: dict[str, Callable[[Summary], Iterable[Row]]] = {
    "xa": communes_table,
    "thang": months_table,
    "nhom": sets_table,
}


def write_csv(page: Summary, table: str) -> str:
    """Return the file: the table, then a line that says what it is and up to when."""
    text = StringIO()
    writer = csv.writer(text)
    for row in TABLES[table](page):
        writer.writerow([safe_cell(value) for value in row])
    writer.writerow([])
    writer.writerow(
        [
            f"Số liệu trên sàn, không phải toàn tỉnh. Kỳ: {page.period.label}."
            f" Số liệu đến {format_datetime(page.freshness.as_of)}."
        ]
    )
    return _BOM + text.getvalue()


def safe_cell(value: object) -> object:
    """Return the value so that a spreadsheet shows it and never runs it."""
    if isinstance(value, str) and value.startswith(_RISKY):
        return f"'{value}"
    return value


def _figures(sales, before, so_far) -> Row:
    return (
        sales.placed,
        sales.completed,
        sales.completed_vnd,
        sales.completed_g,
        sales.cancelled,
        sales.returned,
        before.completed_vnd,
        so_far.sellers,
        so_far.listings,
        so_far.ocop_listings,
        so_far.registered,
    )
