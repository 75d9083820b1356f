"""How long each side of an order may take, in hours; the setting ``ORDER_HOURS`` changes them."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from common.dates import VIETNAM

HOURS = {
    #: A seller confirms, counted from the money when it comes first.
    "confirm": 24,
    #: A host answers who books a tour on the evening before it, or on its day.
    "confirm_late_tour": 2,
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


#: From 20:00 on the day before, a tour is a matter of tomorrow.
SETTLED_BEFORE = timedelta(hours=4)


def hours(name: str) -> timedelta:
    """Return one of the times. Raises ``KeyError`` for a name that is not in the table."""
    chosen = getattr(settings, "ORDER_HOURS", {})
    if unknown := sorted(set(chosen) - set(HOURS)):
        raise ImproperlyConfigured(f"ORDER_HOURS knows no {', '.join(unknown)}")
    return timedelta(hours=chosen.get(name, HOURS[name]))


def confirm_by(now: datetime, *, ready_on: date | None = None, tour_on: date | None = None):
    """Return until when the seller answers an order.

    Counted from the day of sending for goods on pre-order. For a tour no later than the evening
    before (20:00), so that nobody travels in vain; whoever books later than that leaves two hours.
    """
    begins = max(now, morning_of(ready_on)) if ready_on else now
    until = begins + hours("confirm")
    if tour_on is None:
        return until
    return max(min(until, evening_before(tour_on)), now + hours("confirm_late_tour"))


def evening_before(day: date) -> datetime:
    """Return when a tour of that day is settled: 20:00 on the day before."""
    return morning_of(day) - timedelta(hours=12)


def morning_of(day: date) -> datetime:
    """Return the hour from which times count that begin with a day, not with a press."""
    return datetime.combine(day, time(8), tzinfo=VIETNAM)
