"""Products with a certificate in force: how many, and which of them end soon."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection

from common.dates import local_today
from stats import kept
from stats.cells.inventory import EXPIRING_DAYS
from stats.reading import Where, as_date
from stats.scopes import WHOLE, Scope

SOON_DAYS, LATER_DAYS = EXPIRING_DAYS, 180
PER_PAGE = 50

#: Certificates are few beside goods: they are told apart by product before anything is joined.
_IN_FORCE = """
WITH in_force AS (
    SELECT product_id, MAX(stars) AS stars, MAX(expires_on) AS ends
    FROM catalogue_ocopcertificate
    WHERE confirmed_at IS NOT NULL AND issued_on <= %s AND expires_on >= %s
    GROUP BY product_id
)"""
_GOODS = """
FROM in_force f
JOIN catalogue_product p ON p.id = f.product_id
JOIN partner_partner s ON s.id = p.partner_id
JOIN places_commune c ON c.id = s.commune_id
WHERE {where}"""
#: Of each seller by stars; a seller lives in one commune.
_COUNTS = """{in_force}
SELECT c.code, p.partner_id, f.stars, COUNT(*),
    SUM(CASE WHEN f.ends <= %s THEN 1 ELSE 0 END),
    SUM(CASE WHEN f.ends <= %s THEN 1 ELSE 0 END)
{goods} GROUP BY c.code, p.partner_id, f.stars
"""
_ENDING = """{in_force}
SELECT p.id, p.title, p.partner_id, s.name, c.code, f.stars, f.ends {goods}
ORDER BY f.ends, c.code, p.title, p.id LIMIT %s OFFSET %s
"""


class Ends(NamedTuple):
    """Things counted: in force, and of these those that end within 90 and 180 days."""

    count: int = 0
    soon: int = 0
    later: int = 0

    def __add__(self, other: "Ends") -> "Ends":
        """Return the sum, figure by figure."""
        return Ends(*(a + b for a, b in zip(self, other, strict=True)))


_NONE = Ends()


@dataclass
class Certificates:
    """Certified products as a whole, by commune and by stars, and their sellers."""

    goods: Ends = _NONE
    sellers: Ends = _NONE
    by_commune: dict[str, Ends] = field(default_factory=dict)
    by_stars: dict[int, Ends] = field(default_factory=dict)


class Certified(NamedTuple):
    """A product with a certificate in force: its best stars and the last day of any."""

    product_id: int
    title: str
    seller_id: int
    seller_name: str
    commune_code: str
    stars: int
    expires_on: date

    @property
    def days_left(self) -> int:
        """Return the days from today to the last one."""
        return (self.expires_on - local_today()).days

    def ends_within(self, days: int) -> bool:
        """Tell whether the last certificate ends within so many days."""
        return self.days_left <= days


def certificates(*, scope: Scope = WHOLE) -> Certificates:
    """Return how many products have a certificate in force. ≤ 2 queries."""
    found = Certificates()
    for code, counts in kept.of_goods_by_commune(("certificates",), scope, _counted).items():
        found.sellers += counts.sellers
        for stars, ends in counts.by_stars.items():
            found.goods += ends
            found.by_commune[code] = found.by_commune.get(code, _NONE) + ends
            found.by_stars[stars] = found.by_stars.get(stars, _NONE) + ends
    return found


@dataclass
class _OfCommune:
    sellers: Ends = _NONE
    by_stars: dict[int, Ends] = field(default_factory=dict)


def _counted(scope: Scope) -> dict[str, _OfCommune]:
    """Return the counts of each commune of a scope that has certified goods. 1 query."""
    today = local_today()
    where = Where("p.is_public", ()).inside(scope, "c.code")
    ends = (today + timedelta(days=days) for days in (SOON_DAYS, LATER_DAYS))
    of_sellers: dict[tuple[str, int], Ends] = {}
    found: dict[str, _OfCommune] = {}
    rows = _rows(_sql(_COUNTS, where), (today, today, *ends, *where.bound))
    for code, seller, stars, *figures in rows:
        counts = Ends(*map(int, figures))
        by_stars = found.setdefault(code, _OfCommune()).by_stars
        by_stars[stars] = by_stars.get(stars, _NONE) + counts
        of_sellers[code, seller] = of_sellers.get((code, seller), _NONE) + counts
    for (code, _seller), counts in of_sellers.items():
        found[code].sellers += Ends(*(min(count, 1) for count in counts))
    return found


class Ending:
    """Those that end within 180 days as a list that is read a page at a time; 1 query each.

    The first to end stands first.
    """

    def __init__(self, scope: Scope, count: int) -> None:
        self._scope, self._count = scope, count

    def __len__(self) -> int:
        """Return how many ``certificates`` counted."""
        return self._count

    def __getitem__(self, rows: slice) -> list[Certified]:
        """Return some of them."""
        first, end, _step = rows.indices(self._count)
        today = local_today()
        where = Where("p.is_public AND f.ends <= %s", (today + timedelta(days=LATER_DAYS),))
        where = where.inside(self._scope, "c.code")
        sql = _sql(_ENDING, where)
        found = _rows(sql, (today, today, *where.bound, max(end - first, 0), first))
        return [Certified(*row, as_date(ends)) for *row, ends in found]


def _sql(statement: str, where: Where) -> str:
    return statement.format(in_force=_IN_FORCE, goods=_GOODS.format(where=where.sql))


def _rows(sql: str, bound: tuple) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        return cursor.fetchall()
