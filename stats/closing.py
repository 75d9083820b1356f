"""Close months: the figures as they stood, and what changed in them afterwards.

A closed month is a copy that nobody edits. What happens to its orders later changes the living
cells only; the difference is shown as an adjustment, by commune and with the orders that made it.
"""

import hashlib
import logging
from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit.recording import record
from common.dates import local_today
from stats import draining, publishing
from stats.cells.sql import MEASURES, next_month
from stats.keys import Family
from stats.models import (
    PROVINCE,
    DirtyKey,
    FrozenCell,
    HouseholdCell,
    InventoryCell,
    PeriodClose,
    SalesMonth,
)

log = logging.getLogger(__name__)

_KEY = ("commune_code", "set_code", "stars", "channel", "cut", "value")
_COLUMNS = ", ".join((*_KEY, *MEASURES))
_STOCK = ("sellers", "listings", "ocop_listings", "in_stock", "in_stock_g")
_PEOPLE = ("registered", "claimed", "active")
_OF_SALES = {
    Family.SALES,
    Family.SELLERS,
    Family.DAY,
    Family.MONTH,
    Family.PROVINCE,
    Family.BUYERS,
}
_DRAIN_S = 20.0


class MonthNotReady(Exception):
    """Say why a month cannot be closed yet."""


def close_month(*, month: date, by=None) -> PeriodClose:
    """Freeze the figures of a month that has ended, and decide what others may see of it.

    A second call, also at the same time, returns the first close. Raises ``MonthNotReady``.
    """
    month = month.replace(day=1)
    if next_month(month) > local_today():
        raise MonthNotReady(f"{month:%Y-%m} has not ended")
    found = PeriodClose.objects.filter(month=month).first()
    if found is not None:
        return found
    draining.settle(budget_s=_DRAIN_S)
    with transaction.atomic(), draining.alone():
        found = PeriodClose.objects.filter(month=month).first()
        return found or _close(month, by)


def close_due(*, today: date | None = None) -> list[PeriodClose]:
    """Close every month whose day of closing has come, oldest first. Safe to run twice.

    Stops at a month that is not ready; the next turn tries again.
    """
    done = []
    for month in due_months(today or local_today()):
        try:
            done.append(close_month(month=month))
        except MonthNotReady as problem:
            log.warning("stats: %s", problem)
            break
    return done


def due_months(today: date) -> list[date]:
    """Return the months that should be closed and are not, oldest first.

    A month is due on day ``STATS_CLOSE_DAY`` of the next one. Months without a sale between
    two others are closed as well.
    """
    closed = set(PeriodClose.objects.values_list("month", flat=True))
    sold = set(SalesMonth.objects.filter(commune_code=PROVINCE).values_list("day", flat=True))
    wait = timedelta(days=settings.STATS_CLOSE_DAY - 1)
    found, month = [], min(sold | closed, default=today)
    while next_month(month) + wait <= today:
        is_between = not closed or month > max(closed)
        if month not in closed and (month in sold or is_between):
            found.append(month)
        month = next_month(month)
    return found


def verify_close(close: PeriodClose) -> bool:
    """Tell whether the frozen cells are still those that were frozen. 1 query."""
    return checksum_of(close) == close.checksum


def checksum_of(close: PeriodClose) -> str:
    """Return the SHA-256 over the frozen cells in order of their keys, one line each. 1 query."""
    rows = FrozenCell.objects.filter(close=close).values_list(*_KEY, *MEASURES)
    lines = sorted("|".join(_plain(value) for value in row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _close(month: date, by) -> PeriodClose:
    """Copy the cells while nobody else recomputes any."""
    now = timezone.now()
    _require_clean(month)
    _require_order(month)
    close = PeriodClose.objects.create(
        month=month,
        closed_at=now,
        closed_by=by,
        stock=_stock(),
        sellers=publishing.sellers_of_month(month),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO stat_frozen_cell (close_id, {_COLUMNS})"
            f" SELECT %s, {_COLUMNS} FROM stat_sales_month WHERE day = %s",
            [close.pk, connection.ops.adapt_datefield_value(month)],
        )
        close.cells = max(cursor.rowcount, 0)
    close.checksum = checksum_of(close)
    close.save(update_fields=["cells", "checksum"])
    publishing.publish(close)
    record("month.closed", on=close, label=f"{month:%Y-%m}", actor=by)
    return close


def _require_clean(month: date) -> None:
    """Refuse while a cell of the month waits to be recomputed."""
    waiting = DirtyKey.objects.filter(
        family__in=_OF_SALES, day__gte=month, day__lt=next_month(month)
    )
    if waiting.exists():
        raise MonthNotReady(f"{month:%Y-%m} has {waiting.count()} keys to recompute")


def _require_order(month: date) -> None:
    """Refuse while an earlier month is open, from the first close or sale on.

    A month without sales is closed as well: an order may be entered late, and a quarter that was
    published without one of its months could never take it in.
    """
    closed = set(PeriodClose.objects.values_list("month", flat=True))
    sold = SalesMonth.objects.filter(commune_code=PROVINCE, day__lt=month)
    first = min({*closed, *sold.values_list("day", flat=True)}, default=month)
    while first < month:
        if first not in closed:
            raise MonthNotReady(f"{first:%Y-%m} must be closed before {month:%Y-%m}")
        first = next_month(first)


def _stock() -> dict[str, dict[str, dict[str, int]]]:
    """Return goods and households by commune as they are now."""
    goods = InventoryCell.objects.filter(set_code="", stars=-1)
    return {
        "goods": {
            code: dict(zip(_STOCK, figures, strict=True))
            for code, *figures in goods.order_by("commune_code").values_list(
                "commune_code", *_STOCK
            )
        },
        "households": {
            code: dict(zip(_PEOPLE, figures, strict=True))
            for code, *figures in HouseholdCell.objects.order_by("commune_code").values_list(
                "commune_code", *_PEOPLE
            )
        },
    }


def _plain(value: object) -> str:
    return value if isinstance(value, str) else str(int(value))
