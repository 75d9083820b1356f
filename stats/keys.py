"""Keys of cells: marking them, all of them, and loads that mark everything at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection, transaction

from common.dates import this_month
from stats import triggers
from stats.models import PROVINCE, DirtyKey

Family = DirtyKey.Family
_CHUNK = 2000


class Key(NamedTuple):
    """Names the cells that are recomputed together.

    ``sales`` is a commune and a day, ``sellers`` a commune, the first of a month and a seller,
    ``inventory`` and ``households`` a commune, ``day`` a day of the province, ``year`` a commune,
    1 January and a seller, ``month`` a commune and the first of a month, ``province`` and
    ``buyers`` the first of a month.
    """

    family: str
    commune_code: str = ""
    day: date | None = None
    partner_id: int | None = None


#: What must be right before the next one is computed.
STAGES: tuple[frozenset[str], ...] = (
    frozenset(
        {
            Family.SALES.value,
            Family.SELLERS.value,
            Family.INVENTORY.value,
            Family.HOUSEHOLDS.value,
        }
    ),
    frozenset({Family.YEAR.value}),
    frozenset({Family.DAY.value}),
    frozenset({Family.MONTH.value}),
    frozenset({Family.PROVINCE.value}),
    frozenset({Family.BUYERS.value}),
)

_OF_MONTHS = frozenset({Family.SELLERS, Family.MONTH, Family.PROVINCE, Family.BUYERS})
_EVENTS = ("placed_on", "completed_on", "cancelled_on", "returned_on")


def keys_of(row: DirtyKey) -> set[Key]:
    """Return what a dirty row asks for.

    A trigger writes the day of a sale and its seller; the seller's cells are by month.
    """
    if row.family == Family.SALES:
        keys = {Key(row.family, row.commune_code, row.day)}
        if row.partner_id is not None:
            month = row.day.replace(day=1)
            keys.add(Key(Family.SELLERS.value, row.commune_code, month, row.partner_id))
        return keys
    return {Key(row.family, row.commune_code, row.day, row.partner_id)}


def above(keys: Iterable[Key]) -> set[Key]:
    """Return the keys whose cells are made of the cells of ``keys``."""
    found = set()
    for family, commune_code, day, partner_id in keys:
        if family == Family.SALES:
            found.add(Key(Family.DAY.value, PROVINCE, day))
            found.add(Key(Family.MONTH.value, commune_code, day.replace(day=1)))
        elif family == Family.SELLERS:
            first = day.replace(month=1)
            found.add(Key(Family.YEAR.value, commune_code, first, partner_id))
        elif family == Family.DAY:
            found.add(Key(Family.PROVINCE.value, PROVINCE, day.replace(day=1)))
        elif family == Family.MONTH:
            found.add(Key(Family.BUYERS.value, PROVINCE, day))
    return found


def outdated_by(rows: Iterable[DirtyKey], keys: Iterable[Key]) -> tuple[set[date], set[date]]:
    """Return of which days and of which months something kept is wrong once ``keys`` are right.

    ``rows`` asked for them. What is kept of some days is made of cells of days, of orders, and of
    the cells of sellers, which a trigger marks together with the day; a seller's month or year
    that was marked by itself, or left for later, outdates all of it.
    """
    keys, rows = list(keys), list(rows)
    days = {key.day for key in keys if key.family in (Family.SALES, Family.DAY)}
    months = {key.day for key in keys if key.family in _OF_MONTHS and key.day < this_month()}
    months |= {row.day.replace(day=1) for row in rows if row.family == Family.SELLERS}
    years = {row.day.year for row in rows if row.family == Family.YEAR}
    months |= {date(year, month, 1) for year in years for month in range(1, 13)}
    return days, {month for month in months if month <= this_month()}


def mark(keys: Iterable[Key], *, at: datetime | None = None) -> int:
    """Note that the cells of the keys must be recomputed; return how many.

    ``at`` is when they stopped being right, now by default.
    """
    since = {} if at is None else {"at": at}
    rows = [DirtyKey(**key._asdict(), **since) for key in keys]
    DirtyKey.objects.bulk_create(rows, batch_size=_CHUNK)
    return len(rows)


def mark_everything() -> int:
    """Mark every key of the source and of the cells, so that orphans vanish too."""
    return sum(_mark_selected(family, sql) for family, sql in _everything().items())


@contextmanager
def suspended() -> Iterator[None]:
    """Load much at once: no triggers inside the block, everything marked after it.

    One transaction, so that nobody else can write unseen while the triggers are away: on
    PostgreSQL dropping them locks the tables, on SQLite the transaction is the only writer.
    """
    with transaction.atomic():
        triggers.remove(connection)
        yield
        triggers.install(connection)
        mark_everything()


def _everything() -> dict[Family, str]:
    """Return a SELECT of ``(commune, day, seller)`` per family, each key once."""
    of_day = " UNION ".join(
        f"SELECT commune_code, {day}, NULL FROM order_sellerorder WHERE {day} IS NOT NULL"
        for day in _EVENTS
    )
    of_month = " UNION ".join(
        f"SELECT commune_code, {_start_of('month', day)}, partner_id FROM order_sellerorder"
        f" WHERE {day} IS NOT NULL"
        for day in _EVENTS
    )
    return {
        Family.SALES: f"{of_day} UNION {_stored('stat_sales_day', '<>')}",
        Family.SELLERS: f"{of_month} UNION"
        " SELECT commune_code, day, partner_id FROM stat_seller_month",
        Family.INVENTORY: "SELECT c.code, NULL, NULL FROM partner_partner p"
        " JOIN places_commune c ON c.id = p.commune_id"
        " UNION SELECT commune_code, NULL, NULL FROM stat_inventory_cell",
        Family.HOUSEHOLDS: "SELECT commune_code, NULL, NULL FROM sellers_householdrecord"
        " UNION SELECT commune_code, NULL, NULL FROM stat_household_cell",
        **_orphans(),
    }


def _orphans() -> dict[Family, str]:
    """Return the SELECTs of cells that nothing marked below would reach; the others follow it."""
    sales = "FROM stat_dirty WHERE family = 'sales'"
    sellers = "FROM stat_dirty WHERE family = 'sellers'"
    days, months = _stored("stat_sales_day", "="), _stored("stat_sales_month", "<>")
    reached = (
        f"(commune_code, day) NOT IN (SELECT commune_code, {_start_of('month', 'day')} {sales})"
    )
    return {
        Family.DAY: f"{days} AND day NOT IN (SELECT day {sales})",
        Family.YEAR: "SELECT DISTINCT commune_code, day, partner_id FROM stat_seller_year"
        " WHERE (commune_code, day, partner_id) NOT IN"
        f" (SELECT commune_code, {_start_of('year', 'day')}, partner_id {sellers})",
        Family.MONTH: f"{months} AND {reached}"
        f" UNION {_stored('stat_buyer_month', '<>')} AND {reached}",
        Family.PROVINCE: _stored("stat_sales_month", "="),
        Family.BUYERS: _stored("stat_buyer_month", "="),
    }


def _stored(table: str, is_province: str) -> str:
    """Return a SELECT of the keys of cells, of the province or of its communes."""
    return (
        f"SELECT DISTINCT commune_code, day, NULL FROM {table} WHERE commune_code {is_province} ''"
    )


def _start_of(what: str, column: str) -> str:
    """Return SQL for the first day of the month or year of a date."""
    if connection.vendor == "postgresql":
        return f"CAST(date_trunc('{what}', {column}) AS date)"
    return f"date({column}, 'start of {what}')"


def _mark_selected(family: Family, sql: str) -> int:
    is_pg = connection.vendor == "postgresql"
    day = "CAST(k.day AS date)" if is_pg else "k.day"
    partner = "CAST(k.partner_id AS bigint)" if is_pg else "k.partner_id"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stat_dirty (family, commune_code, day, partner_id)"
            f" WITH k(commune_code, day, partner_id) AS ({sql})"
            f" SELECT %s, k.commune_code, {day}, {partner} FROM k ORDER BY 3, 2",
            [family.value],
        )
        return max(cursor.rowcount, 0)
