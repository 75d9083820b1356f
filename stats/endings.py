"""Certificates that end or have ended: what the seller has heard, and whether a new one came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q

from catalogue import expiry
from catalogue.models import OcopCertificate
from common.dates import format_date, local_today
from stats.scopes import Scope

#: So long after its end a certificate without a follower stays on the board.
LAPSED_DAYS = 90


@dataclass(frozen=True)
class Lapsed:
    """A product whose last certificate has ended and that nothing follows."""

    product_id: int
    title: str
    seller_id: int
    seller_name: str
    commune_code: str
    stars: int
    expires_on: date
    days_ago: int


def contact_states(products: Iterable[int]) -> dict[int, str]:
    """Return for each product what the seller has heard, or that a new paper came. 1 query."""
    rows = (
        OcopCertificate.objects.filter(product__in=list(products))
        .order_by()
        .values_list("product")
        .annotate(
            warned=Max("warned_at", filter=Q(confirmed_at__isnull=False)),
            waiting=Count("pk", filter=Q(confirmed_at=None, sent_back_at=None, revoked_at=None)),
        )
    )
    return {product: _words(warned, waiting) for product, warned, waiting in rows}


def lapsed(*, scope: Scope) -> list[Lapsed]:
    """Return what ended in the last days and is not renewed, the latest first. 1 query."""
    today = local_today()
    found = expiry.last_ones(
        until=today - timedelta(days=1), since=today - timedelta(days=LAPSED_DAYS)
    ).filter(product__is_public=True, product__partner__commune__isnull=False)
    if scope.commune_codes is not None:
        found = found.filter(product__partner__commune__code__in=scope.commune_codes)
    rows = found.order_by("-expires_on", "pk").values_list(
        "product_id",
        "product__title",
        "product__partner_id",
        "product__partner__name",
        "product__partner__commune__code",
        "stars",
        "expires_on",
    )
    return [Lapsed(*row, (today - row[-1]).days) for row in rows]


def _words(warned, waiting: int) -> str:
    if waiting:
        return "Đã gửi giấy mới, chờ xem"
    return f"Đã nhắn {format_date(warned)}" if warned else "Chưa nhắn"
