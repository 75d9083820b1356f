"""Check all invariants as of one moment."""

from collections.abc import Callable

from django.utils import timezone

from audit import checking as audit
from common.snapshot import snapshot
from shop.invariants import baskets, messages, money, orders, photos, programmes, stock
from shop.invariants.findings import Finding, Outcome, Report, in_words
from shop.offer.limits import limits_broken

Check = Callable[[], Finding]


def _limits_hold() -> Finding:
    return in_words(limits_broken())


def _trail_is_whole() -> Finding:
    return in_words(audit.problems())


#: Looked at in one snapshot of the database.
CHECKS: dict[str, Check] = {
    "I1": stock.holds_are_of_lines,
    "I2": stock.stock_is_its_movements,
    "I3": money.orders_have_records,
    "I4": money.money_adds_up,
    "I4b": money.excess_is_in_the_queue,
    "I5": baskets.baskets_became_orders,
    "I6": orders.totals_add_up,
    "I7": orders.parts_add_up,
    "I9": messages.orders_were_told,
    "I10": _limits_hold,
    "I12": orders.histories_are_paths,
    "I14": programmes.programmes_keep_their_limits,
}
#: Looked at afterwards: files have no snapshot.
FILE_CHECKS: dict[str, Check] = {"I11": photos.photos_have_files, "I13": _trail_is_whole}


def check_invariants() -> Report:
    """Look for every break; changes nothing and makes no writer wait."""
    with snapshot():
        checked_at = timezone.now()
        found = {name: check() for name, check in CHECKS.items()}
    found |= {name: check() for name, check in FILE_CHECKS.items()}
    names = sorted(found, key=lambda name: (int(name[1:].rstrip("b")), name))
    return Report(checked_at, tuple(Outcome(name, found[name]) for name in names))
