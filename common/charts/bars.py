"""Horizontal bars: a ranking, progress towards a plan, parts of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from common.charts.svg import (
    STEPS,
    Number,
    drawn,
    figures,
    join,
    linked,
    num,
    pct,
    step_of,
    stretched,
)
from common.numbers import format_number, format_percent

_ROW_HEIGHT = 34
_BAR_HEIGHT = 22
_LABEL_SHARE = 0.34
_BAR_SHARE = 0.50
_SHARE_STEPS = (5, 4, 2, 1)
_SHARE_TEXT_FROM = 0.15


@dataclass(frozen=True, slots=True)
class RankRow:
    """One bar: its name, its value, and where a click leads."""

    label: str
    value: Number
    url: str = ""


@dataclass(frozen=True, slots=True)
class SharePart:
    """One part of a whole; the values need not add up to 100."""

    label: str
    value: Number


def rank_bars(
    rows: Sequence[RankRow],
    unit: str,
    *,
    title: str = "Xếp hạng",
    breaks: Sequence[Number] = (),
) -> SafeString:
    """Draw ranked bars with their values; ``breaks`` give them the map's colours.

    ``unit`` is read aloud with each value; say it in words in the subtitle as well.
    """
    highest = max((float(row.value) for row in rows), default=0) or 1
    shown = figures([row.value for row in rows])
    body = join(
        _rank_row(row, index, shown[index], highest, breaks) for index, row in enumerate(rows)
    )
    left, bottom = pct(_LABEL_SHARE), len(rows) * _ROW_HEIGHT
    axis = f'<line class="chart__axis" x1="{left}" x2="{left}" y1="0" y2="{bottom}"/>'
    return stretched(
        drawn(body + axis),
        css="chart-bar",
        height=len(rows) * _ROW_HEIGHT,
        title=title,
        desc="; ".join(
            f"{row.label}: {figure} {unit}" for row, figure in zip(rows, shown, strict=True)
        ),
        has_links=any(row.url for row in rows),
    )


def plan_bar(value: Number, target: Number, *, label: str = "Chỉ tiêu") -> SafeString:
    """Draw progress with a dark mark at the target."""
    reached = float(value) >= float(target)
    full = max(float(target) * 1.15, float(value) * 1.05) or 1
    css = "chart-plan__fill" + " chart-plan__fill--reached" * reached
    body = drawn(
        '<rect class="chart-plan__track" x="0" y="4" width="100%" height="20"/>'
        f'<rect class="{css}" x="0" y="4" width="{pct(max(float(value), 0) / full)}" height="20"/>'
        f'<svg x="{pct(float(target) / full)}" y="0" width="7" height="28" overflow="visible">'
        '<rect class="chart-plan__gap" x="-3.5" y="4" width="7" height="20"/>'
        '<rect class="chart-plan__target" x="-1.5" y="0" width="3" height="28"/></svg>'
    )
    return stretched(
        body,
        css="chart-plan",
        height=28,
        title=label,
        desc=f"Đạt {format_number(value)}, chỉ tiêu {format_number(target)}",
    )


def share_bar(parts: Sequence[SharePart], *, title: str = "Cơ cấu") -> SafeString:
    """Draw the parts of a whole as one bar; list the parts in words beside it."""
    total = sum(float(part.value) for part in parts) or 1
    pieces, start = [], 0.0
    for index, part in enumerate(parts):
        share = float(part.value) / total
        pieces.append(_share_piece(start, share, share_step(index)))
        start += share
    return stretched(
        join(pieces),
        css="chart-share",
        height=44,
        title=title,
        desc="; ".join(
            f"{part.label}: {format_percent(float(part.value) / total * 100)}" for part in parts
        ),
    )


def share_step(index: int) -> int:
    """Return the colour step of a part by its place, for its key in the list."""
    return _SHARE_STEPS[min(index, len(_SHARE_STEPS) - 1)]


def _rank_row(
    row: RankRow, index: int, shown: str, highest: float, breaks: Sequence[Number]
) -> SafeString:
    top = index * _ROW_HEIGHT
    share = max(float(row.value), 0) / highest * _BAR_SHARE
    middle, y = num(top + _ROW_HEIGHT / 2), num(top + (_ROW_HEIGHT - _BAR_HEIGHT) / 2)
    label = f'<text class="chart-bar__label" x="0" y="{middle}">{escape(row.label)}</text>'
    step = step_of(row.value, breaks) if breaks else STEPS
    return drawn(
        f'{linked(drawn(label), row.url)}<rect class="chart-bar__fill chart-fill--{step}"'
        f' x="{pct(_LABEL_SHARE)}" y="{y}" width="{pct(share)}" height="{_BAR_HEIGHT}"/>'
        f'<text class="chart-bar__value" x="{pct(_LABEL_SHARE + share)}" dx="8" y="{middle}">'
        f"{escape(shown)}</text>"
    )


def _share_piece(start: float, share: float, step: int) -> SafeString:
    box = (
        f'<rect class="chart-share__part chart-fill--{step}" x="{pct(start)}" y="0"'
        f' width="{pct(share)}" height="44"/>'
    )
    if share < _SHARE_TEXT_FROM:
        return drawn(box)
    return drawn(
        f'{box}<text class="chart-share__text chart-ink--{step}" x="{pct(start)}" dx="6" y="22">'
        f"{format_percent(share * 100)}</text>"
    )
