"""Tables drawn on the server: a hundred rows of a dozen cells would be slow as a template.

The look is that of ``.data-table`` (70-official.css). Text is escaped; only ``SafeString``
cells are taken as they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

_ARROWS = {"": "", "ascending": " ▲", "descending": " ▼"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``url`` sorts by it, ``order`` is ``ascending`` or ``descending`` now."""

    label: str
    is_number: bool = False
    url: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that leads somewhere, or stands out as a badge (``wait``, ``ok``, ``plain``)."""

    text: str
    url: str = ""
    badge: str = ""


Row = Sequence[str | Cell]


def columns_of(first: str, *numbers: str) -> tuple[Column, ...]:
    """Return a column of names and columns of numbers."""
    return (Column(first), *(Column(label, is_number=True) for label in numbers))


def draw_table(
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    caption: str,
    foot: Row = (),
    heading_at: int = 0,
) -> SafeString:
    """Draw a table; the cell at ``heading_at`` names its row. ``caption`` is read aloud only."""
    numbers = [column.is_number for column in columns]
    body = "".join(_row(row, numbers, heading_at) for row in rows)
    end = f"<tfoot>{_row(foot, numbers, heading_at)}</tfoot>" if foot else ""
    # Every cell, heading and caption is escaped on its own.
    return SafeString(  # nosec B703
        f'<table class="data-table"><caption class="visually-hidden">{escape(caption)}</caption>'
        f"<thead><tr>{''.join(map(_heading, columns))}</tr></thead>"
        f"<tbody>{body}</tbody>{end}</table>"
    )


def _heading(column: Column) -> str:
    label = escape(column.label)
    if column.url:
        label = f'<a href="{escape(column.url)}">{label}{_ARROWS[column.order]}</a>'
    css = ' class="is-number"' if column.is_number else ""
    order = f' aria-sort="{column.order}"' if column.order else ""
    return f'<th scope="col"{css}{order}>{label}</th>'


def _row(row: Row, numbers: Sequence[bool], heading_at: int) -> str:
    cells = []
    for index, (cell, is_number) in enumerate(zip(row, numbers, strict=True)):
        css = ' class="is-number"' if is_number else ""
        if index == heading_at:
            cells.append(f'<th scope="row"{css}>{_content(cell)}</th>')
        else:
            cells.append(f"<td{css}>{_content(cell)}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _content(cell: str | Cell) -> str:
    if isinstance(cell, SafeString):
        return cell
    if isinstance(cell, str):
        return escape(cell)
    text = escape(cell.text)
    if cell.badge:
        text = f'<span class="badge badge--{cell.badge}">{text}</span>'
    return f'<a href="{escape(cell.url)}">{text}</a>' if cell.url else text
