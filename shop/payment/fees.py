"""What the market keeps of a completed sale: a dated rate, nothing so far."""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from common.dates import local_today


@dataclass(frozen=True, slots=True)
class FeeRate:
    """The share of the goods' value in percent from one day on."""

    valid_from: dt.date
    percent: Decimal
    legal_basis: str


RATES: tuple[FeeRate, ...] = (
    FeeRate(dt.date(2025, 1, 1), Decimal(0), "Quy chế hoạt động: sàn của tỉnh không thu phí"),
)


def rate_on(day: dt.date | None = None) -> FeeRate:
    """Return the rate in force on a day (today when none is given)."""
    wanted = day or local_today()
    valid = [rate for rate in RATES if rate.valid_from <= wanted]
    return max(valid or RATES[:1], key=lambda rate: rate.valid_from)


def fee_vnd(goods_vnd: Decimal, day: dt.date | None = None) -> Decimal:
    """Return the fee on goods of this value after discount, in whole đồng, half up."""
    share = Decimal(goods_vnd) * rate_on(day).percent / 100
    return share.quantize(Decimal(1), ROUND_HALF_UP)
