"""Days as cells of sheets hold them: as written here, as ISO, or as Excel counts."""

import re
from datetime import date, timedelta

from common.dates import InvalidDate, parse_date

_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
_ISO = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME}")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
#: 20/11/2026 08:30, and the 08:30 20/11/2026 of some floors.
_WITH_TIME = re.compile(r"(?:\d{1,2}:\d{2}(?::\d{2})? )?(\S+?)(?: \d{1,2}:\d{2}(?::\d{2})?)?")
#: Day 0 of Excel: its 1900 has a 29 February.
_EXCEL = date(1899, 12, 30)


def sheet_day(text: str) -> date:
    """Return the day of a cell, the time of day left out. Raises ``InvalidDate``."""
    text = text.strip()
    if found := _ISO.fullmatch(text):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            raise InvalidDate from None
    if found := _SERIAL.fullmatch(text):
        return _EXCEL + timedelta(days=int(found[1]))
    found = _WITH_TIME.fullmatch(text)
    return parse_date(found[1] if found else text)
