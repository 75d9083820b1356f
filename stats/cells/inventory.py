"""Goods on offer in a commune now: as a whole, by set, by stars, by both.

Goods that are promised and not there yet are no stock, and what is held of them neither. A tour is
one listing, whatever dates it has; it has no stock that could be low.
"""

from datetime import timedelta

from django.utils import timezone

from common.dates import local_today
from stats.cells.sql import replace_cells
from stats.keys import Key

#: A certificate that ends within so many days counts as about to expire.
EXPIRING_DAYS = 90
#: A listing with at most so many left to order is low on stock.
LOW_STOCK = 3

FIGURES = (
    "sellers",
    "self_listing_sellers",
    "listings",
    "ocop_listings",
    "expiring_listings",
    "low_listings",
    "in_stock",
    "in_stock_g",
    "allocated",
    "stock_vnd",
)
_VALID = (
    "FROM catalogue_ocopcertificate o WHERE o.product_id = p.id AND o.confirmed_at IS NOT NULL"
    " AND o.issued_on <= d.today AND o.expires_on >= d.today"
)
_INSERT = f"""
WITH keys(commune_code) AS (VALUES {{keys}}),
days(today, soon, now) AS (VALUES (%s, %s, %s)),
listed AS (
    SELECT k.commune_code, p.partner_id, p.is_self_listed,
        COALESCE(ps.code, 'khac') AS set_code,
        COALESCE((SELECT MAX(o.stars) {_VALID}), 0) AS stars,
        (SELECT MAX(o.expires_on) {_VALID}) AS ends_on, d.soon, d.now,
        COALESCE(s.num_in_stock - s.num_promised, 0) AS in_stock,
        CASE WHEN s.num_allocated > s.num_promised THEN s.num_allocated - s.num_promised ELSE 0 END
            AS allocated,
        COALESCE((s.num_in_stock - s.num_promised) * p.net_weight_g, 0) AS in_stock_g,
        COALESCE((s.num_in_stock - s.num_promised) * s.price, 0) AS stock_vnd,
        CASE WHEN p.structure <> 'parent' THEN COALESCE(s.num_in_stock - s.num_allocated, 0) END
            AS to_order
    FROM keys k
    CROSS JOIN days d
    JOIN places_commune c ON c.code = k.commune_code
    JOIN partner_partner pp ON pp.commune_id = c.id
    JOIN catalogue_product p ON p.partner_id = pp.id AND p.is_public
    LEFT JOIN catalogue_productset ps ON ps.id = p.product_set_id
    LEFT JOIN partner_stockrecord s ON s.product_id = p.id
),
facts AS (
    SELECT '' AS in_set, -1 AS in_stars, listed.* FROM listed
    UNION ALL SELECT set_code, -1, listed.* FROM listed
    UNION ALL SELECT '', stars, listed.* FROM listed
    UNION ALL SELECT set_code, stars, listed.* FROM listed
)
INSERT INTO stat_inventory_cell
    (commune_code, set_code, stars, {", ".join(FIGURES)}, computed_at)
SELECT commune_code, in_set, in_stars,
    COUNT(DISTINCT partner_id),
    COUNT(DISTINCT CASE WHEN is_self_listed THEN partner_id END),
    COUNT(*),
    COUNT(CASE WHEN stars > 0 THEN 1 END),
    COUNT(CASE WHEN ends_on <= soon THEN 1 END),
    COUNT(CASE WHEN to_order <= {LOW_STOCK} THEN 1 END),
    SUM(in_stock), SUM(in_stock_g), SUM(allocated), SUM(stock_vnd), MAX(now)
FROM facts GROUP BY commune_code, in_set, in_stars
"""


def recompute(keys: list[Key]) -> None:
    """Bring the cells of the communes up to their listings."""
    today = local_today()
    replace_cells(
        "stat_inventory_cell",
        ("commune_code",),
        [(key.commune_code,) for key in keys],
        _INSERT,
        today,
        today + timedelta(days=EXPIRING_DAYS),
        timezone.now(),
    )
