"""Work of sellers that happens after a commit, called by the outbox."""

from django.utils.dateparse import parse_datetime

from jobs import messages, outbox
from sellers import noticing
from sellers.own_data import exporting
from shop.order.notices import TO_CONFIRM

messages.follow(noticing.FOLLOWER, is_wanted=noticing.is_wanted, note=noticing.note_receipt)


@outbox.handler(TO_CONFIRM, queue="mail")
def begin_notice(payload: dict) -> None:
    """Start to tell the seller of an order that waits."""
    noticing.begin(number=payload["number"], since=parse_datetime(payload["since"]))


@outbox.handler(noticing.STEP_KIND, queue="mail")
def take_step(payload: dict) -> None:
    """Take one step; what is not due yet stays for the periodic look."""
    noticing.take_step(step_id=payload["step"])


@outbox.handler(exporting.KIND, queue="media")
def make_own_data(payload: dict) -> None:
    """Write the file of all own data of a seller."""
    exporting.make(payload["export_id"])
