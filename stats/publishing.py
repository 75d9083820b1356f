"""Decide and keep what others may see of a closed month, quarter or year."""

from datetime import date

from django.conf import settings
from django.db.models import Sum

from stats import queries
from stats.models import (
    ALL_SETS,
    ALL_STARS,
    NO_SET,
    PROVINCE,
    PeriodClose,
    PublishedCell,
    SellerMonth,
)
from stats.names import communes_of, set_names
from stats.privacy import LENGTH, SHOWN, Cell, Limits, Release, orders_of, sellers_of, vnd_of

Table = PublishedCell.Table


def publish(close: PeriodClose) -> int:
    """Store the cells of the month and of the quarter and year that it ends; return how many.

    A month that was closed after a later one stays unpublished: the sums that it belongs to
    are out already.
    """
    if PublishedCell.objects.filter(start__gt=close.month, grain="thang").exists():
        return 0
    rows = []
    for table in Table.values:
        release = _release_before(close, table)
        cells = cells_of(close.sellers, table)
        for period in release.publish(number_of(close.month), cells):
            if table == Table.COMMUNE:
                rows.append(_total(close, period, release))
            rows += [
                _row(close, table, period, code, release)
                for code in sorted(release.statuses[period])
            ]
    return len(PublishedCell.objects.bulk_create(rows, batch_size=500))


def sellers_of_month(month: date) -> dict:
    """Return what each seller completed: ``{set: {commune: {partner: [vnd, orders]}}}``."""
    rows = (
        SellerMonth.objects.filter(day=month, stars=ALL_STARS, completed__gt=0)
        .order_by("set_code", "commune_code", "partner_id")
        .values_list("set_code", "commune_code", "partner_id")
        .annotate(vnd=Sum("completed_vnd"), orders=Sum("completed"))
    )
    found: dict = {}
    for set_code, commune, partner, vnd, orders in rows:
        into = found.setdefault(set_code, {}).setdefault(commune, {})
        into[str(partner)] = [int(vnd), orders]
    return found


def limits() -> Limits:
    """Return the limits of this installation."""
    return Limits(min_sellers=settings.STATS_MIN_SELLERS, max_share=settings.STATS_MAX_SHARE)


def start_of(grain: str, number: int) -> date:
    """Return the first day of a period of ``stats.privacy``."""
    year, month = divmod(number * LENGTH[grain], 12)
    return date(year, month + 1, 1)


def _release_before(close: PeriodClose, table: str) -> Release:
    """Return what was published of the year before this month."""
    release = Release(limits())
    first = close.month.replace(month=1)
    published = PublishedCell.objects.filter(table=table, start__gte=first).exclude(code=PROVINCE)
    for grain, start, code, status in published.values_list("grain", "start", "code", "status"):
        key = (grain, number_of(start) // LENGTH[grain])
        release.statuses.setdefault(key, {})[code] = status
    for month, sellers in PeriodClose.objects.filter(
        month__gte=first, month__lt=close.month
    ).values_list("month", "sellers"):
        rows = release.statuses.get((PublishedCell.Grain.MONTH, number_of(month)))
        if rows is not None:
            cells = cells_of(sellers, table, with_empty=False)
            release.months[number_of(month)] = {code: {} for code in rows} | cells
    return release


def cells_of(sellers: dict, table: str, *, with_empty: bool = True) -> dict[str, Cell]:
    """Return the rows of a table with what each seller has in them; those in force and more."""
    if table == Table.COMMUNE:
        codes = [row.code for row in communes_of(queries.WHOLE)] if with_empty else []
        by_code = {
            code: {code: _figures(found)} for code, found in sellers.get(ALL_SETS, {}).items()
        }
    else:
        codes = [*set_names(), NO_SET] if with_empty else []
        by_code = {
            set_code: {code: _figures(found) for code, found in communes.items()}
            for set_code, communes in sellers.items()
            if set_code != ALL_SETS
        }
    return {code: {} for code in codes} | by_code


def _figures(found: dict[str, list[int]]) -> dict[int, tuple[int, int]]:
    return {int(partner): (vnd, orders) for partner, (vnd, orders) in found.items()}


def _row(
    close: PeriodClose, table: str, period: tuple[str, int], code: str, release: Release
) -> PublishedCell:
    status = release.statuses[period][code]
    row = PublishedCell(
        table=table,
        grain=period[0],
        start=start_of(*period),
        code=code,
        status=status,
        published_at=close.closed_at,
    )
    if status == SHOWN:
        cell = release.cell(*period, code)
        row.completed, row.completed_vnd = orders_of(cell), vnd_of(cell)
        row.sellers = sellers_of(cell)
    return row


def _total(close: PeriodClose, period: tuple[str, int], release: Release) -> PublishedCell:
    """Return the province's own row, which is always shown, without a number of sellers."""
    cells = [
        cell
        for month, found in release.months.items()
        if month // LENGTH[period[0]] == period[1]
        for cell in found.values()
    ]
    return PublishedCell(
        table=Table.COMMUNE,
        grain=period[0],
        start=start_of(*period),
        code=PROVINCE,
        status=SHOWN,
        completed=sum(map(orders_of, cells)),
        completed_vnd=sum(map(vnd_of, cells)),
        published_at=close.closed_at,
    )


def number_of(month: date) -> int:
    return month.year * 12 + month.month - 1
