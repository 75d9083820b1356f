"""How long each side of an order may take, in hours; the setting ``ORDER_HOURS`` changes them."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from common.dates import VIETNAM

HOURS = {
    #: A seller confirms, counted from the money when it comes first.
    "confirm": 24,
    #: A confirmed parcel leaves.
    "ship": 72,
    #: Before the end of the time to confirm, the seller is reminded.
    "remind_before_confirm": 12,
    #: Before the end of the time to confirm goods on pre-order, the seller is asked for them.
    "remind_before_harvest": 48,
    #: After the time to confirm has passed, the order is called off for the shopper.
    "cancel_unconfirmed": 48,
    #: A delivered order closes by itself.
    "complete_delivered": 72,
    #: After delivery, a shopper may ask to give the goods back.
    "ask_return": 72,
    #: A shopper answers a seller's offer.
    "answer_offer": 24,
    #: A seller answers a shopper who wants to give the goods back.
    "answer_return": 72,
    #: A carrier hands the collected cash over; a promise to the seller, not a rule.
    "carrier_hands_over": 72,
}


def hours(name: str) -> timedelta:
    """Return one of the times. Raises ``KeyError`` for a name that is not in the table."""
    chosen = getattr(settings, "ORDER_HOURS", {})
    if unknown := sorted(set(chosen) - set(HOURS)):
        raise ImproperlyConfigured(f"ORDER_HOURS knows no {', '.join(unknown)}")
    return timedelta(hours=chosen.get(name, HOURS[name]))


def morning_of(day: date) -> datetime:
    """Return the hour from which times count that begin with a day, not with a press."""
    return datetime.combine(day, time(8), tzinfo=VIETNAM)
