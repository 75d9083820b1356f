"""What a definition of a figure is, and the raw measures that figures are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from stats.figures import Sales, SoFar

Number = int | Decimal


class Group(StrEnum):
    """What a figure is about, in the order and the words of the page."""

    SALES = "Giao dịch"
    SELLERS = "Cơ sở bán"
    GOODS = "Sản phẩm"
    HOUSEHOLDS = "Hộ"
    MARKETS = "Chợ"
    VISITS = "Truy cập"
    FLOORS = "Sàn khác"


class Over(StrEnum):
    """Over what the parts of a figure add up to the whole."""

    COMMUNE = "commune"
    MONTH = "month"
    SET = "set"
    STARS = "stars"
    SELLER = "seller"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Raw measures of one place and period; None is what is not known there.

    Amounts are đồng, weights grams. Names and meanings are those of the cells. A field may be
    added, never renamed or removed: figures of old reports are computed from them again.
    """

    placed: int | None = None
    placed_vnd: Decimal | None = None
    completed: int | None = None
    completed_vnd: Decimal | None = None
    completed_g: int | None = None
    cancelled: int | None = None
    cancelled_vnd: Decimal | None = None
    returned: int | None = None
    returned_vnd: Decimal | None = None
    #: Sellers with a completed order in the period, each once.
    selling: int | None = None
    #: Completed orders paid by bank QR or through a gateway.
    cashless: int | None = None
    #: Completed orders whose goods went to another province; an unknown place is none.
    out_of_province: int | None = None
    #: Distinct buyers of one calendar month.
    buyers: int | None = None
    sellers: int | None = None
    self_listing_sellers: int | None = None
    listings: int | None = None
    ocop_listings: int | None = None
    expiring_listings: int | None = None
    low_listings: int | None = None
    in_stock: int | None = None
    in_stock_g: int | None = None
    allocated: int | None = None
    stock_vnd: Decimal | None = None
    registered: int | None = None
    claimed: int | None = None
    active: int | None = None
    markets: int | None = None
    markets_40: int | None = None
    visits: int | None = None
    views: int | None = None
    #: What one other floor reports of itself.
    floor_products: int | None = None
    floor_transactions: int | None = None
    floor_vnd: Decimal | None = None
    #: What the list of markets declares of traders.
    market_traders: int | None = None
    market_qr_traders: int | None = None
    #: Stalls on the site, and what was sold at them; no part of the sales above.
    stalls: int | None = None
    qr_stalls: int | None = None
    stall_sales: int | None = None
    stall_sales_vnd: Decimal | None = None

    @classmethod
    def of(
        cls, sales: "Sales | None" = None, so_far: "SoFar | None" = None, **more: Number | None
    ) -> Self:
        """Return the facts of sales and of where things stand, and ``more`` by name."""
        known = {name: getattr(sales, name) for name in SALES_FACTS if sales is not None}
        if so_far is not None:
            known |= {name: getattr(so_far, name, None) for name in SO_FAR_FACTS}
        return cls(**known | more)

    def as_stored(self) -> dict[str, int | str]:
        """Return what is known, fit for JSON: counts as numbers, amounts as text."""
        known = {name: getattr(self, name) for name in FACTS}
        return {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in known.items()
            if value is not None
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, int | str]) -> Self:
        """Return the facts that ``as_stored`` wrote."""
        return cls(
            **{
                name: Decimal(value) if isinstance(value, str) else value
                for name, value in stored.items()
            }
        )


FACTS = tuple(field.name for field in fields(Facts))
SALES_FACTS = FACTS[: FACTS.index("selling")]
SO_FAR_FACTS = FACTS[FACTS.index("sellers") : FACTS.index("visits")]


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One version of what a figure means. A released version never changes.

    ``text`` and ``formula`` are for officials. ``why_not`` says why the figure does not add up
    over what is missing in ``adds_over``; empty when nothing is missing. ``compute`` reads
    fields of its ``Facts`` and nothing else, so that its own source is all of it.
    """

    id: str
    group: Group
    name: str
    unit: str
    text: str
    formula: str
    source: str
    compute: Callable[[Facts], Number | None]
    adds_over: tuple[Over, ...] = ()
    why_not: str = ""
    version: int = 1
    since: date = date(2026, 1, 1)

    @property
    def key(self) -> str:
        """Return the name of this very version: ``T4@1``."""
        return f"{self.id}@{self.version}"
