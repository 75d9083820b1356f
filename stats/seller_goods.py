"""The goods of each seller of a commune, and who sells there: what no order changes.

Both are kept: goods until the cells of goods of the commune are computed anew, names for a
minute. A commune may have two thousand goods, and its page shows fifty sellers.
"""

from datetime import date
from typing import NamedTuple

from django.db import connection

from common.dates import local_today
from shop.partner.models import Partner
from stats import kept
from stats.figures import EVERYTHING, Asked
from stats.models import ALL_SETS, ALL_STARS, NO_SET
from stats.reading import Where, as_date
from stats.scopes import Scope

_GOODS = """
SELECT partner_id, best, COUNT(*), MIN(ends) FROM (
    SELECT p.partner_id, p.id, COALESCE(MAX(o.stars), 0) AS best, MAX(o.expires_on) AS ends
    FROM places_commune c
    JOIN partner_partner s ON s.commune_id = c.id
    JOIN catalogue_product p ON p.partner_id = s.id
    LEFT JOIN catalogue_productset ps ON ps.id = p.product_set_id
    LEFT JOIN catalogue_ocopcertificate o ON o.product_id = p.id
        AND o.confirmed_at IS NOT NULL AND o.issued_on <= %s AND o.expires_on >= %s
    WHERE {where} GROUP BY p.partner_id, p.id
) goods {only} GROUP BY partner_id, best ORDER BY partner_id, best
"""


class SellerGoods(NamedTuple):
    """Public listings of a seller; ``stars`` are the most, ``expires_on`` the first end of them."""

    listings: int = 0
    ocop_listings: int = 0
    stars: int = 0
    expires_on: date | None = None


class Named(NamedTuple):
    """A seller that may be listed."""

    pk: int
    name: str
    kind: str
    may_sell: bool


def goods_by_seller(commune_code: str, asked: Asked = EVERYTHING) -> dict[int, SellerGoods]:
    """Return ``{partner: goods}`` of a commune. ≤ 2 queries."""
    here = Scope(frozenset({commune_code}))
    where = Where("p.is_public", ()).inside(here, "c.code")
    if asked.set_code == NO_SET:
        where = where.and_("ps.id IS NULL")
    elif asked.set_code != ALL_SETS:
        where = where.and_("ps.code = %s", asked.set_code)
    only, stars = ("", ()) if asked.stars == ALL_STARS else ("WHERE best = %s", (asked.stars,))
    sql, today = _GOODS.format(where=where.sql, only=only), local_today()
    bound = (today, today, *where.bound, *stars)
    return kept.of_goods((sql, bound), here, lambda: _goods(sql, bound))


def sellers_at_home(commune_code: str) -> list[Named]:
    """Return the sellers of a commune, at most a minute old. ≤ 1 query."""
    here = Partner.objects.filter(commune__code=commune_code)
    return kept.for_a_minute(("sellers at home", commune_code), lambda: _named(here))


def sellers_named(pks: set[int]) -> list[Named]:
    """Return sellers by their id. ≤ 1 query."""
    return _named(Partner.objects.filter(pk__in=pks)) if pks else []


def _named(partners) -> list[Named]:
    return [Named(*row) for row in partners.values_list(*Named._fields)]


def _goods(sql: str, bound: tuple) -> dict[int, SellerGoods]:
    found: dict[int, SellerGoods] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        for partner, stars, count, ends in cursor.fetchall():
            # Rows of a seller rise with the stars: the last one has the most.
            ocop = count if stars else 0
            if had := found.get(partner):
                count, ocop = had.listings + count, had.ocop_listings + ocop
            found[partner] = SellerGoods(count, ocop, stars, as_date(ends))
    return found
