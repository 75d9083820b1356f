"""Text in files that spreadsheets open: shown, never run."""

import re

#: What begins a formula, also full-width, or a call of another program. Source: OWASP, CSV
#: injection; spreadsheets pass over white space and marks that cannot be seen.
_RISKY = re.compile(r"^(?:[\t\r\n]|[\s\u00ad\u200b-\u200f\u2060\ufeff\"']*[=+\-@|＝＋－＠])")


def safe_cell(value: object) -> object:
    """Return the value so that a spreadsheet shows it and never runs it."""
    if isinstance(value, str) and _RISKY.match(value):
        return f"'{value}"
    return value
