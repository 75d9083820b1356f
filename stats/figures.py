"""What the figures look like when they leave this app. Plain values, no rows of the database."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal

from stats.period import Period


@dataclass(frozen=True)
class Sales:
    """Counts and sums of seller orders. Values in đồng, weights in grams."""

    placed: int = 0
    placed_vnd: Decimal = Decimal(0)
    completed: int = 0
    completed_vnd: Decimal = Decimal(0)
    completed_g: int = 0
    cancelled: int = 0
    returned: int = 0

    def __add__(self, other: "Sales") -> "Sales":
        """Return the sum, figure by figure."""
        return Sales(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Sales)))


SALES_FIELDS = tuple(f.name for f in fields(Sales))


@dataclass(frozen=True)
class SoFar:
    """Where things stand now, whatever the period."""

    sellers: int = 0
    self_listing_sellers: int = 0
    listings: int = 0
    ocop_listings: int = 0
    in_stock: int = 0
    stock_vnd: Decimal = Decimal(0)
    placed: int = 0
    registered: int = 0
    claimed: int = 0
    active: int = 0
    markets_40: int = 0
    markets: int = 0


@dataclass(frozen=True)
class CommuneRow:
    """One commune: its sales in the period and a year earlier, its goods and households."""

    code: str
    name: str
    title: str
    tile_col: int | None
    tile_row: int | None
    sales: Sales
    before: Sales
    so_far: SoFar


@dataclass(frozen=True)
class SetRow:
    """One product set; ``share`` is the part of the whole value in per cent.

    An order with two sets counts in both, so only values and weights add up.
    """

    code: str
    name: str
    orders: int
    completed_vnd: Decimal
    completed_g: int
    share: Decimal


@dataclass(frozen=True)
class MonthRow:
    """One month, named by its first day, beside the same month of the year before."""

    month: date
    sales: Sales
    before: Sales


@dataclass(frozen=True)
class Freshness:
    """``as_of``: every order up to then is counted. ``pending`` dirty keys are to compute."""

    as_of: datetime
    pending: int


@dataclass(frozen=True)
class Summary:
    """The figures of a scope for a period: one total, cut by commune, set and month.

    ``months`` run from January of the period's year to its end.
    """

    period: Period
    set_code: str
    set_name: str
    total: Sales
    before: Sales
    so_far: SoFar
    communes: list[CommuneRow]
    sets: list[SetRow]
    months: list[MonthRow]
    freshness: Freshness
    set_choices: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class CommunePage:
    """One commune among all; ``total`` and ``so_far`` are those of the province.

    ``months`` and ``sets`` are the commune's own.
    """

    period: Period
    set_code: str
    set_name: str
    row: CommuneRow
    total: Sales
    so_far: SoFar
    communes: list[CommuneRow]
    sets: list[SetRow]
    months: list[MonthRow]
    months_of_all: list[MonthRow]
    freshness: Freshness
    set_choices: list[tuple[str, str]]


@dataclass(frozen=True)
class SellerRow:
    """One seller of a commune, with its name: for officials only."""

    id: int
    name: str
    kind: str
    listings: int
    ocop_listings: int
    first_sale_on: date | None
    completed: int
    completed_vnd: Decimal
