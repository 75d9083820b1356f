"""What the figures look like when they leave this app. Plain values, no rows of the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import add, sub
from typing import NamedTuple

from stats.models import ALL_SETS, ALL_STARS
from stats.period import Period


@dataclass(frozen=True)
class Asked:
    """Which goods and sales the figures are about; the defaults leave nothing out."""

    set_code: str = ALL_SETS
    stars: int = ALL_STARS
    channel: str = ""

    @property
    def is_everything(self) -> bool:
        """Tell whether all goods count, so that cuts by kind, payment and place exist."""
        return self.set_code == ALL_SETS and self.stars == ALL_STARS


EVERYTHING = Asked()


class Sales(NamedTuple):
    """Counts and sums of seller orders. Values in đồng, weights in grams.

    A page makes and adds hundreds, hence a tuple.
    """

    placed: int = 0
    placed_vnd: Decimal = Decimal(0)
    completed: int = 0
    completed_vnd: Decimal = Decimal(0)
    completed_g: int = 0
    cancelled: int = 0
    cancelled_vnd: Decimal = Decimal(0)
    returned: int = 0
    returned_vnd: Decimal = Decimal(0)

    def __add__(self, other: "Sales") -> "Sales":
        """Return the sum, figure by figure."""
        return Sales(*map(add, self, other))

    def __sub__(self, other: "Sales") -> "Sales":
        """Return the difference, figure by figure."""
        return Sales(*map(sub, self, other))

    @property
    def mean_vnd(self) -> Decimal | None:
        """Return the mean value of a completed order, None when there is none."""
        return self.completed_vnd / self.completed if self.completed else None


SALES_FIELDS = Sales._fields


def total_of(sales: Iterable[Sales]) -> Sales:
    """Return the sum."""
    return Sales(*map(sum, zip(*sales, strict=True)))


class SoFar(NamedTuple):
    """Where things stand now, whatever the period."""

    sellers: int = 0
    self_listing_sellers: int = 0
    listings: int = 0
    ocop_listings: int = 0
    expiring_listings: int = 0
    low_listings: int = 0
    in_stock: int = 0
    in_stock_g: int = 0
    stock_vnd: Decimal = Decimal(0)
    registered: int = 0
    claimed: int = 0
    active: int = 0
    markets_40: int = 0
    markets: int = 0


class CommuneRow(NamedTuple):
    """One commune: its sales in the period and a year earlier, its goods and households.

    ``selling`` are its sellers with a completed order in the period.
    """

    code: str
    name: str
    title: str
    tile_col: int | None
    tile_row: int | None
    sales: Sales
    before: Sales
    so_far: SoFar
    selling: int = 0


class PartRow(NamedTuple):
    """One part of the sales; ``share`` is the part of the whole value in per cent."""

    code: str
    name: str
    sales: Sales
    share: Decimal


@dataclass(frozen=True)
class Breakdown:
    """The sales cut by one property. ``rows`` minus ``repeated`` add up to ``total``.

    ``repeated`` is what rows count more than once: an order with goods of two sets stands in
    both. Values and weights are never repeated.
    """

    rows: list[PartRow]
    total: Sales
    repeated: Sales


class MonthRow(NamedTuple):
    """One month, named by its first day, beside the same days of the year before.

    ``buyers`` are distinct within the month and counted for all goods only; None in a month
    that the period cuts.
    """

    month: date
    sales: Sales
    before: Sales
    buyers: int | None = 0


@dataclass(frozen=True)
class Freshness:
    """``as_of``: every order up to then is counted. ``pending`` dirty keys are to compute."""

    as_of: datetime
    pending: int


@dataclass(frozen=True)
class Summary:
    """The figures of a scope for a period: one total, cut by commune, set, stars and month.

    ``months`` run from January of the period's year to its end. ``selling`` are the sellers
    with a completed order in the period, each once. The cuts ``kinds``, ``payments`` and
    ``places`` are None while a set or stars are asked for.
    """

    period: Period
    asked: Asked
    set_name: str
    total: Sales
    before: Sales
    so_far: SoFar
    selling: int
    communes: list[CommuneRow]
    sets: Breakdown
    stars: Breakdown
    months: list[MonthRow]
    freshness: Freshness
    kinds: Breakdown | None = None
    payments: Breakdown | None = None
    places: Breakdown | None = None
    set_choices: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class CommunePage:
    """One commune among all; ``total`` and ``so_far`` are those of the province.

    ``months``, ``sets`` and ``stars`` are the commune's own. ``courses`` are ``{(set, month):
    sales}`` of the year so far. For those who may not see the whole province the others hold
    zeros, ``months_of_all`` and ``courses_of_all`` are None.
    """

    period: Period
    asked: Asked
    set_name: str
    row: CommuneRow
    total: Sales
    so_far: SoFar
    communes: list[CommuneRow]
    sets: Breakdown
    stars: Breakdown
    months: list[MonthRow]
    months_of_all: list[MonthRow] | None
    courses: dict[tuple[str, date], Sales]
    courses_of_all: dict[tuple[str, date], Sales] | None
    set_choices: list[tuple[str, str]]

    @property
    def has_mean(self) -> bool:
        """Tell whether the commune may be put beside the mean of all."""
        return self.months_of_all is not None


class SellerRow(NamedTuple):
    """One seller of a commune, with its name: for officials only."""

    id: int
    name: str
    kind: str
    listings: int
    ocop_listings: int
    first_sale_on: date | None
    completed: int
    #: What the goods of the completed orders are worth, in đồng.
    completed_vnd: Decimal
    #: The last day of the best certificate in force, and its stars.
    stars: int = 0
    expires_on: date | None = None
