"""Draw a QR on our own machine: what it says is sent to nobody."""

from collections.abc import Iterator
from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET_ZONE = 4


def qr_svg(text: str, *, title: str) -> SafeString:
    """Return a QR as an inline SVG: black on white in every theme, error level M.

    One unit of the view box is one module; the quiet zone is inside. Size it with ``.qr-code``.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False)
    side = len(code.matrix) + 2 * QUIET_ZONE
    return format_html(
        '<svg class="qr-code" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"'
        ' role="img" aria-label="{title}" shape-rendering="crispEdges"><title>{title}</title>'
        '<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{dark}"/></svg>',
        side=side,
        title=title,
        dark="".join(_dark_runs(code.matrix)),
    )


def _dark_runs(matrix) -> Iterator[str]:
    """Yield one flat rectangle for each run of dark modules in a row."""
    for y, row in enumerate(matrix, QUIET_ZONE):
        x = QUIET_ZONE
        for is_dark, modules in groupby(row, key=bool):
            width = len(list(modules))
            if is_dark:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
