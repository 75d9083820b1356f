"""The goods that make an inventory figure."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import (
    Count,
    DecimalField,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Greatest

from catalogue.models import OcopCertificate, Product
from common.dates import local_today
from stats.cells.inventory import EXPIRING_DAYS, LOW_STOCK
from stats.figures import EVERYTHING, Asked
from stats.models import ALL_SETS, ALL_STARS, NO_SET
from stats.scopes import WHOLE, Scope

PER_PAGE = 50
#: The word for which goods, the measure that counts them, and the words people read.
ONLY = {
    "": ("listings", "sản phẩm trên sàn"),
    "ocop": ("ocop_listings", "sản phẩm OCOP còn hạn"),
    "sap-het-han": ("expiring_listings", f"sản phẩm OCOP hết hạn trong {EXPIRING_DAYS} ngày"),
    "sap-het-hang": ("low_listings", f"sản phẩm còn từ {LOW_STOCK} trở xuống"),
    "tu-dang": ("", "sản phẩm do cơ sở tự đăng"),
}
SOON_DAYS = EXPIRING_DAYS
#: Of a tour only its dates have places.
_IS_LOW = Q(left__lte=LOW_STOCK) & ~Q(structure=Product.PARENT)


@dataclass(frozen=True)
class Stocked:
    """Goods counted: all, certified, nearly sold out; what may be ordered and its worth."""

    listings: int
    certified: int
    low: int
    left: int
    stock_vnd: Decimal


def goods_of(
    *,
    scope: Scope = WHOLE,
    asked: Asked = EVERYTHING,
    only: str = "",
    partner_id: int | None = None,
) -> QuerySet[Product]:
    """Return the listings that the cell counts, by commune and seller.

    Each has ``stars_now``, ``ends_on``, ``stock``, ``held``, ``left`` and ``price_vnd``; goods
    that are promised and not there yet are in ``left`` only: they can be ordered.
    """
    goods = Product.objects.filter(is_public=True, partner__commune__isnull=False)
    if partner_id is not None:
        goods = goods.filter(partner_id=partner_id)
    if scope.commune_codes is not None:
        goods = goods.filter(partner__commune__code__in=scope.commune_codes)
    if asked.set_code == NO_SET:
        goods = goods.filter(product_set__isnull=True)
    elif asked.set_code != ALL_SETS:
        goods = goods.filter(product_set__code=asked.set_code)
    goods = _with_figures(goods)
    if asked.stars != ALL_STARS:
        goods = goods.filter(stars_now=asked.stars)
    return _only(goods, only).order_by("partner__commune__code", "partner__name", "title", "pk")


def stocked(goods: QuerySet[Product]) -> Stocked:
    """Return what goods of ``goods_of`` come to, all pages together. 1 query."""
    sums = goods.order_by().aggregate(
        n_listings=Count("pk"),
        n_certified=Count("pk", filter=Q(stars_now__gt=0)),
        n_low=Count("pk", filter=_IS_LOW),
        n_left=Sum("left", default=0),
        n_stock_vnd=Sum(
            F("price_vnd") * F("stock"), default=Decimal(0), output_field=DecimalField()
        ),
    )
    return Stocked(**{name.removeprefix("n_"): value for name, value in sums.items()})


def stock_value(product: Product) -> Decimal:
    """Return what is in stock at today's price."""
    return (product.price_vnd or Decimal(0)) * product.stock


def _valid() -> QuerySet[OcopCertificate]:
    today = local_today()
    return OcopCertificate.objects.filter(
        confirmed_at__isnull=False, issued_on__lte=today, expires_on__gte=today
    )


def _with_figures(goods: QuerySet[Product]) -> QuerySet[Product]:
    valid = _valid().filter(product=OuterRef("pk")).order_by().values("product")
    return goods.annotate(
        stars_now=Coalesce(Subquery(valid.annotate(s=Max("stars")).values("s")), Value(0)),
        ends_on=Subquery(valid.annotate(e=Max("expires_on")).values("e")),
        promised=Coalesce(F("stockrecords__num_promised"), Value(0)),
        stock=Coalesce(F("stockrecords__num_in_stock"), Value(0)) - F("promised"),
        ordered=Coalesce(F("stockrecords__num_allocated"), Value(0)),
        held=Greatest(F("ordered") - F("promised"), Value(0)),
        left=F("stock") + F("promised") - F("ordered"),
        price_vnd=F("stockrecords__price"),
    ).select_related("partner__commune", "product_set")


def _only(goods: QuerySet[Product], only: str) -> QuerySet[Product]:
    if only == "ocop":
        return goods.filter(stars_now__gt=0)
    if only == "sap-het-han":
        return goods.filter(ends_on__lte=local_today() + timedelta(days=SOON_DAYS))
    if only == "sap-het-hang":
        return goods.filter(_IS_LOW)
    if only == "tu-dang":
        return goods.filter(is_self_listed=True)
    return goods
