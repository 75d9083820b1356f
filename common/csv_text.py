"""Text in files that spreadsheets open: shown, never run."""

import re
from collections.abc import Iterable

#: What begins a formula, also full-width, or a call of another program. Source: OWASP, CSV
#: injection; spreadsheets pass over white space and marks that cannot be seen.
_RISKY = re.compile(r"^(?:[\t\r\n]|[\s\u00ad\u200b-\u200f\u2060\ufeff\"']*[=+\-@|＝＋－＠])")

#: A semicolon or a tab would begin a new cell in spreadsheets of some countries.
_QUOTED = re.compile(r'[",;|\t\r\n]')


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as CSV: UTF-8 with BOM, no text that a spreadsheet would run."""
    return ("\ufeff" + ("".join(map(csv_line, rows)) or "\r\n")).encode()


def csv_line(row: Iterable[object]) -> str:
    """Return one row with its end of line; a file of them begins with a BOM."""
    return ",".join(map(_field, row)) + "\r\n"


def safe_cell(value: object) -> object:
    """Return the value so that a spreadsheet shows it and never runs it."""
    if isinstance(value, str) and _RISKY.match(value):
        return f"'{value}"
    return value


def _field(value: object) -> str:
    text = str(safe_cell(value))
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
