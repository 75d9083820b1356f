"""Names behind the figures: sellers of a commune and their orders, never the buyers."""

from datetime import date

from django.db.models import Max, Q

from catalogue.models import Product
from common.dates import local_today
from shop.order.models import Line, SellerOrder
from shop.partner.models import Partner
from stats import selling
from stats.completed import Completed, completed_by_seller
from stats.figures import EVERYTHING, Asked, SellerRow
from stats.models import ALL_SETS, NO_SET
from stats.period import Period
from stats.scopes import Scope


def sellers_of_commune(
    *, commune_code: str, period: Period, asked: Asked = EVERYTHING
) -> list[SellerRow]:
    """Return the commune's sellers by value. ≤ 9 queries.

    Who sold from this commune stands here even when the household has moved since.
    """
    here = Scope(frozenset({commune_code}))
    sold = completed_by_seller(scope=here, period=period, asked=asked)
    ever = selling.ever(scope=here, asked=asked)
    goods = _goods(commune_code, asked)
    rows = []
    kinds = dict(Partner.Kind.choices)
    for pk, name, kind in _names(commune_code, {*sold, *ever, *goods}):
        listings, ocop, stars, expires_on = goods.get(pk, (0, 0, 0, None))
        rows.append(
            SellerRow(
                id=pk,
                name=name,
                kind=kinds.get(kind, kind),
                listings=listings,
                ocop_listings=ocop,
                first_sale_on=ever[pk].first_on if pk in ever else None,
                completed=sold.get(pk, Completed()).count,
                completed_vnd=sold.get(pk, Completed()).vnd,
                stars=stars,
                expires_on=expires_on,
            )
        )
    return sorted(rows, key=lambda row: (-row.completed_vnd, -row.listings, row.name))


def _names(commune_code: str, others: set[int]) -> list[tuple[int, str, str]]:
    """Return ``(partner, name, kind)`` of who may sell here, and of the others. ≤ 2 queries."""
    columns = ("pk", "name", "kind", "may_sell")
    here = list(Partner.objects.filter(commune__code=commune_code).values_list(*columns))
    missing = others - {row[0] for row in here}
    moved = Partner.objects.filter(pk__in=missing).values_list(*columns) if missing else ()
    return [row[:3] for row in (*here, *moved) if row[3] or row[0] in others]


def lines_of(seller_order: SellerOrder) -> list[Line]:
    """Return what was sold. 1 query."""
    return list(
        Line.objects.filter(seller_order=seller_order)
        .only("title", "quantity", "line_price_incl_tax", "product_set_code", "ocop_stars")
        .order_by("pk")
    )


def steps_of(seller_order: SellerOrder) -> list:
    """Return the moves without actors and notes: a note may name the buyer. 1 query."""
    return list(seller_order.events.only("to_state", "at", "seller_order_id"))


def _goods(commune_code: str, asked: Asked) -> dict[int, tuple[int, int, int, date | None]]:
    """Return ``{partner: (listings, OCOP listings, most stars, last day of one)}``. 1 query."""
    today = local_today()
    public = Product.objects.filter(is_public=True, partner__commune__code=commune_code)
    if asked.set_code == NO_SET:
        public = public.filter(product_set__isnull=True)
    elif asked.set_code != ALL_SETS:
        public = public.filter(product_set__code=asked.set_code)
    is_valid = Q(
        certificates__confirmed_at__isnull=False,
        certificates__issued_on__lte=today,
        certificates__expires_on__gte=today,
    )
    rows = public.order_by().values_list("partner_id", "pk")
    rows = rows.annotate(
        best=Max("certificates__stars", filter=is_valid),
        ends=Max("certificates__expires_on", filter=is_valid),
    )
    found: dict[int, tuple[int, int, int, date | None]] = {}
    for partner, _product, best, ends in rows:
        stars = best or 0
        if asked.stars not in (-1, stars):
            continue
        listings, ocop, most, last = found.get(partner, (0, 0, 0, None))
        if stars > most or (stars == most and ends and (last is None or ends < last)):
            most, last = stars, ends
        found[partner] = (listings + 1, ocop + bool(stars), most, last)
    return found
