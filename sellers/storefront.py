"""The household's own page: who they are, what they are recognised for, what they sell."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from catalogue import whereabouts
from catalogue.cards import Picture, ProductCard, cards_of, for_cards
from catalogue.makers import Maker, maker_of, place_of, portrait_of
from catalogue.models import OcopCertificate, Product
from catalogue.months import Month, month_strip, season_caption
from common.dates import format_date, local_today
from pagecache import tags
from pagecache.declaring import also_depends_on, shared_page
from sellers.models import Seller

PER_PAGE = 12


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """A valid recognition of one of the household's goods."""

    title: str
    issuer: str
    number: str


@dataclass(frozen=True, slots=True)
class Storefront:
    """The page of one seller. Texts are plain; paragraphs are split."""

    name: str
    kind: str
    maker: Maker
    place: str
    commune_title: str
    commune_url: str
    lead: str
    story: list[str]
    portrait: Picture | None
    certificates: list[CertificateCard]
    months: list[Month]
    season_caption: str
    cards: list[ProductCard]
    page_obj: Page
    locator: SafeString | str
    distance: str
    phone: str
    is_paused: bool
    is_open: bool
    back_label: str
    report_url: str

    @property
    def goods(self) -> int:
        """Count the goods on all pages."""
        return self.page_obj.paginator.count

    @property
    def zalo_number(self) -> str:
        """Return the phone as Zalo's own addresses write it."""
        return self.phone.replace("+84", "0", 1)


@shared_page(words=["trang"])
def storefront(request: HttpRequest, slug: str) -> HttpResponse:
    """Show ``/gian-hang/<slug>/``."""
    seller = _visible_seller(slug, request.user)
    also_depends_on(request, tags.seller(seller.partner_id))
    page = storefront_page(seller=seller, number=request.GET.get("trang"))
    return render(request, "sellers/storefront.html", {"page": page})


def storefront_page(*, seller: Seller, number: str | None = None) -> Storefront:
    """Return the page of a seller loaded with partner and commune. ≤ 7 queries."""
    partner = seller.partner
    goods = Product.objects.on_sale().filter(partner=partner)
    in_order = for_cards(goods.sold_out_last()).order_by("is_sold_out", "-approved_at", "-pk")
    page_obj = Paginator(in_order, PER_PAGE).get_page(number)
    mask = _season(goods)
    lead, story = _split(seller)
    return Storefront(
        name=partner.name,
        kind=partner.get_kind_display(),
        maker=maker_of(partner),
        place=place_of(partner, seller),
        commune_title=partner.commune.title if partner.commune else "",
        commune_url=partner.commune.get_absolute_url() if partner.commune else "",
        lead=lead,
        story=story,
        portrait=portrait_of(seller),
        certificates=_certificates(goods),
        months=month_strip(mask),
        season_caption=season_caption(mask),
        cards=cards_of(list(page_obj.object_list)),
        page_obj=page_obj,
        locator=_locator(partner.commune),
        distance=whereabouts.distance_words(partner.commune),
        phone=partner.phone,
        is_paused=seller.state == Seller.State.PAUSED,
        is_open=partner.may_sell,
        back_label=_back_label(seller),
        report_url=_report_url(seller),
    )


def _report_url(seller: Seller) -> str:
    """Return where the seller is reported; nothing when only its own people see the page."""
    if not (seller.partner.may_sell or seller.state == Seller.State.PAUSED):
        return ""
    return reverse("fieldreports:send-seller", args=[seller.partner.code])


def _back_label(seller: Seller) -> str:
    """Return the sentence of a resting shop."""
    if seller.state == Seller.State.CLOSED:
        return "Gian hàng đã đóng."
    when = f", bán lại ngày {format_date(seller.back_on)}" if seller.back_on else ""
    return f"Gian hàng đang tạm nghỉ{when}. Bạn quay lại sau nhé."


def _visible_seller(slug: str, user) -> Seller:
    """Return the seller; one whose shop is closed is there for its own people only."""
    seller = (
        Seller.objects.filter(partner__code=slug)
        .select_related("partner__commune__province")
        .prefetch_related(Prefetch("memberships"))
        .first()
    )
    if seller is None:
        raise Http404
    is_open = seller.partner.may_sell or seller.state == Seller.State.PAUSED
    if not is_open and user.pk not in {m.user_id for m in seller.memberships.all()}:
        raise Http404
    return seller


def _split(seller: Seller) -> tuple[str, list[str]]:
    """Return the opening and the other paragraphs of the story."""
    paragraphs = [line.strip() for line in seller.story.splitlines() if line.strip()]
    if seller.quote:
        return seller.quote.strip('“”" '), paragraphs
    return (paragraphs[0], paragraphs[1:]) if paragraphs else ("", [])


def _season(goods) -> int:
    mask = 0
    for bits in goods.order_by().values_list("harvest_mask", flat=True):
        mask |= bits
    return mask


def _certificates(goods) -> list[CertificateCard]:
    valid = (
        OcopCertificate.objects.valid_on(local_today())
        .filter(product__in=goods)
        .select_related("product")
        .order_by("-stars", "product__title")
    )
    return [
        CertificateCard(
            title=f"OCOP {c.stars} sao, {c.product.title}",
            issuer=c.issuer,
            number=f"Số {c.decision_no}, đến {format_date(c.expires_on)}",
        )
        for c in valid[:6]
    ]


def _locator(commune) -> SafeString | str:
    if commune is None or commune.tile_col is None:
        return ""
    return whereabouts.locator_of(commune, whereabouts.communes_on_map(commune.province_id))
