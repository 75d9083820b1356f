"""One way of delivery: every seller sends a parcel of its own, each with its fee."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from oscar.apps.shipping import methods as core
from oscar.core import prices

from common.dates import local_today
from shop.shipping import rates
from shop.shipping.rates import fee_from

#: Days that a seller has to confirm and pack before the parcel leaves.
HANDLING_DAYS = 1

__all__ = ["Parcel", "PerSellerDelivery", "fee_from", "line_weight_g"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one seller sends; ``is_exact`` is false while the address is unknown."""

    partner_id: int
    weight_g: int
    fee_vnd: Decimal
    earliest_on: dt.date
    latest_on: dt.date
    is_exact: bool


def line_weight_g(line) -> int:
    """Return the weight to send of a basket line, in grams."""
    product = line.product
    return line.quantity * (product.ship_weight_g or product.net_weight_g)


class PerSellerDelivery(core.Base):
    """Delivery to the door, one parcel per seller. Stateless but for the address.

    ``address`` needs ``province_id`` and ``province`` only; without them the fee is the
    lowest one ("from").
    """

    code = "per-seller"
    name = "Giao tận nơi"

    def __init__(self, address=None) -> None:
        province = getattr(address, "province", None)
        self.destination_code = province.code if province else ""

    @property
    def is_exact(self) -> bool:
        """Say whether the province is known, so that the fees are final."""
        return bool(self.destination_code)

    def parcels(self, basket) -> dict[int, Parcel]:
        """Return the parcel of each seller, by the id of the partner."""
        weights: dict[int, int] = defaultdict(int)
        origins = {}
        for line in basket.all_lines():
            partner = line.stockrecord.partner
            weights[partner.pk] += line_weight_g(line)
            origins[partner.pk] = _province_code(partner)
        return {
            partner_id: self._parcel(partner_id, weight_g, origins[partner_id])
            for partner_id, weight_g in weights.items()
        }

    def breakdown(self, basket) -> dict[int, Decimal]:
        """Return the fee of each seller's parcel in đồng, by the id of the partner."""
        return {key: parcel.fee_vnd for key, parcel in self.parcels(basket).items()}

    def calculate(self, basket) -> prices.Price:
        """Return the sum of all parcels."""
        total = sum(self.breakdown(basket).values(), Decimal(0))
        return prices.Price(currency=basket.currency, excl_tax=total, incl_tax=total)

    def _parcel(self, partner_id: int, weight_g: int, origin_code: str) -> Parcel:
        destination = self.destination_code or origin_code
        rate = rates.table_on().rate_for(origin_code=origin_code, destination_code=destination)
        fee = rates.parcel_fee(
            weight_g=weight_g, origin_code=origin_code, destination_code=destination
        )
        first = local_today() + dt.timedelta(days=HANDLING_DAYS)
        return Parcel(
            partner_id=partner_id,
            weight_g=weight_g,
            fee_vnd=fee,
            earliest_on=first + dt.timedelta(days=rate.min_days),
            latest_on=first + dt.timedelta(days=rate.max_days),
            is_exact=self.is_exact,
        )


def _province_code(partner) -> str:
    commune = partner.commune
    return commune.province.code if commune else rates.HOME_PROVINCE
