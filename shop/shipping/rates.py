"""What a parcel costs: a dated table by distance band and weight.

The figures are the flat fees of the pilot, agreed with the carriers; a new agreement is a
new table with its first day, never an edit of an old one.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from common.dates import local_today
from places.home import HOME_PROVINCE

#: The heaviest parcel that carriers take; more goods travel in several parcels.
MAX_PARCEL_G = 50_000
#: Hà Nội, Cao Bằng, Tuyên Quang, Lạng Sơn, Bắc Ninh, Phú Thọ: they touch Thái Nguyên.
NEIGHBOURS_OF_HOME = frozenset({"01", "04", "08", "20", "24", "25"})


@dataclass(frozen=True, slots=True)
class Rate:
    """The fee of one distance band in đồng, and the days on the road."""

    base_vnd: Decimal
    extra_kg_vnd: Decimal
    min_days: int
    max_days: int


@dataclass(frozen=True, slots=True)
class RateTable:
    """All bands from one day on; ``included_g`` travels for the base fee."""

    valid_from: dt.date
    included_g: int
    same_province: Rate
    neighbour: Rate
    far: Rate
    source: str

    def rate_for(self, *, origin_code: str, destination_code: str) -> Rate:
        """Return the rate between two provinces, given by their codes."""
        if origin_code == destination_code:
            return self.same_province
        ends = {origin_code, destination_code}
        if HOME_PROVINCE in ends and ends & NEIGHBOURS_OF_HOME:
            return self.neighbour
        return self.far


TABLES: tuple[RateTable, ...] = (
    RateTable(
        valid_from=dt.date(2025, 1, 1),
        included_g=2_000,
        same_province=Rate(Decimal(20_000), Decimal(3_000), 1, 2),
        neighbour=Rate(Decimal(30_000), Decimal(5_000), 2, 3),
        far=Rate(Decimal(40_000), Decimal(7_000), 3, 5),
        source="Biểu phí giao hàng của sàn, áp dụng từ 01/01/2025",
    ),
)


def table_on(day: dt.date | None = None) -> RateTable:
    """Return the table in force on a day (today when none is given)."""
    wanted = day or local_today()
    valid = [table for table in TABLES if table.valid_from <= wanted]
    return max(valid or TABLES[:1], key=lambda table: table.valid_from)


def parcel_fee(
    *,
    weight_g: int,
    origin_code: str,
    destination_code: str,
    day: dt.date | None = None,
) -> Decimal:
    """Return the fee in đồng of what one seller sends; a begun kilogram counts as a whole one.

    Goods above ``MAX_PARCEL_G`` travel, and cost, as several parcels.
    """
    table = table_on(day)
    rate = table.rate_for(origin_code=origin_code, destination_code=destination_code)
    return _fee(rate, weight_g, table.included_g)


def parcel_count(weight_g: int) -> int:
    """Return in how many parcels a carrier takes goods of this weight; at least one."""
    return max(-(-weight_g // MAX_PARCEL_G), 1)


def fee_from(weight_g: int = 0, day: dt.date | None = None) -> Decimal:
    """Return the lowest fee that goods of this weight can have, in đồng."""
    table = table_on(day)
    return _fee(table.same_province, weight_g, table.included_g)


def _fee(rate: Rate, weight_g: int, included_g: int) -> Decimal:
    full = parcel_count(weight_g) - 1
    last_g = weight_g - full * MAX_PARCEL_G
    return full * _one_fee(rate, MAX_PARCEL_G, included_g) + _one_fee(rate, last_g, included_g)


def _one_fee(rate: Rate, weight_g: int, included_g: int) -> Decimal:
    extra_kg = -(-max(weight_g - included_g, 0) // 1_000)
    return rate.base_vnd + rate.extra_kg_vnd * extra_kg
