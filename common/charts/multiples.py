"""Small multiples: many lines over the same months, each in its own frame, one scale for all."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from common.charts.svg import Number, axis_ticks, drawn, figures, num, stretched

_HEIGHT = 112
_TOP, _BOTTOM = 8, 88
_WIDTH = 1000

Line = Sequence[Number]


def small_multiples(
    lines: Sequence[tuple[Line, Line]], *, titles: Sequence[str], names: Sequence[str]
) -> list[SafeString]:
    """Draw ``(own, behind)`` lines from zero to one common top; ``behind`` is grey.

    ``names`` are those of the points; the first and the last are written under the line.
    """
    highest = max((float(v) for own, behind in lines for v in (*own, *behind)), default=0)
    top = axis_ticks(highest)[-1]
    return [
        _small(own, behind, title, names, top)
        for (own, behind), title in zip(lines, titles, strict=True)
    ]


def _small(own: Line, behind: Line, title: str, names: Sequence[str], top: float) -> SafeString:
    first, last = names[0] if names else "", names[-1] if len(names) > 1 else ""
    frame = (
        f'<line class="chart__grid" x1="0" x2="100%" y1="{_TOP}" y2="{_TOP}"/>'
        f'<line class="chart__axis" x1="0" x2="100%" y1="{_BOTTOM}" y2="{_BOTTOM}"/>'
        f'<text class="chart-line__first" x="0" y="{_BOTTOM + 16}">{escape(first)}</text>'
        f'<text class="chart-line__tick" x="100%" y="{_BOTTOM + 16}">{escape(last)}</text>'
    )
    lines = (
        f'<svg x="0" y="0" width="100%" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        ' preserveAspectRatio="none" overflow="visible">'
        f"{_path(behind, top, 'chart-line__series chart-line__series--context')}"
        f"{_path(own, top, 'chart-line__series')}</svg>"
    )
    words = "; ".join(f"{name} {figure}" for name, figure in zip(names, figures(own), strict=False))
    return stretched(
        drawn(frame + lines), css="chart-small", height=_HEIGHT, title=title, desc=words
    )


def _path(values: Line, top: float, css: str) -> str:
    if not values:
        return ""
    last = max(len(values) - 1, 1)
    points = [
        f"{num(_WIDTH * index / last)} {num(_BOTTOM - (_BOTTOM - _TOP) * float(value) / top)}"
        for index, value in enumerate(values)
    ]
    path = "M" + ("L".join(points) if len(points) > 1 else f"{points[0]}h1")
    return f'<path class="{css}" d="{path}"/>'
