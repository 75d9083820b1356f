"""How the goods of a seller can reach a shopper: what is offered, and setting it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from common.dates import local_today
from common.errors import BusinessRuleError
from common.money import format_vnd
from places.home import HOME_PROVINCE
from shop.shipping import rates
from shop.shipping.models import DeliveryMethod, DeliveryOffer, PickupPoint

MAX_FEE_VND = 500_000
#: As long as a place fits on a seller order.
MAX_PLACE = 300
#: Days after packing: in person within the next days, at home at once, at a point a day later.
OWN_DAYS = (0, 1)
PICKUP_DAYS = (0, 0)
POINT_DAYS = (1, 1)


class DeliveryNotOffered(BusinessRuleError):
    """The seller does not offer the chosen delivery for this address."""

    def __init__(self, seller_name: str) -> None:
        super().__init__(
            f"{seller_name} không còn cách giao bạn đã chọn. Bạn chọn lại cách giao rồi đặt hàng."
        )


class PlaceWordsMissing(BusinessRuleError):
    """Nobody can fetch goods without being told where and when."""

    message = "Viết chỗ lấy hàng và giờ lấy. Ví dụ: Xóm Hồng Thái, 7 giờ đến 17 giờ."


class PointNotFound(BusinessRuleError):
    """The pick-up point is closed or lies in another province."""

    message = "Có điểm nhận hàng không còn mở. Bà con xem lại danh sách rồi lưu lại."


@dataclass(frozen=True, slots=True)
class Load:
    """What one seller sends: the partner with its commune and province, and grams.

    ``ready_on`` is the day from which goods on pre-order can be sent.
    """

    partner: object
    weight_g: int
    ready_on: dt.date | None = None
    #: Where and when people meet, when nothing but dates of tours was chosen: nothing is sent.
    meeting: str = ""
    tour_on: dt.date | None = None

    def begins_on(self) -> dt.date:
        """Return the day on which the seller can begin to pack."""
        return max(local_today(), self.ready_on or dt.date.min)


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    """One way of delivery that a shopper can choose; days count from packing."""

    code: str
    method: str
    label: str
    fee_vnd: Decimal
    note: str
    min_days: int
    max_days: int
    is_exact: bool = True
    place: str = ""

    @property
    def fee_words(self) -> str:
        """Return ``30.000 ₫``, ``từ 20.000 ₫`` or ``Không mất phí``."""
        if not self.fee_vnd:
            return "Không mất phí"
        return format_vnd(self.fee_vnd) if self.is_exact else f"Từ {format_vnd(self.fee_vnd)}"


@dataclass(frozen=True, slots=True)
class OwnDelivery:
    """What a seller offers to bring in person: how far (``DeliveryOffer.Area``), fee in đồng."""

    area: str
    fee_vnd: Decimal | int


def active_offers(partner_ids: Iterable[int]) -> dict[int, list[DeliveryOffer]]:
    """Return the offers that are switched on, by partner. 1 query for any number of sellers."""
    rows = (
        DeliveryOffer.objects.filter(partner_id__in=list(partner_ids), is_active=True)
        .exclude(point__is_active=False)
        .select_related("point__commune")
        # "own", "pickup", "point": as good as any order, and always the same.
        .order_by("method", "point__name", "pk")
    )
    found: dict[int, list[DeliveryOffer]] = defaultdict(list)
    for row in rows:
        found[row.partner_id].append(row)
    return found


def options_for(
    loads: Iterable[Load],
    *,
    province_code: str = "",
    commune_code: str = "",
    offers: Mapping[int, Iterable[DeliveryOffer]] | None = None,
) -> dict[int, tuple[DeliveryOption, ...]]:
    """Return what each seller offers for an address, carrier first, by partner.

    1 query for any number of sellers; none when ``offers`` were read before.
    """
    loads = list(loads)
    if offers is None:
        offers = active_offers(load.partner.pk for load in loads)
    return {
        load.partner.pk: (_meeting(load.meeting),)
        if load.meeting
        else (
            _carrier(load, province_code),
            *(
                _option(offer, load.partner)
                for offer in offers.get(load.partner.pk, ())
                if _reaches(offer, load.partner, province_code, commune_code)
            ),
        )
        for load in loads
    }


def offers_of(partner) -> list[DeliveryOffer]:
    """Return all offers of a seller, switched on or not. 1 query."""
    return list(DeliveryOffer.objects.filter(partner=partner).select_related("point"))


def points_near(partner) -> list[PickupPoint]:
    """Return the open points in the seller's province. 1 query, none without a commune."""
    if partner.commune is None:
        return []
    points = PickupPoint.objects.filter(
        is_active=True, commune__province_id=partner.commune.province_id
    )
    return list(points.select_related("commune"))


@transaction.atomic
def set_offers(
    *,
    partner,
    own: OwnDelivery | None = None,
    place_words: str | None = None,
    point_ids: Iterable[int] = (),
) -> None:
    """Make these what a seller offers besides the carrier; ``None`` stops a way.

    ``place_words`` tell where and when goods are fetched at the seller's. Raises
    ``PlaceWordsMissing`` or ``PointNotFound``.
    """
    _set_own(partner, own)
    _set_pickup(partner, place_words)
    _set_points(partner, set(point_ids))


def _set_own(partner, own: OwnDelivery | None) -> None:
    if own is None:
        _switch_off(partner, DeliveryMethod.OWN)
        return
    DeliveryOffer.objects.update_or_create(
        partner=partner,
        method=DeliveryMethod.OWN,
        point=None,
        defaults={"area": own.area, "fee_vnd": Decimal(own.fee_vnd), "is_active": True},
    )


def _set_pickup(partner, place_words: str | None) -> None:
    if place_words is None:
        _switch_off(partner, DeliveryMethod.PICKUP)
        return
    if not place_words.strip():
        raise PlaceWordsMissing
    DeliveryOffer.objects.update_or_create(
        partner=partner,
        method=DeliveryMethod.PICKUP,
        point=None,
        defaults={"place_words": place_words.strip(), "fee_vnd": 0, "is_active": True},
    )


def _set_points(partner, wanted: set[int]) -> None:
    if wanted - {point.pk for point in points_near(partner)}:
        raise PointNotFound
    offers = DeliveryOffer.objects.filter(partner=partner, method=DeliveryMethod.POINT)
    offers.exclude(point_id__in=wanted).update(is_active=False)
    for point_id in sorted(wanted):
        DeliveryOffer.objects.update_or_create(
            partner=partner,
            method=DeliveryMethod.POINT,
            point_id=point_id,
            defaults={"is_active": True},
        )


def _switch_off(partner, method: str) -> None:
    DeliveryOffer.objects.filter(partner=partner, method=method).update(is_active=False)


def _reaches(offer: DeliveryOffer, partner, province_code: str, commune_code: str) -> bool:
    if offer.method != DeliveryMethod.OWN:
        return True
    if partner.commune is None:
        return False
    if offer.area == DeliveryOffer.Area.COMMUNE:
        return partner.commune.code == commune_code
    return partner.commune.province.code == province_code


def _meeting(words: str) -> DeliveryOption:
    return DeliveryOption(
        code=DeliveryMethod.PICKUP.value,
        method=DeliveryMethod.PICKUP.value,
        label="Không giao hàng",
        fee_vnd=Decimal(0),
        note=words[:MAX_PLACE],
        min_days=0,
        max_days=0,
        place=words[:MAX_PLACE],
    )


def _carrier(load: Load, province_code: str) -> DeliveryOption:
    commune = load.partner.commune
    origin = commune.province.code if commune else HOME_PROVINCE
    destination = province_code or origin
    rate = rates.table_on().rate_for(origin_code=origin, destination_code=destination)
    pieces = rates.parcel_count(load.weight_g)
    return DeliveryOption(
        code=DeliveryMethod.CARRIER.value,
        method=DeliveryMethod.CARRIER.value,
        label=DeliveryMethod.CARRIER.label,
        fee_vnd=rates.parcel_fee(
            weight_g=load.weight_g, origin_code=origin, destination_code=destination
        ),
        note=f"Hàng nặng, chia làm {pieces} thùng" if pieces > 1 else "",
        min_days=rate.min_days,
        max_days=rate.max_days,
        is_exact=bool(province_code),
    )


def _option(offer: DeliveryOffer, partner) -> DeliveryOption:
    if offer.method == DeliveryMethod.POINT:
        return _at_point(offer)
    is_own = offer.method == DeliveryMethod.OWN
    place = "" if is_own else _at_home(offer, partner)
    min_days, max_days = OWN_DAYS if is_own else PICKUP_DAYS
    return DeliveryOption(
        code=offer.method,
        method=offer.method,
        label=offer.get_method_display(),
        fee_vnd=offer.fee_vnd,
        note=f"{offer.get_area_display()}, người bán gọi trước khi đến" if is_own else place,
        min_days=min_days,
        max_days=max_days,
        place=place,
    )


def _at_point(offer: DeliveryOffer) -> DeliveryOption:
    point = offer.point
    where = _joined(point.address, point.commune.full_name, point.opening_words)
    return DeliveryOption(
        code=f"{DeliveryMethod.POINT}-{point.pk}",
        method=DeliveryMethod.POINT.value,
        label=f"Lấy ở {point.name}",
        fee_vnd=offer.fee_vnd,
        note=where[:1].upper() + where[1:],
        min_days=POINT_DAYS[0],
        max_days=POINT_DAYS[1],
        place=_joined(point.name, where),
    )


def _at_home(offer: DeliveryOffer, partner) -> str:
    commune = partner.commune.full_name if partner.commune else ""
    return _joined(offer.place_words, commune)


def _joined(*words: str) -> str:
    return ", ".join(word for word in words if word)[:MAX_PLACE]
