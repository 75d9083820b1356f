"""Where: the tile map, the ranking in its colours, and the small map that shows one place."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.charts import RankRow, Tile, legend, locator_map, rank_bars, tile_map
from common.numbers import format_number, format_percent
from common.tables import Cell, columns_of
from stats.breaks import breaks_of
from stats.drawings.figure import MILLION, NOTHING, Figure, millions, whole_numbers
from stats.figures import CommuneRow, Summary
from stats.names import Place

_TOP = 10
_NEAR = 4
_EDGE = 0.36


def commune_map(page: Summary, url_of: Callable[[str], str], csv_url: str) -> Figure:
    """Draw each commune's completed value on the tile map; a tile leads to its page."""
    rows = sorted(page.communes, key=by_value)
    breaks = breaks_of([_million(row) for row in rows])
    tiles = [
        Tile(
            row.code,
            row.name,
            row.tile_col,
            row.tile_row,
            value=_million(row) if row.sales.completed_vnd else None,
            label=millions(row.sales.completed_vnd) if row.sales.completed_vnd else "0",
            url=url_of(row.code),
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
        f"{rows[0].name} bán nhiều nhất" if has_sales else NOTHING,
        f"Giá trị giao dịch thành công, triệu đồng, {page.period.label}. Bấm ô để xem từng xã.",
        drawing,
        columns_of("Xã, phường", "Đơn hoàn tất", "Giá trị, đồng"),
        [
            (
                Cell(row.title, url_of(row.code)),
                *whole_numbers(row.sales.completed, row.sales.completed_vnd),
            )
            for row in rows
        ],
        ("Cộng", *whole_numbers(page.total.completed, page.total.completed_vnd)),
        csv_url,
    )


def commune_ranking(page: Summary, url_of: Callable[[str], str], csv_url: str) -> Figure:
    """Draw the ten communes with the highest completed value, in the map's colours."""
    rows = sorted((r for r in page.communes if r.sales.completed_vnd), key=by_value)
    top, rest = rows[:_TOP], rows[_TOP:]
    top_vnd = sum((row.sales.completed_vnd for row in top), Decimal(0))
    rest_vnd = page.total.completed_vnd - top_vnd
    title = _ranking_title(len(top), top_vnd, page.total.completed_vnd)
    table = [(row.title, millions(row.sales.completed_vnd)) for row in top]
    left_over = f"Còn lại, {format_number(len(rest))} xã, phường"
    if rest:
        table.append((left_over, millions(rest_vnd)))
    bars = rank_bars(
        [RankRow(row.name, round(_million(row), 1), url_of(row.code)) for row in top],
        "triệu đồng",
        title=title,
        breaks=breaks_of([_million(row) for row in page.communes]),
    )
    return Figure(
        "xep-hang",
        title,
        f"Triệu đồng, {page.period.label}, cùng màu với bản đồ ô",
        bars if top else "",
        columns_of("Xã, phường", "Triệu đồng"),
        table,
        ("Cộng", millions(page.total.completed_vnd)) if top else (),
        csv_url,
        note=f"{left_over}: {millions(rest_vnd)} triệu đồng" if rest else "",
    )


def locator(communes: Sequence[Place], code: str) -> SafeString:
    """Draw where the commune lies."""
    return locator_map(
        [
            Tile(row.code, row.name, row.tile_col, row.tile_row, is_current=row.code == code)
            for row in communes
            if row.tile_col is not None
        ]
    )


def near(communes: Sequence[CommuneRow], row: CommuneRow) -> list[CommuneRow]:
    """Return the communes whose tiles touch this one, the nearest first."""
    if row.tile_col is None:
        return []
    apart = sorted(
        (abs(other.tile_col - row.tile_col) + abs(other.tile_row - row.tile_row), other.name, index)
        for index, other in enumerate(communes)
        if other.tile_col is not None and other.code != row.code and _touch(other, row)
    )
    return [communes[index] for _far, _name, index in apart[:_NEAR]]


def side_of(communes: Sequence[CommuneRow], row: CommuneRow) -> str:
    """Return in words where in the province the commune lies: ``phía tây bắc tỉnh``."""
    placed = [other for other in communes if other.tile_col is not None]
    if row.tile_col is None or not placed:
        return ""
    east = row.tile_col / max(max(other.tile_col for other in placed), 1)
    south = row.tile_row / max(max(other.tile_row for other in placed), 1)
    words = [
        *(["tây"] if east < _EDGE else ["đông"] if east > 1 - _EDGE else []),
        *(["bắc"] if south < _EDGE else ["nam"] if south > 1 - _EDGE else []),
    ]
    return f"phía {' '.join(words)} tỉnh" if words else "giữa tỉnh"


def by_value(row: CommuneRow) -> tuple:
    """Sort by value, the highest first, then by name."""
    return (-row.sales.completed_vnd, row.name)


def _touch(one: CommuneRow, other: CommuneRow) -> bool:
    return max(abs(one.tile_col - other.tile_col), abs(one.tile_row - other.tile_row)) <= 1


def _ranking_title(count: int, top_vnd: Decimal, total_vnd: Decimal) -> str:
    if not count:
        return NOTHING
    share = format_percent(top_vnd * 100 / total_vnd, 0)
    return f"{count} xã, phường đầu chiếm {share} giá trị"


def _million(row: CommuneRow) -> Decimal:
    return row.sales.completed_vnd / MILLION
