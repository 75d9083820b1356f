"""A figure of the officials' pages: a finding in words, a drawing, and the same as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.safestring import SafeString

from common.numbers import format_number
from common.tables import Column, Row, draw_table

MILLION = Decimal(1_000_000)
NOTHING = "Chưa có đơn hoàn tất trong kỳ này"


@dataclass(frozen=True)
class Figure:
    """What ``stats/_figure.html`` shows. ``foot`` is the total of ``rows``, as a row."""

    figure_id: str
    title: str
    subtitle: str
    drawing: SafeString | str = ""
    columns: Sequence[Column] = ()
    rows: list[Row] = field(default_factory=list)
    foot: Row = ()
    csv_url: str = ""
    #: Shown at once instead of behind "Xem bảng": the table is the figure.
    is_table: bool = False
    #: A table of few columns, which would be torn apart over the whole page.
    is_narrow: bool = False
    note: str = ""
    #: Where the rest is: a label and an address.
    more: tuple[str, str] | None = None

    @property
    def table(self) -> SafeString | str:
        """Return the table, nothing when it has no rows."""
        if not self.rows:
            return ""
        return draw_table(self.columns, self.rows, caption=self.title, foot=self.foot)


def millions(vnd: Decimal, places: int = 1) -> str:
    """Return đồng as millions with one decimal: ``118,1``."""
    return format_number(Decimal(vnd) / MILLION, places)


def tenth(vnd: Decimal) -> Decimal:
    """Return đồng as millions, rounded as they are shown."""
    return round(Decimal(vnd) / MILLION, 1)


def whole_numbers(*values: Decimal | int) -> tuple[str, ...]:
    """Return figures as they stand in a table."""
    return tuple(format_number(value) for value in values)


def kilograms(grams: int) -> str:
    """Return grams as kilograms with one decimal: ``1.234,5``."""
    return format_number(Decimal(grams) / 1000, 1)
