"""A map of equal tiles, one for each commune, so that small wards count as much."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString

from common.charts.svg import STEPS, Number, drawn, join, linked, num, shaped, step_of
from common.numbers import format_number

_TILE = (88, 54)
_PITCH = (90.5, 57)
_LINE = 15
_LETTERS_PER_LINE = 10
_SMALL_TILE = (18, 10)
_SMALL_PITCH = (20, 12)


@dataclass(frozen=True, slots=True)
class Tile:
    """One commune on the map.

    ``label`` is the figure as shown (``118,1``, ``ít hơn 3``). A suppressed tile is
    hatched and its value is never written anywhere.
    """

    code: str
    name: str
    col: int
    row: int
    value: Number | None = None
    label: str = ""
    url: str = ""
    is_suppressed: bool = False
    is_current: bool = False


def tile_map(
    tiles: Sequence[Tile],
    breaks: Sequence[Number],
    *,
    title: str = "Bản đồ ô theo xã, phường",
    hatch_id: str = "tile-map-hatch",
) -> SafeString:
    """Draw the tile map; ``breaks`` are the four lower edges of colour steps 2–5.

    ``hatch_id`` must be unique on the page.
    """
    body = join([_hatch(hatch_id), *(_tile(t, breaks, hatch_id) for t in tiles)])
    return shaped(
        body,
        css="chart-tiles",
        size=_extent(tiles, _PITCH, _TILE),
        title=title,
        desc="; ".join(f"{t.name}: {t.label or 'chưa có số liệu'}" for t in tiles),
        has_links=any(t.url for t in tiles),
    )


def locator_map(tiles: Sequence[Tile], *, title: str = "Vị trí") -> SafeString:
    """Draw the small map without words; the current tile is filled."""
    width, height = _SMALL_TILE
    body = join(
        f'<rect class="tile-small{" is-current" if t.is_current else ""}"'
        f' x="{num(1 + t.col * _SMALL_PITCH[0])}" y="{num(1 + t.row * _SMALL_PITCH[1])}"'
        f' width="{width}" height="{height}" rx="1.5"/>'
        for t in tiles
    )
    here = ", ".join(t.name for t in tiles if t.is_current)
    return shaped(
        body,
        css="chart-locator",
        size=_extent(tiles, _SMALL_PITCH, _SMALL_TILE),
        title=title,
        desc=f"Ô đậm là {here}" if here else title,
    )


def legend(
    breaks: Sequence[Number],
    *,
    suppressed_label: str = "ít hơn 3 cơ sở",
    hatch_id: str = "tile-legend-hatch",
) -> SafeString:
    """Draw the strip that explains the colour steps and the hatching."""
    words = _step_words(breaks)
    if suppressed_label:
        words.append(suppressed_label)
    width = 720 / max(len(words), 1)
    parts = [_hatch(hatch_id)]
    for index, word in enumerate(words):
        is_hatched = bool(suppressed_label) and index == len(words) - 1
        css = "tile__hatched" if is_hatched else f"chart-fill--{index + 1}"
        fill, left = _hatched_fill(hatch_id) if is_hatched else "", num(1 + index * width)
        parts.append(
            f'<rect class="{css}"{fill} x="{left}" y="1" width="{num(width)}" height="12"/>'
            f'<text class="chart-legend__text" x="{left}" y="32">{escape(word)}</text>'
        )
    return shaped(
        join(parts),
        css="chart-legend",
        size=(722, 40),
        title="Chú giải màu",
        desc="; ".join(words),
    )


def _step_words(breaks: Sequence[Number]) -> list[str]:
    edges = [format_number(edge) for edge in breaks][: STEPS - 1]
    if not edges:
        return []
    between = [f"{low} đến dưới {high}" for low, high in pairwise(edges)]
    return [f"dưới {edges[0]}", *between, f"{edges[-1]} trở lên"]


def _extent(
    tiles: Sequence[Tile], pitch: tuple[float, float], tile: tuple[float, float]
) -> tuple[float, float]:
    columns = max((t.col for t in tiles), default=0)
    rows = max((t.row for t in tiles), default=0)
    return (columns * pitch[0] + tile[0] + 2, rows * pitch[1] + tile[1] + 2)


def _hatch(hatch_id: str) -> str:
    return (
        f'<defs><pattern id="{escape(hatch_id)}" width="8" height="8"'
        ' patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect class="hatch__paper" width="8" height="8"/>'
        '<line class="hatch__line" x1="0" y1="0" x2="0" y2="8"/></pattern></defs>'
    )


def _hatched_fill(hatch_id: str) -> str:
    return f' fill="url(#{escape(hatch_id)})"'


def _tile(tile: Tile, breaks: Sequence[Number], hatch_id: str) -> SafeString:
    """Draw one tile. A hundred stand on a page, hence the plain strings."""
    left, top = 1 + tile.col * _PITCH[0], 1 + tile.row * _PITCH[1]
    lines = [("tile__name", line) for line in _name_lines(tile.name)]
    if tile.label:
        lines.append(("tile__value", tile.label))
    first, middle = top + _TILE[1] / 2 - (len(lines) - 1) * _LINE / 2, num(left + _TILE[0] / 2)
    words = "".join(
        f'<text class="{css}" x="{middle}" y="{num(first + index * _LINE)}">{escape(text)}</text>'
        for index, (css, text) in enumerate(lines)
    )
    hatched, fill = (" tile__hatched", _hatched_fill(hatch_id)) if tile.is_suppressed else ("", "")
    box = (
        f'<rect class="tile__box{hatched}"{fill} x="{num(left)}" y="{num(top)}"'
        f' width="{_TILE[0]}" height="{_TILE[1]}" rx="3"/>'
    )
    css = f"tile tile--{_tile_step(tile, breaks)}{' is-current' if tile.is_current else ''}"
    return linked(drawn(f'<g class="{css}">{box}{words}</g>'), tile.url)


def _tile_step(tile: Tile, breaks: Sequence[Number]) -> str:
    if tile.is_suppressed:
        return "suppressed"
    return "none" if tile.value is None else str(step_of(tile.value, breaks))


def _name_lines(name: str) -> list[str]:
    """Break a long name once, at the space nearest to its middle."""
    words = name.split()
    if len(name) <= _LETTERS_PER_LINE or len(words) < 2:
        return [name]
    splits = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return list(min(splits, key=lambda pair: max(map(len, pair))))
