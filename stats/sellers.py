"""Names behind the figures: sellers of a commune and their orders, never the buyers."""

from decimal import Decimal

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum

from catalogue.models import OcopCertificate, Product
from common.dates import local_today
from shop.order.models import Line, SellerOrder
from shop.partner.models import Partner
from stats.figures import SellerRow
from stats.period import Period


def sellers_of_commune(*, commune_code: str, period: Period, set_code: str = "") -> list[SellerRow]:
    """Return the commune's sellers by value, counted straight from their orders. 3 queries.

    Who sold from this commune stands here even when the household has moved since.
    """
    sold = _sold(commune_code, period, set_code)
    goods = _goods(commune_code, set_code)
    partners = Partner.objects.filter(
        Q(commune__code=commune_code, may_sell=True) | Q(pk__in={*sold, *goods})
    )
    rows = [
        SellerRow(
            partner.pk,
            partner.name,
            partner.get_kind_display(),
            *goods.get(partner.pk, (0, 0)),
            *sold.get(partner.pk, (None, 0, Decimal(0))),
        )
        for partner in partners
    ]
    return sorted(rows, key=lambda row: (-row.completed_vnd, -row.listings, row.name))


def orders_of_seller(*, partner: Partner) -> QuerySet[SellerOrder]:
    """Return the seller orders of one seller, newest first, without buyers."""
    return SellerOrder.objects.filter(partner=partner).only(
        "number", "state", "placed_on", "completed_on", "goods_vnd", "discount_vnd",
        "commune_code", "payment_method",
    )  # fmt: skip


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


def _sold(commune_code: str, period: Period, set_code: str) -> dict[int, tuple]:
    """Return ``{partner id: (first day, orders, đồng)}`` of what was completed."""
    if not set_code:
        prefix, partner = "", "partner"
        rows = SellerOrder.objects.all()
        value = F("goods_vnd") - F("discount_vnd")
        orders = F("pk")
    else:
        prefix, partner = "seller_order__", "seller_order__partner"
        rows = Line.objects.filter(product_set_code=set_code)
        value, orders = F("line_price_incl_tax"), F("seller_order")
    in_period = Q(
        **{
            f"{prefix}completed_on__gte": period.first,
            f"{prefix}completed_on__lte": period.last,
            f"{prefix}returned_on__isnull": True,
        }
    )
    sums = (
        rows.filter(
            **{f"{prefix}commune_code": commune_code, f"{prefix}completed_on__isnull": False}
        )
        .order_by()
        .values_list(partner)
        .annotate(
            first=Min(f"{prefix}completed_on"),
            n=Count(orders, distinct=True, filter=in_period),
            vnd=Sum(value, filter=in_period, default=Decimal(0)),
        )
    )
    return {pk: (first, count, vnd) for pk, first, count, vnd in sums}


def _goods(commune_code: str, set_code: str) -> dict[int, tuple[int, int]]:
    """Return ``{partner id: (public listings, of these OCOP)}``."""
    today = local_today()
    valid = OcopCertificate.objects.filter(
        product=OuterRef("pk"),
        confirmed_at__isnull=False,
        issued_on__lte=today,
        expires_on__gte=today,
    )
    public = Product.objects.filter(is_public=True, partner__commune__code=commune_code)
    if set_code:
        public = public.filter(product_set__code=set_code)
    rows = (
        public.annotate(is_ocop=Exists(valid))
        .order_by()
        .values_list("partner")
        .annotate(n=Count("pk"), ocop=Count("pk", filter=Q(is_ocop=True)))
    )
    return {pk: (count, ocop) for pk, count, ocop in rows}
