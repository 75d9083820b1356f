"""The frame, the numbers and the scales that every chart shares.

Charts that stretch are laid out in per cent, so that their words keep their size on a
phone. Charts that must keep their shape have a view box. Parts are plain strings put together:
a page of officials draws five hundred, and ``format_html`` takes ten times as long for each. Every
word is escaped where it is written.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from common.numbers import format_number

Number = Decimal | float
STEPS = 5


def num(value: Number) -> str:
    """Return a coordinate with one decimal and a point, whatever the locale."""
    return f"{float(value):.1f}"


def pct(share: Number) -> str:
    """Return a share of 1 as a length in per cent."""
    return f"{float(share) * 100:.1f}%"


def figures(values: Sequence[Number | None]) -> list[str]:
    """Return the figures as shown: one decimal for all when any of them has one."""
    places = 0 if all(v is None or v == int(v) for v in values) else 1
    return ["—" if v is None else format_number(v, places) for v in values]


def drawn(markup: str) -> SafeString:
    """Return markup whose words the caller has escaped; the rest is numbers and names of ours."""
    return SafeString(markup)  # nosec B703


def join(parts: Iterable[str]) -> SafeString:
    """Return parts whose words are escaped one after another."""
    return drawn("".join(parts))


def step_of(value: Number, breaks: Sequence[Number]) -> int:
    """Return the colour step 1–5 of a value; ``breaks`` are the lower edges of 2–5."""
    return min(bisect_right(breaks, value) + 1, STEPS)


def stretched(
    body: SafeString, *, css: str, height: int, title: str, desc: str, has_links: bool = False
) -> SafeString:
    """Return a chart as wide as its container and ``height`` pixels high; see ``shaped``."""
    return _chart(body, css, f'width="100%" height="{height}"', title, desc, has_links)


def shaped(
    body: SafeString,
    *,
    css: str,
    size: tuple[Number, Number],
    title: str,
    desc: str,
    has_links: bool = False,
) -> SafeString:
    """Return a chart that scales with its shape kept.

    A chart with links is a group: an image would hide the links from a screen reader.
    """
    box = f'viewBox="0 0 {num(size[0])} {num(size[1])}"'
    return _chart(body, css, box, title, desc, has_links)


def _chart(
    body: SafeString, css: str, size: str, title: str, desc: str, has_links: bool
) -> SafeString:
    role, name = "group" if has_links else "img", escape(title)
    return drawn(
        f'<svg class="chart {css}" {size} role="{role}" aria-label="{name}">'
        f"<title>{name}</title><desc>{escape(desc)}</desc>{conditional_escape(body)}</svg>"
    )


def linked(body: SafeString, url: str) -> SafeString:
    """Return the part inside a link, or as it is when there is no address."""
    if not url:
        return body
    return drawn(f'<a class="chart__link" href="{escape(url)}">{conditional_escape(body)}</a>')


def axis_ticks(highest: Number) -> list[float]:
    """Return 3–5 round ticks from zero to just above the highest value."""
    top = float(highest)
    if top <= 0:
        return [0.0, 1.0]
    power = 10 ** (Decimal(str(top)).adjusted() - 1)
    for factor in (1, 2, 2.5, 5, 10, 20, 25, 50):
        step = factor * power
        count = -int(-top // step)
        if count <= 4:
            break
    return [index * step for index in range(count + 1)]
