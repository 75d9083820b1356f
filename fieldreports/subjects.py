"""What a report is about, found by its address: what everybody sees, and nothing else."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalogue.models import Product
from catalogue.reviews.views import public_product
from common.codes import bare
from common.dates import local_today
from fieldreports.models import FieldReport
from markets.models import Market, Stall
from markets.queries import find_stall
from places.models import Commune
from sellers.models import Seller
from shop.partner.models import Partner

Kind = FieldReport.Subject


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about, with everybody who is behind it."""

    kind: Kind
    title: str
    url: str
    commune: Commune | None = None
    product: Product | None = None
    partner: Partner | None = None
    market: Market | None = None
    stall: Stall | None = None

    @property
    def asks_place(self) -> bool:
        """Tell whether the place is not known by itself."""
        return self.market is None


def listing(product: Product) -> Subject:
    """Return goods as a subject; the place of the seller unless another one is told."""
    partner = product.partner
    return Subject(
        Kind.LISTING, product.title, product.get_absolute_url(),
        commune=partner.commune if partner else None, product=product, partner=partner,
    )  # fmt: skip


def seller(partner: Partner) -> Subject:
    """Return a seller as a subject."""
    return Subject(
        Kind.SELLER, partner.name, partner.get_absolute_url(),
        commune=partner.commune, partner=partner,
    )  # fmt: skip


def market(found: Market) -> Subject:
    """Return a market as a subject."""
    url = reverse("markets:market", args=[found.slug])
    return Subject(Kind.MARKET, found.name, url, commune=found.commune, market=found)


def stall(found: Stall) -> Subject:
    """Return a stall as a subject, by its place and its market."""
    url = reverse("markets:stall", args=[found.code])
    return Subject(
        Kind.STALL, f"{found.trader.name}, {found.place}, {found.market.name}", url,
        commune=found.market.commune, partner=found.trader.partner, market=found.market,
        stall=found,
    )  # fmt: skip


def listing_at(*, pk: int, **_other) -> Subject:
    """Find goods on sale. Raises ``Http404``."""
    return listing(public_product(pk))


def seller_at(*, slug: str) -> Subject:
    """Find a seller whose page everybody sees. Raises ``Http404``."""
    shops = Seller.objects.select_related("partner__commune__province")
    is_seen = Q(partner__may_sell=True) | Q(state=Seller.State.PAUSED)
    return seller(get_object_or_404(shops, is_seen, partner__code=slug).partner)


def market_at(*, slug: str) -> Subject:
    """Find a market. Raises ``Http404``."""
    return market(get_object_or_404(Market.objects.select_related("commune__province"), slug=slug))


def stall_at(*, code: str) -> Subject:
    """Find a stall by the code on it, while somebody trades there. Raises ``Http404``."""
    found = find_stall(bare(code))
    if found is None or (found.active_to is not None and found.active_to < local_today()):
        raise Http404
    return stall(found)


def with_subject(reports: QuerySet[FieldReport]) -> QuerySet[FieldReport]:
    """Load what ``subject_of`` reads, and the place."""
    return reports.select_related(
        "product__partner__commune__province",
        "partner__commune",
        "market__commune",
        "stall__market__commune",
        "stall__trader__partner",
        "commune__province",
        "answering_commune__province",
    )


def subject_of(report: FieldReport) -> Subject:
    """Return what a stored report is about."""
    if report.product is not None:
        return listing(report.product)
    if report.stall is not None:
        return stall(report.stall)
    return market(report.market) if report.market is not None else seller(report.partner)
