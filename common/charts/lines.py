"""Lines over months, and the tiny line inside a figure tile."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from common.charts.svg import Number, axis_ticks, drawn, figures, join, num, pct, shaped, stretched
from common.numbers import format_number

_HEIGHT = 300
_TOP, _BOTTOM = 16, 268
#: Where the plot lies between the ticks and the labels at the ends, on a phone and on a desk.
_NARROW, _WIDE = (0.11, 0.58), (0.06, 0.78)
_LABEL_GAP = 20
_SPARK = (96, 28)


@dataclass(frozen=True, slots=True)
class LineSeries:
    """One line: a name, one value per month (``None`` = no figure), grey or not."""

    label: str
    values: Sequence[Number | None]
    is_context: bool = False


def month_line(
    series: Sequence[LineSeries],
    *,
    title: str = "Theo tháng",
    months: Sequence[str] = (),
    unit: str = "",
    is_wide: bool = False,
) -> SafeString:
    """Draw lines from zero with a label at each end; no legend is needed.

    ``months`` name the points; without them the points are 1, 2, 3… A wide chart leaves less
    room for the labels and is meant for 700 px and more.
    """
    left, width = _WIDE if is_wide else _NARROW
    count = max((len(line.values) for line in series), default=0)
    names = list(months) or [str(index) for index in range(1, count + 1)]
    ticks = axis_ticks(max((v for s in series for v in _known(s)), default=0))
    ordered = sorted(series, key=lambda line: not line.is_context)
    body = join(
        [
            _grid(ticks),
            _month_names(names),
            *(_line(line, ticks[-1], len(names)) for line in ordered),
            _end_labels(series, ticks[-1], len(names)),
        ]
    )
    plot = (
        f'<svg class="chart-line__plot" x="{pct(left)}" y="0" width="{pct(width)}"'
        f' height="{_HEIGHT}" overflow="visible">{body}</svg>'
    )
    return stretched(
        drawn(plot),
        css="chart-line",
        height=_HEIGHT,
        title=title,
        desc=". ".join(_in_words(line, names, unit) for line in series),
    )


def sparkline(values: Sequence[Number | None], *, title: str = "Diễn biến") -> SafeString:
    """Draw a small line with a dot at its last point."""
    known = [(i, float(v)) for i, v in enumerate(values) if v is not None]
    width, height = _SPARK
    highest = max((value for _, value in known), default=0) or 1
    lowest = min((value for _, value in known), default=0)
    spread = (highest - lowest) or 1
    last = max(len(values) - 1, 1)
    points = [
        (4 + i / last * (width - 8), 4 + (highest - v) / spread * (height - 8)) for i, v in known
    ]
    body = f'<path class="chart-spark__line" d="{_path(points)}"/>'
    if points:
        x, y = points[-1]
        body += f'<circle class="chart-spark__dot" cx="{num(x)}" cy="{num(y)}" r="3"/>'
    desc = "; ".join(figures(values))
    return shaped(drawn(body), css="chart-spark", size=_SPARK, title=title, desc=desc)


def _known(line: LineSeries) -> list[float]:
    return [float(value) for value in line.values if value is not None]


def _x(index: int, count: int) -> float:
    return index / max(count - 1, 1)


def _y(value: Number, top: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * float(value) / top


def _grid(ticks: Sequence[float]) -> SafeString:
    left, right, parts = pct(0), pct(1), []
    for tick in ticks:
        css, y = "chart__grid" if tick else "chart__axis", num(_y(tick, ticks[-1]))
        parts.append(
            f'<line class="{css}" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'
            f'<text class="chart-line__tick" x="{left}" dx="-8" y="{y}">'
            f"{format_number(round(tick, 6))}</text>"
        )
    return join(parts)


def _month_names(names: Sequence[str]) -> SafeString:
    return join(
        f'<text class="chart-line__month" x="{pct(_x(index, len(names)))}"'
        f' y="{num(_BOTTOM + 20)}">{escape(name)}</text>'
        for index, name in enumerate(names)
    )


def _line(line: LineSeries, top: float, count: int) -> SafeString:
    """Draw one line; a month without a figure breaks it.

    The path lives in a 1000-wide box stretched to the plot; dots and words are in per cent.
    """
    css = "chart-line__series" + (" chart-line__series--context" * line.is_context)
    runs: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(line.values):
        if value is None:
            runs.append([])
        else:
            x = 1000 * index / max(count - 1, 1)
            runs[-1].append((x, _y(value, top)))
    points = " ".join(_path(run) for run in runs if run)
    path = (
        f'<svg x="0" y="0" width="100%" height="{_HEIGHT}" viewBox="0 0 1000 {_HEIGHT}"'
        f' preserveAspectRatio="none" overflow="visible"><path class="{css}" d="{points}"/></svg>'
    )
    if line.is_context:
        return drawn(path)
    dots = (
        f'<circle class="chart-line__dot" cx="{pct(_x(index, count))}"'
        f' cy="{num(_y(value, top))}" r="4"/>'
        for index, value in enumerate(line.values)
        if value is not None
    )
    return join((path, *dots))


def _end_labels(series: Sequence[LineSeries], top: float, count: int) -> SafeString:
    """Write ``tên: số`` at the end of each line, pushed apart where they would touch."""
    ends = sorted(
        ((_y(_known(line)[-1], top), line) for line in series if _known(line)),
        key=lambda end: end[0],
    )
    places: list[float] = []
    for y, _ in ends:
        places.append(max(y, places[-1] + _LABEL_GAP) if places else y)
    sink = max(places[-1] - (_BOTTOM - 4), 0) if places else 0
    x, parts = pct(_x(count - 1, count)), []
    for place, (_, line) in zip(places, ends, strict=True):
        css = "chart-line__label" + " chart-line__label--context" * line.is_context
        parts.append(
            f'<text class="{css}" x="{x}" dx="10" y="{num(place - sink)}">'
            f"{escape(line.label)}: {figures(_known(line))[-1]}</text>"
        )
    return join(parts)


def _path(points: Sequence[tuple[float, float]]) -> str:
    if len(points) == 1:
        x, y = points[0]
        return f"M{num(x)} {num(y)}h0.1"
    return "".join(
        f"{'L' if index else 'M'}{num(x)} {num(y)}" for index, (x, y) in enumerate(points)
    )


def _in_words(line: LineSeries, names: Sequence[str], unit: str) -> str:
    points = "; ".join(
        f"{name} {figure}" for name, figure in zip(names, figures(line.values), strict=False)
    )
    return f"{line.label}{f' ({unit})' if unit else ''}: {points}"
