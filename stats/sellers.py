"""Names behind the figures: sellers of a commune and their orders, never the buyers."""

from shop.order.models import Line, SellerOrder
from shop.partner.models import Partner
from stats import selling
from stats.completed import Completed, completed_by_seller
from stats.figures import EVERYTHING, Asked, SellerRow
from stats.period import Period
from stats.scopes import Scope
from stats.seller_goods import Named, SellerGoods, goods_by_seller, sellers_at_home, sellers_named

_NOTHING_SOLD, _NO_GOODS = Completed(), SellerGoods()


def sellers_of_commune(
    *, commune_code: str, period: Period, asked: Asked = EVERYTHING
) -> list[SellerRow]:
    """Return the commune's sellers by value. ≤ 9 queries.

    Who sold from this commune stands here even when the household has moved since.
    """
    here = Scope(frozenset({commune_code}))
    sold = completed_by_seller(scope=here, period=period, asked=asked)
    first = selling.first_sales(scope=here, asked=asked)
    goods = goods_by_seller(commune_code, asked)
    rows = []
    kinds = dict(Partner.Kind.choices)
    for seller in _listed(commune_code, {*sold, *first, *goods}):
        completed = sold.get(seller.pk, _NOTHING_SOLD)
        offered = goods.get(seller.pk, _NO_GOODS)
        rows.append(
            SellerRow(
                id=seller.pk,
                name=seller.name,
                kind=kinds.get(seller.kind, seller.kind),
                listings=offered.listings,
                ocop_listings=offered.ocop_listings,
                first_sale_on=first.get(seller.pk),
                completed=completed.count,
                completed_vnd=completed.vnd,
                stars=offered.stars,
                expires_on=offered.expires_on,
            )
        )
    return sorted(rows, key=lambda row: (-row.completed_vnd, -row.listings, row.name))


def _listed(commune_code: str, others: set[int]) -> list[Named]:
    """Return who may sell here, and the others. ≤ 2 queries."""
    here = sellers_at_home(commune_code)
    moved = sellers_named(others - {seller.pk for seller in here})
    return [seller for seller in (*here, *moved) if seller.may_sell or seller.pk in others]


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
