"""Community tourism of the demo: what each tour offers, and Saturdays on which people can go."""

import datetime as dt

from catalogue.models import Product, TourismOffer
from catalogue.sets import ListingState
from catalogue.tour_models import TOURISM_SET
from common.dates import local_today
from demo.clock import REFERENCE_DAY, dice
from sellers import touring
from shop.partner.models import Partner

_MOST = 12
_SATURDAYS = 8
_SATURDAY = 5
#: By a word of the title: how long, what the price holds, what it does not.
_OFFERS = {
    "Nghỉ đêm": ("1 đêm", "Chỗ ngủ nhà sàn, chăn màn, bữa sáng", "Bữa tối, xe đến chỗ gặp"),
    "hái chè": ("3 giờ", "Nón, gùi, nước uống, chè mang về 100 g", "Bữa trưa, xe đến chỗ gặp"),
    "Mâm cơm": ("2 giờ", "Một suất cơm quê, nước chè", "Rượu, xe đến chỗ gặp"),
}


def are_missing() -> bool:
    """Say whether goods could be tours and none is one yet. ≤ 2 queries."""
    is_there = TourismOffer.objects.filter(product__is_demo=True).exists()
    return not is_there and _free().exists()


def write_tours() -> None:
    """Turn goods of community tourism that no open order holds into tours with dates."""
    if not are_missing():
        return
    rng = dice("tours")
    for product in _free().select_related("partner__commune").order_by("upc")[:_MOST]:
        offer = touring.set_offer(listing=product, facts=_facts(product), actor=None)
        for day in _saturdays():
            touring.add_date(offer=offer, day=day, places=rng.randrange(4, 13), actor=None)


def _free():
    """Return goods of community tourism that no open order holds."""
    return Product.objects.filter(
        is_demo=True,
        is_public=True,
        parent=None,
        product_set__code=TOURISM_SET,
        state=ListingState.APPROVED,
        stockrecords__num_allocated=0,
        stockrecords__ready_on=None,
    )


def _facts(product: Product) -> dict:
    words = next((said for word, said in _OFFERS.items() if word in product.title), None)
    duration, included, not_included = words or ("nửa ngày", "Nước uống", "Xe đến chỗ gặp")
    return {
        "meeting_point": _meeting_point(product.partner),
        "meeting_commune": product.partner.commune,
        "duration_words": duration,
        "max_people": 12,
        "included": included,
        "not_included": not_included,
        "notice_days": 1,
        "cancel_days": 2,
    }


def _meeting_point(partner: Partner) -> str:
    hamlet = getattr(getattr(partner, "seller", None), "hamlet", "")
    return f"Nhà văn hóa {hamlet}" if hamlet else "Nhà văn hóa xóm"


def _saturdays() -> list[dt.date]:
    """Return the coming Saturdays that can still be booked, from the reference day at the least."""
    first = max(REFERENCE_DAY, local_today()) + dt.timedelta(days=2)
    first += dt.timedelta(days=(_SATURDAY - first.weekday()) % 7)
    return [first + dt.timedelta(weeks=week) for week in range(_SATURDAYS)]
