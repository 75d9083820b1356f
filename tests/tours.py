"""A tour with its dates, for every app that meets one."""

from datetime import timedelta

from catalogue.models import TourDate, TourismOffer
from common.dates import local_today
from sellers import touring
from tests.factories import make_listing


def facts(seller, **changes) -> dict:
    """Return what the host says of the tour."""
    return {
        "meeting_point": "Nhà văn hóa xóm 1",
        "meeting_commune": seller.partner.commune,
        "duration_words": "3 giờ",
        "max_people": 20,
        "included": "Bữa trưa",
        "notice_days": 1,
        "cancel_days": 2,
    } | changes


def make_offer(seller, title: str = "Một ngày hái chè", **changes) -> TourismOffer:
    """List a tour at 200,000 đồng for one person."""
    listing = make_listing(seller, title, set_code="VI.1", price_vnd=200_000)
    return touring.set_offer(listing=listing, facts=facts(seller, **changes), actor=None)


def open_date(offer, days: int = 10, places: int = 5) -> TourDate:
    """Open a date so many days from today."""
    day = local_today() + timedelta(days=days)
    return touring.add_date(offer=offer, day=day, places=places, actor=None)
