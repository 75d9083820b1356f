"""What bringing one product costs, to any province, before anything is in a basket."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from common.dates import near_date, weekday_name
from common.money import NBSP
from common.units import format_grams
from places.queries import provinces_for_select
from shop.shipping import offers, rates
from shop.shipping.methods import HANDLING_DAYS
from shop.shipping.models import DeliveryMethod
from shop.shipping.offers import DeliveryOption, Load


@dataclass(frozen=True, slots=True)
class Band:
    """Provinces to which a parcel costs the same and takes as long."""

    key: str
    fee_vnd: Decimal
    days: str


@dataclass(frozen=True, slots=True)
class Destination:
    """A province to choose."""

    code: str
    name: str
    band: Band


@dataclass(frozen=True, slots=True)
class Freight:
    """The fee and the days of one parcel; ``chosen`` is None while no province is known."""

    from_vnd: Decimal
    bands: tuple[Band, ...]
    destinations: tuple[Destination, ...]
    chosen: Destination | None
    #: How much travels for that fee, and how else the goods can be had.
    notes: tuple[str, ...]


def freight_of(
    *, partner, weight_g: int, province_code: str = "", ready_on: dt.date | None = None
) -> Freight:
    """Return what a parcel of a seller costs; an unknown province counts as none.

    Goods on pre-order are sent from ``ready_on``. 1 query for the seller's other ways; the
    provinces are kept by the process.
    """
    load = Load(partner, weight_g, ready_on)
    found: dict[tuple, Band] = {}
    destinations = tuple(
        Destination(place.code, place.label, _band(load, place.code, found))
        for place in provinces_for_select()
    )
    others = offers.options_for([load])[partner.pk][1:]
    return Freight(
        from_vnd=min((one.fee_vnd for one in found.values()), default=rates.fee_from(weight_g)),
        bands=tuple(sorted(found.values(), key=lambda band: band.fee_vnd)),
        destinations=destinations,
        chosen=next((place for place in destinations if place.code == province_code), None),
        notes=(*_together(weight_g), *_fetched(others)),
    )


def _band(load: Load, province_code: str, found: dict[tuple, Band]) -> Band:
    carrier = offers.options_for([load], province_code=province_code, offers={})
    option = carrier[load.partner.pk][0]
    key = (option.fee_vnd, option.min_days, option.max_days)
    if key not in found:
        found[key] = Band(str(len(found) + 1), option.fee_vnd, _days(option, load))
    return found[key]


def _days(option: DeliveryOption, load: Load) -> str:
    ready = load.begins_on() + dt.timedelta(days=HANDLING_DAYS)
    first = ready + dt.timedelta(days=option.min_days)
    last = ready + dt.timedelta(days=option.max_days)
    if first == last:
        return _day(first)
    return f"{_day(first)} đến {_day(last)}"


def _day(day: dt.date) -> str:
    return f"{weekday_name(day)}{NBSP}{near_date(day)}".replace(" ", NBSP)


def _together(weight_g: int) -> tuple[str, ...]:
    """Say up to which weight more goods travel for the same fee."""
    included_g = rates.table_on().included_g
    if weight_g * 2 > included_g:
        return ()
    return (f"Mua thêm của nhà này, đến {format_grams(included_g)} vẫn phí đó.",)


def _fetched(others: tuple[DeliveryOption, ...]) -> tuple[str, ...]:
    places = [one for one in others if one.method != DeliveryMethod.OWN]
    if not places:
        return ()
    label = places[0].label[:1].lower() + places[0].label[1:]
    return (f"Hoặc {label}: {places[0].fee_words.lower()}.",)
