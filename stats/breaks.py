"""Where one colour of the map ends and the next begins."""

from collections.abc import Sequence
from decimal import Decimal

#: Below the colour steps 2–5 lie so many per cent of the communes that sold something.
_CUTS = (30, 55, 75, 90)
#: Lower edges of the colour steps are rounded to one of these times a power of ten.
_ROUND = (Decimal(1), Decimal(2), Decimal(3), Decimal(5), Decimal(10))


def breaks_of(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return four rising, rounded lower edges; the darker the step, the fewer values."""
    positive = sorted(value for value in values if value > 0)
    if not positive:
        return ()
    edges: list[Decimal] = []
    for part in _CUTS:
        edge = _rounded(positive[min(len(positive) * part // 100, len(positive) - 1)])
        if edges and edge <= edges[-1]:
            edge = _next_round(edges[-1])
        edges.append(edge)
    return tuple(edges)


def _rounded(value: Decimal) -> Decimal:
    power = Decimal(1).scaleb(value.adjusted())
    return max(step * power for step in _ROUND if step * power <= value)


def _next_round(value: Decimal) -> Decimal:
    power = Decimal(1).scaleb(value.adjusted())
    return min(step * power for step in _ROUND if step * power > value)
