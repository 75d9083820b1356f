"""Parts of the sales: one bar of shares, or bars side by side, each with all rows as a table."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.charts import RankRow, SharePart, rank_bars, share_bar
from common.charts.bars import share_step
from common.numbers import format_number, format_percent
from common.tables import Cell, Row, columns_of
from stats.drawings.figure import NOTHING, Figure, kilograms, tenth, whole_numbers
from stats.figures import Breakdown, PartRow

_SHARE_PARTS = 3
_BARS = 8
_COLUMNS = ("Đã đặt", "Hoàn tất", "Giá trị, đồng", "Sản lượng, kg", "Phần giá trị")


def no_url(_code: str) -> str:
    """Return nothing: the parts lead nowhere."""
    return ""


def part_figure(
    figure_id: str,
    what: str,
    parts: Breakdown,
    label: str,
    *,
    url_of: Callable[[str], str] = no_url,
    csv_url: str = "",
    as_bars: bool = False,
) -> Figure:
    """Draw which part each row has in the value; small ones go together in the bar.

    The rows of the table add up to the total; orders that stand in several rows are taken
    away in a row of their own.
    """
    rows = parts.rows
    title = NOTHING
    if rows and parts.total.completed_vnd:
        best = max(rows, key=lambda row: row.sales.completed_vnd)
        title = f"{best.name} chiếm {format_percent(best.share, 0)} giá trị"
    drawing: SafeString | str = ""
    if title != NOTHING:
        drawing = _bars(rows, title, url_of) if as_bars else _shares(_together(rows), title)
    return Figure(
        figure_id,
        title,
        f"Giá trị giao dịch thành công theo {what}, {label}"
        + (", triệu đồng" if as_bars else ", phần trăm"),
        drawing,
        columns_of(_heading(what), *_COLUMNS),
        [*(_table_row(row, url_of) for row in rows), *_repeated(parts)],
        _total(parts),
        csv_url,
    )


def set_figure(sets: Breakdown, label: str, csv_url: str) -> Figure:
    """Draw which part each product set has in the value."""
    return part_figure("theo-nhom", "nhóm hàng", sets, label, csv_url=csv_url)


def key_list(entries: Sequence[tuple[int, str, str]]) -> SafeString:
    """Return the parts in words below a bar: ``(colour step, name, figure)``."""
    return format_html(
        '<ul class="key-row stats-key">{}</ul>',
        format_html_join(
            "",
            '<li><span class="chart-key chart-key--{}"></span> {} <strong>{}</strong></li>',
            entries,
        ),
    )


def _heading(what: str) -> str:
    return what[:1].upper() + what[1:]


def _together(rows: Sequence[PartRow]) -> list[SharePart]:
    ordered = sorted(rows, key=lambda row: -row.sales.completed_vnd)
    limit = _SHARE_PARTS if len(ordered) > _SHARE_PARTS + 1 else len(ordered)
    parts = [SharePart(row.name, row.sales.completed_vnd) for row in ordered[:limit]]
    rest = sum((row.sales.completed_vnd for row in ordered[limit:]), Decimal(0))
    if rest:
        parts.append(SharePart("Phần còn lại", rest))
    return [part for part in parts if part.value]


def _shares(parts: Sequence[SharePart], title: str) -> SafeString:
    whole = sum(part.value for part in parts)
    bar = share_bar(parts, title=title)
    key = key_list(
        [
            (share_step(index), part.label, format_percent(part.value * 100 / whole))
            for index, part in enumerate(parts)
        ]
    )
    return format_html("{}{}", bar, key)


def _bars(rows: Sequence[PartRow], title: str, url_of: Callable[[str], str]) -> SafeString:
    ordered = sorted(rows, key=lambda row: -row.sales.completed_vnd)
    bars = [
        RankRow(row.name, tenth(row.sales.completed_vnd), url_of(row.code))
        for row in ordered[:_BARS]
    ]
    return rank_bars(bars, "triệu đồng", title=title)


def _table_row(row: PartRow, url_of: Callable[[str], str]) -> Row:
    sales, url = row.sales, url_of(row.code)
    return (
        Cell(row.name, url) if url else row.name,
        *whole_numbers(sales.placed, sales.completed, sales.completed_vnd),
        kilograms(sales.completed_g),
        format_percent(row.share),
    )


def _repeated(parts: Breakdown) -> list[Row]:
    """Return the row that takes away what stands in several rows, when there is any."""
    repeated = parts.repeated
    if not (repeated.placed or repeated.completed):
        return []
    minus = (f"−{format_number(count)}" for count in (repeated.placed, repeated.completed))
    return [("Trừ đơn đếm ở nhiều nhóm", *minus, "0", "0,0", "")]


def _total(parts: Breakdown) -> Row:
    total = parts.total
    if not parts.rows:
        return ()
    return (
        "Cộng",
        *whole_numbers(total.placed, total.completed, total.completed_vnd),
        kilograms(total.completed_g),
        format_percent(100) if total.completed_vnd else "",
    )
