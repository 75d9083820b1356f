"""One composite way of delivery: every seller sends or hands over a parcel, each with its fee."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from oscar.apps.shipping import methods as core
from oscar.core import prices

from shop.shipping import offers
from shop.shipping.models import DeliveryMethod
from shop.shipping.offers import DeliveryNotOffered, DeliveryOption, Load
from shop.shipping.rates import fee_from

#: Days that a seller has to confirm and pack before the parcel leaves.
HANDLING_DAYS = 1
#: Ways in which the shopper comes for the goods.
FETCHED = frozenset({DeliveryMethod.PICKUP, DeliveryMethod.POINT})

__all__ = [
    "FETCHED",
    "DeliveryNotOffered",
    "Parcel",
    "PerSellerDelivery",
    "fee_from",
    "line_weight_g",
]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one seller sends; ``is_exact`` is false while the fee hangs on an unknown address.

    ``place`` says where the shopper fetches the goods; empty when they are brought. Goods on
    pre-order are sent from ``ready_on``.
    """

    partner_id: int
    weight_g: int
    method: str
    fee_vnd: Decimal
    earliest_on: dt.date
    latest_on: dt.date
    is_exact: bool
    place: str = ""
    ready_on: dt.date | None = None
    #: Nothing is sent: people come to where a tour begins, on this day.
    is_meeting: bool = False
    tour_on: dt.date | None = None

    @property
    def is_fetched(self) -> bool:
        """Say whether the shopper comes for the goods."""
        return self.method in FETCHED


def line_weight_g(line) -> int:
    """Return the weight to send of a basket line, in grams."""
    product = line.product
    return line.quantity * (product.ship_weight_g or product.net_weight_g)


def meeting_of(product) -> str:
    """Return when and where people meet when the product is a date of a tour, else nothing."""
    return product.tour_date.meeting_words if product.is_child else ""


class PerSellerDelivery(core.Base):
    """One parcel per seller, each in the way that the shopper chose. One instance per request.

    ``address`` needs ``province`` and ``commune`` only; without a province the carrier's fee is
    the lowest one ("from"). ``choices`` is the code of an option by the id of the partner; a
    seller without a choice sends by carrier.
    """

    code = "per-seller"
    name = "Giao theo từng người bán"

    def __init__(self, address=None, choices: dict[int, str] | None = None) -> None:
        self.choices = choices or {}
        province = getattr(address, "province", None)
        commune = getattr(address, "commune", None)
        self.destination_code = province.code if province else ""
        self.commune_code = commune.code if commune else ""
        self._offers: dict[frozenset[int], dict] = {}

    @property
    def is_exact(self) -> bool:
        """Say whether the province is known, so that the carrier's fees are final."""
        return bool(self.destination_code)

    def options(self, basket) -> dict[int, tuple[DeliveryOption, ...]]:
        """Return what each seller offers for these goods to this address. 1 query."""
        loads = _loads(basket)
        return self._options(loads, self._found(loads))

    def parcels(self, basket) -> dict[int, Parcel]:
        """Return the parcel of each seller, by the id of the partner.

        1 query when somebody chose more than the carrier, else none. Raises
        ``DeliveryNotOffered`` for a choice that this seller does not have for this address.
        """
        loads = _loads(basket)
        carrier = DeliveryMethod.CARRIER
        is_plain = all(self.chosen(load.partner.pk) == carrier for load in loads)
        options = self._options(loads, {} if is_plain else self._found(loads))
        return {load.partner.pk: self._parcel(load, options[load.partner.pk]) for load in loads}

    def breakdown(self, basket) -> dict[int, Decimal]:
        """Return the fee of each seller's parcel in đồng, by the id of the partner."""
        return {key: parcel.fee_vnd for key, parcel in self.parcels(basket).items()}

    def calculate(self, basket) -> prices.Price:
        """Return the sum of all parcels."""
        total = sum(self.breakdown(basket).values(), Decimal(0))
        return prices.Price(currency=basket.currency, excl_tax=total, incl_tax=total)

    def forget_unoffered(self, basket) -> None:
        """Send by carrier what was to travel in a way that is not offered (any more). 1 query."""
        options = self.options(basket)
        self.choices = {
            key: code
            for key, code in self.choices.items()
            if any(option.code == code for option in options.get(key, ()))
        }

    def chosen(self, partner_id: int) -> str:
        """Return the code of the option in which this seller sends."""
        return self.choices.get(partner_id) or DeliveryMethod.CARRIER.value

    def _found(self, loads) -> dict:
        """Return the offers of these sellers, read once for the life of this instance."""
        key = frozenset(load.partner.pk for load in loads)
        if key not in self._offers:
            self._offers[key] = offers.active_offers(key)
        return self._offers[key]

    def _options(self, loads, found) -> dict[int, tuple[DeliveryOption, ...]]:
        return offers.options_for(
            loads,
            province_code=self.destination_code,
            commune_code=self.commune_code,
            offers=found,
        )

    def _parcel(self, load: Load, options) -> Parcel:
        choice = options[0].code if load.meeting else self.chosen(load.partner.pk)
        option = next((one for one in options if one.code == choice), None)
        if option is None:
            raise DeliveryNotOffered(load.partner.name)
        ready = load.begins_on() + dt.timedelta(days=HANDLING_DAYS)
        return Parcel(
            partner_id=load.partner.pk,
            weight_g=load.weight_g,
            method=option.method,
            fee_vnd=option.fee_vnd,
            earliest_on=ready + dt.timedelta(days=option.min_days),
            latest_on=ready + dt.timedelta(days=option.max_days),
            is_exact=option.is_exact,
            place=option.place,
            ready_on=load.ready_on,
            is_meeting=bool(load.meeting),
            tour_on=load.tour_on,
        )


def _loads(basket) -> list[Load]:
    weights: dict[int, int] = defaultdict(int)
    partners, days, meetings = {}, defaultdict(set), defaultdict(list)
    tours = defaultdict(set)
    for line in basket.all_lines():
        partner = line.stockrecord.partner
        weights[partner.pk] += line_weight_g(line)
        partners[partner.pk] = partner
        days[partner.pk].add(line.stockrecord.ready_on)
        meetings[partner.pk].append(meeting_of(line.product))
        if line.product.is_child:
            tours[partner.pk].add(line.product.tour_date.day)
    return [
        Load(
            partners[key],
            weight_g,
            max(days[key] - {None}, default=None),
            # Goods beside a tour are sent as ever; the basket asks to order them apart.
            "; ".join(dict.fromkeys(meetings[key])) if all(meetings[key]) else "",
            min(tours[key], default=None) if all(meetings[key]) else None,
        )
        for key, weight_g in weights.items()
    ]
