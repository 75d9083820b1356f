"""The days that figures are asked for, read from the words ``ky``, ``tu`` and ``den``."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from common.dates import format_date, local_today

#: Nothing was sold here before; a longer period only makes a page of empty months.
EARLIEST = date(2020, 1, 1)
KINDS = {"thang": "Tháng này", "quy": "Quý này", "nam": "Năm nay"}
_ROMAN = ("I", "II", "III", "IV")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Parts:
    """A period cut for reading: whole months, and the days left over at its ends.

    ``months`` are firsts of months; ``days`` are spans of ``(first, last)``, both counted.
    """

    months: tuple[date, ...]
    days: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both counted; ``kind`` is a key of ``KINDS`` or empty."""

    first: date
    last: date
    kind: str = ""

    @property
    def year_before(self) -> "Period":
        """Return the same days of the year before."""
        return Period(_last_year(self.first), _last_year(self.last), self.kind)

    @property
    def label(self) -> str:
        """Return the period in words: ``tháng 1–11/2026``, ``quý IV/2026``.

        One that ends early says where: ``quý IV/2026 đến ngày 31/10/2026``. What still runs
        today is not early.
        """
        last = self.last
        if not self.kind:
            return f"từ {format_date(self.first)} đến {format_date(last)}"
        if self.kind == "thang":
            unit = f"tháng {last.month}/{last.year}"
        elif self.kind == "quy":
            unit = f"quý {_ROMAN[(last.month - 1) // 3]}/{last.year}"
        else:
            months = f"1–{last.month}" if last.month > 1 else "1"
            unit = f"tháng {months}/{last.year}"
        return f"{unit} đến ngày {format_date(last)}" if self._ends_early else unit

    @property
    def _ends_early(self) -> bool:
        """Tell whether days that are over are missing from the unit that the label names."""
        has_whole_month = self.last == end_of_month(self.last)
        is_end = has_whole_month and (self.kind != "quy" or self.last.month % 3 == 0)
        return not is_end and self.last < local_today()

    @property
    def is_over(self) -> bool:
        """Tell whether it ended before this month: what is known of today only is not of it."""
        return self.last < local_today().replace(day=1)

    @property
    def year(self) -> "Period":
        """Return the year of the last day up to that day."""
        return Period(date(self.last.year, 1, 1), self.last, "nam")

    def parts(self, *, today: date | None = None) -> Parts:
        """Return the whole months and the days beside them.

        The month of ``today`` is whole when the period reaches today: nothing is sold later.
        """
        today = today or local_today()
        months, spans = [], []
        start = self.first
        while start <= self.last:
            end = min(end_of_month(start), self.last)
            is_whole = start.day == 1 and (end == end_of_month(start) or end >= today)
            if is_whole:
                months.append(start)
            else:
                spans.append((start, end))
            start = end + _DAY
        return Parts(tuple(months), tuple(spans))

    def months(self) -> list[date]:
        """Return the first of every month that the period touches."""
        found, month = [], self.first.replace(day=1)
        while month <= self.last:
            found.append(month)
            month = end_of_month(month) + _DAY
        return found


def month_of(year: int, month: int) -> Period:
    """Return one whole month."""
    first = date(year, month, 1)
    return Period(first, end_of_month(first), "thang")


def end_of_month(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def read_period(words: dict, *, today: date | None = None) -> Period:
    """Return the period of a query; what cannot be read counts as not given.

    Without days ``ky`` is the month, quarter or year (the default) up to today. With ``den``
    it is the one that ends on that day; with ``tu`` the days are taken as they are.
    """
    today = today or local_today()
    kind = words.get("ky") if words.get("ky") in KINDS else "nam"
    first, last = _day(words.get("tu")), _day(words.get("den"))
    end = min(last or today, today)
    if first and first <= end:
        return Period(first, end)
    return Period(_start(kind, end), end, kind)


def _start(kind: str, end: date) -> date:
    month = {"thang": end.month, "quy": 3 * ((end.month - 1) // 3) + 1, "nam": 1}[kind]
    return date(end.year, month, 1)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day >= EARLIEST else None


def _last_year(day: date) -> date:
    """Return the day one year earlier; the last day of a month stays the last."""
    length = monthrange(day.year - 1, day.month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, length if is_last else min(day.day, length))
