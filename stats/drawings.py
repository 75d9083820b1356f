"""Figures of the officials' pages: a finding in words, a drawing, and the same as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.charts import (
    LineSeries,
    RankRow,
    SharePart,
    Tile,
    legend,
    locator_map,
    month_line,
    rank_bars,
    share_bar,
    tile_map,
)
from common.charts.bars import share_step
from common.numbers import format_number, format_percent
from stats.breaks import breaks_of
from stats.figures import Breakdown, CommuneRow, MonthRow, Summary

MILLION = Decimal(1_000_000)
_TOP = 10
_SHARE_PARTS = 3
_NOTHING = "Chưa có đơn hoàn tất trong kỳ này"


@dataclass(frozen=True)
class Figure:
    """What ``components/figure.html`` draws."""

    figure_id: str
    title: str
    subtitle: str
    drawing: SafeString | str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    csv_url: str = ""


def millions(vnd: Decimal, places: int = 1) -> str:
    """Return đồng as millions with one decimal: ``118,1``."""
    return format_number(Decimal(vnd) / MILLION, places)


def commune_map(page: Summary, query: str, csv_url: str) -> Figure:
    """Draw each commune's completed value on the tile map; a tile leads to its page."""
    rows = sorted(page.communes, key=_by_value)
    breaks = breaks_of([_million(row) for row in rows])
    tiles = [
        Tile(
            row.code,
            row.name,
            row.tile_col,
            row.tile_row,
            value=_million(row) if row.sales.completed_vnd else None,
            label=millions(row.sales.completed_vnd) if row.sales.completed_vnd else "0",
            url=commune_url(row.code, query),
        )
        for row in page.communes
        if row.tile_col is not None
    ]
    drawing = format_html(
        "{}{}", tile_map(tiles, breaks), legend(breaks, suppressed_label="") if breaks else ""
    )
    has_sales = bool(rows and rows[0].sales.completed_vnd)
    return Figure(
        "ban-do",
        f"{rows[0].name} bán nhiều nhất" if has_sales else _NOTHING,
        f"Giá trị giao dịch thành công, triệu đồng, {page.period.label}. Bấm ô để xem từng xã.",
        drawing,
        ("Xã, phường", "Đơn hoàn tất", "Giá trị, đồng"),
        [
            (row.title, format_number(row.sales.completed), format_number(row.sales.completed_vnd))
            for row in rows
        ]
        + [_total_row("Cộng", page.total.completed, page.total.completed_vnd)],
        csv_url,
    )


def commune_ranking(page: Summary, query: str, csv_url: str) -> Figure:
    """Draw the ten communes with the highest completed value, in the map's colours."""
    rows = sorted((r for r in page.communes if r.sales.completed_vnd), key=_by_value)
    top, rest = rows[:_TOP], rows[_TOP:]
    breaks = breaks_of([_million(row) for row in page.communes])
    top_vnd = sum((row.sales.completed_vnd for row in top), Decimal(0))
    rest_vnd = page.total.completed_vnd - top_vnd
    title = _NOTHING
    if top:
        share = format_percent(top_vnd * 100 / page.total.completed_vnd, 0)
        title = f"{len(top)} xã, phường đầu chiếm {share} giá trị"
    table = [(row.title, millions(row.sales.completed_vnd)) for row in top]
    if rest:
        table.append((f"Còn lại, {len(rest)} xã, phường", millions(rest_vnd)))
    return Figure(
        "xep-hang",
        title,
        f"Triệu đồng, {page.period.label}, cùng màu với bản đồ ô"
        + (f". Còn lại {len(rest)} xã, phường: {millions(rest_vnd)}." if rest else ""),
        rank_bars(
            [
                RankRow(row.name, round(_million(row), 1), commune_url(row.code, query))
                for row in top
            ],
            "triệu đồng",
            title=title,
            breaks=breaks,
        )
        if top
        else "",
        ("Xã, phường", "Triệu đồng"),
        [*table, ("Cộng", millions(page.total.completed_vnd))] if top else [],
        csv_url,
    )


def month_figure(months: list[MonthRow], csv_url: str) -> Figure:
    """Draw this year's months beside the year before."""
    year = months[0].month.year
    best = max(months, key=lambda row: row.sales.completed_vnd)
    title = (
        f"Tháng {best.month.month} bán được nhiều nhất" if best.sales.completed_vnd else _NOTHING
    )
    values = [_tenth(row.sales.completed_vnd) for row in months]
    before = [_tenth(row.before.completed_vnd) for row in months]
    series = [LineSeries(str(year), values)]
    if any(before):
        series.append(LineSeries(str(year - 1), before, is_context=True))
    return Figure(
        "theo-thang",
        title,
        f"Giá trị giao dịch thành công, triệu đồng mỗi tháng, tháng 1–{len(months)}/{year}"
        + (f" và {year - 1}" if any(before) else ""),
        month_line(series, title=title, unit="triệu đồng"),
        ("Tháng", "Đơn hoàn tất", f"Năm {year}, đồng", f"Năm {year - 1}, đồng"),
        [
            (
                f"Tháng {row.month.month}",
                format_number(row.sales.completed),
                format_number(row.sales.completed_vnd),
                format_number(row.before.completed_vnd),
            )
            for row in months
        ]
        + [
            _total_row(
                "Cộng",
                sum(row.sales.completed for row in months),
                sum(row.sales.completed_vnd for row in months),
                sum(row.before.completed_vnd for row in months),
            )
        ],
        csv_url,
    )


def against_mean(name: str, own: list[MonthRow], mean: list[Decimal]) -> Figure:
    """Draw a commune's months beside the mean of one commune.

    The labels are short, because they stand at the end of the lines on a phone as well.
    """
    values = [_tenth(row.sales.completed_vnd) for row in own]
    above = sum(row.sales.completed_vnd > one for row, one in zip(own, mean, strict=True))
    if not any(values):
        title = f"{name} chưa có đơn hoàn tất từ đầu năm"
    elif above == len(own):
        title = f"{name} bán cao hơn mức chung ở mọi tháng"
    else:
        title = f"{name} cao hơn mức chung {above} trong {len(own)} tháng"
    return Figure(
        "theo-thang",
        title,
        f"Triệu đồng mỗi tháng, tháng 1–{len(own)}/{own[0].month.year}."
        " Đường xám là trung bình một xã, phường.",
        month_line(
            [
                LineSeries("Nơi này", values),
                LineSeries("Chung", [_tenth(value) for value in mean], is_context=True),
            ],
            title=title,
            unit="triệu đồng",
        ),
        ("Tháng", "Đơn hoàn tất", "Giá trị, đồng", "Mức chung, đồng"),
        [
            (
                f"Tháng {row.month.month}",
                format_number(row.sales.completed),
                format_number(row.sales.completed_vnd),
                format_number(one, 0),
            )
            for row, one in zip(own, mean, strict=True)
        ]
        + [
            _total_row(
                "Cộng",
                sum(row.sales.completed for row in own),
                sum(row.sales.completed_vnd for row in own),
                round(sum(mean)),
            )
        ],
    )


def set_figure(sets: Breakdown, label: str, csv_url: str) -> Figure:
    """Draw which part each product set has in the value; small ones go together."""
    rows = sets.rows
    title = _NOTHING
    if rows and rows[0].sales.completed_vnd:
        title = f"{rows[0].name} chiếm {format_percent(rows[0].share, 0)} giá trị"
    parts = [SharePart(row.name, row.sales.completed_vnd) for row in rows[:_SHARE_PARTS]]
    rest = sum((row.sales.completed_vnd for row in rows[_SHARE_PARTS:]), Decimal(0))
    if rest:
        parts.append(SharePart("Nhóm khác", rest))
    return Figure(
        "theo-nhom",
        title,
        f"Phần trăm giá trị giao dịch thành công theo nhóm hàng, {label}",
        _shares(parts, title) if title != _NOTHING else "",
        ("Nhóm hàng", "Giá trị, đồng", "Sản lượng, kg", "Phần"),
        [
            (
                row.name,
                format_number(row.sales.completed_vnd),
                format_number(Decimal(row.sales.completed_g) / 1000, 1),
                format_percent(row.share),
            )
            for row in rows
        ]
        + (
            [
                (
                    "Cộng",
                    format_number(sets.total.completed_vnd),
                    format_number(Decimal(sets.total.completed_g) / 1000, 1),
                    format_percent(100),
                )
            ]
            if rows
            else []
        ),
        csv_url,
    )


def _shares(parts: Sequence[SharePart], title: str) -> SafeString:
    """Draw the bar and name its parts in words below."""
    whole = sum(part.value for part in parts)
    key = format_html_join(
        "",
        '<li><span class="chart-key chart-key--{}"></span> {} <strong>{}</strong></li>',
        (
            (share_step(index), part.label, format_percent(part.value * 100 / whole))
            for index, part in enumerate(parts)
        ),
    )
    bar = share_bar(parts, title=title)
    return format_html('{}<ul class="key-row stats-key">{}</ul>', bar, key)


def locator(communes: Sequence[CommuneRow], code: str) -> SafeString:
    """Draw where the commune lies."""
    return locator_map(
        [
            Tile(row.code, row.name, row.tile_col, row.tile_row, is_current=row.code == code)
            for row in communes
            if row.tile_col is not None
        ]
    )


def commune_url(code: str, query: str = "") -> str:
    """Return the page of a commune with the same period and set."""
    return reverse("stats:commune", args=[code]) + (f"?{query}" if query else "")


def _million(row: CommuneRow) -> Decimal:
    return row.sales.completed_vnd / MILLION


def _tenth(vnd: Decimal) -> Decimal:
    return round(Decimal(vnd) / MILLION, 1)


def _by_value(row: CommuneRow) -> tuple:
    return (-row.sales.completed_vnd, row.name)


def _total_row(label: str, *figures: Decimal | int) -> tuple[str, ...]:
    return (label, *(format_number(figure) for figure in figures))
