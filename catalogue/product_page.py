"""What the page of one product shows, as words ready to print."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.urls import reverse

from catalogue import cards, months
from catalogue.ahead import Ahead, ahead_of
from catalogue.cards import Picture, ProductCard
from catalogue.makers import Maker, maker_of, place_of
from catalogue.models import OcopCertificate, Product
from catalogue.sets import ListingState
from catalogue.tours import TourPage, tour_page
from common.dates import format_date, local_today
from common.money import NBSP
from common.units import format_grams, unit_label

SIBLINGS = 5
#: Up to this many left are counted in words; a bigger stock is simply there.
COUNTED_STOCK = 50


@dataclass(frozen=True, slots=True)
class Certificate:
    """A recognition as the page shows it."""

    title: str
    issuer: str
    decision_no: str
    issued_on: str
    expires_on: str
    is_valid: bool
    #: The days of ``issued_on`` and ``expires_on``, for machines.
    from_on: date
    until_on: date

    @property
    def note(self) -> str:
        """Say until when it holds, or since when it does not."""
        if self.is_valid:
            return f"Có giá trị đến {self.expires_on}"
        return f"Giấy chứng nhận OCOP đã hết hạn ngày {self.expires_on}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the facts table."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProductPage:
    """The page of one product. Price in đồng for one sale unit."""

    id: int
    title: str
    description: str
    pictures: list[Picture]
    stars: int | None
    price_vnd: Decimal | None
    pack_label: str
    unit_price_label: str
    stock_label: str
    sold_out_label: str
    min_quantity: int
    max_quantity: int
    quantity_step: int
    unit: str
    ship_weight_g: int
    maker: Maker | None
    facts: list[Fact]
    certificates: list[Certificate]
    months: list[months.Month]
    season_caption: str
    next_season: int | None
    siblings: list[ProductCard]
    crumbs: list[dict]
    is_public: bool
    state_label: str
    #: The newest open lot; empty when there is none.
    lot_code: str
    #: Set while the goods can be ordered ahead.
    ahead: Ahead | None
    #: Set for a tour.
    tour: TourPage | None = None

    @property
    def quantity_word(self) -> str:
        """Return what the number beside the button counts."""
        return "Số người" if self.tour else "Số lượng"

    @property
    def can_buy(self) -> bool:
        """Say whether the basket would take it now."""
        if self.tour is not None:
            return self.is_public and self.tour.first_open is not None
        return self.is_public and not self.sold_out_label and self.price_vnd is not None


def products_for_page():
    """Return products with all that their page shows. 4 queries for one product."""
    confirmed = OcopCertificate.objects.confirmed().order_by("-expires_on")
    return (
        cards.with_card_relations(Product.objects.filter(parent=None))
        .with_open_lot()
        .select_related("partner__commune__province", "partner__seller")
        .select_related("product_set__category")
        .select_related("origin_commune")
        .prefetch_related(Prefetch("certificates", confirmed, to_attr="shown_certificates"))
    )


def product_page(product: Product) -> ProductPage:
    """Return the page of a product loaded by ``products_for_page``. ≤ 4 queries more."""
    record, left = cards.stock_record(product), cards.free_stock(product)
    certificates = _shown([_certificate(c) for c in product.shown_certificates])
    price = record.price if record else None
    tour = tour_page(product) if product.is_parent else None
    sold_out = cards.sold_out_label(product, left)
    ahead = None if sold_out else ahead_of(product, record)
    return ProductPage(
        id=product.pk,
        title=product.title,
        description=product.description,
        pictures=_pictures(product),
        stars=product.stars,
        price_vnd=price,
        pack_label=cards.pack_label(product),
        unit_price_label=cards.unit_price_label(product, price),
        stock_label=ahead.left_label if ahead else _stock_label(product, left),
        sold_out_label=sold_out,
        min_quantity=max(1, product.min_quantity),
        max_quantity=tour.most_left if tour else left,
        quantity_step=max(1, product.quantity_step),
        unit=unit_label(product.sale_unit),
        ship_weight_g=product.ship_weight_g or product.net_weight_g,
        maker=maker_of(product.partner) if product.partner else None,
        facts=_facts(product, certificates),
        certificates=certificates,
        months=months.month_strip(product.harvest_mask),
        season_caption=months.season_caption(product.harvest_mask),
        next_season=months.next_season(product.harvest_mask),
        siblings=_siblings(product),
        crumbs=_crumbs(product),
        is_public=product.is_public,
        state_label=ListingState(product.state).label,
        lot_code=product.lot_code or "",
        ahead=ahead,
        tour=tour,
    )


def _pictures(product: Product) -> list[Picture]:
    pictures = []
    for number, image in enumerate(product.shown_images, start=1):
        alt = image.caption or f"{product.title}, ảnh {number}"
        if picture := cards.picture_of_image(image, alt=alt):
            pictures.append(picture)
    return pictures


def _stock_label(product: Product, left: int) -> str:
    unit = unit_label(product.sale_unit)
    if left <= 0:
        return ""
    return f"Còn {left}{NBSP}{unit}" if left <= COUNTED_STOCK else "Còn nhiều hàng"


def _facts(product: Product, certificates: list[Certificate]) -> list[Fact]:
    facts = []
    if product.net_weight_g:
        facts.append(Fact("Khối lượng tịnh", format_grams(product.net_weight_g)))
    if product.lot_harvested_on:
        facts.append(Fact("Ngày thu hoạch", format_date(product.lot_harvested_on)))
    if product.lot_best_before:
        facts.append(Fact("Dùng tốt nhất đến", format_date(product.lot_best_before)))
    if product.origin_commune or product.partner:
        origin = product.origin_commune
        place = origin.full_name.replace(" ", NBSP) if origin else place_of(product.partner)
        commune = origin or product.partner.commune
        url = commune.get_absolute_url() if commune else ""
        facts.append(Fact("Xã, phường" if product.is_parent else "Nơi làm ra", place, url))
    if product.product_set:
        facts.append(Fact("Bộ sản phẩm OCOP", product.product_set.short_name))
    if product.shelf_life_days and not product.lot_best_before:
        facts.append(Fact("Để được", _shelf_life(product.shelf_life_days)))
    if product.min_quantity > 1:
        unit = unit_label(product.sale_unit)
        facts.append(Fact("Mua ít nhất", f"{product.min_quantity}{NBSP}{unit}"))
    facts += [Fact("Quyết định OCOP", c.decision_no) for c in certificates if c.is_valid]
    return facts


def _shelf_life(days: int) -> str:
    # Sellers mean whole months by 90, 180 or 365 days.
    if days >= 60 and days % 365 % 30 == 0:
        return f"{days // 365 * 12 + days % 365 // 30}{NBSP}tháng"
    return f"{days}{NBSP}ngày"


def _shown(certificates: list[Certificate]) -> list[Certificate]:
    """Leave out what a renewal replaced: an old one is told of while there is no valid one."""
    return [c for c in certificates if c.is_valid] or certificates[:1]


def _certificate(certificate: OcopCertificate) -> Certificate:
    return Certificate(
        title=f"OCOP {certificate.stars} sao",
        issuer=certificate.issuer,
        decision_no=certificate.decision_no,
        issued_on=format_date(certificate.issued_on),
        expires_on=format_date(certificate.expires_on),
        is_valid=certificate.is_valid_on(local_today()),
        from_on=certificate.issued_on,
        until_on=certificate.expires_on,
    )


def _siblings(product: Product) -> list[ProductCard]:
    same = Product.objects.on_sale().filter(partner=product.partner).exclude(pk=product.pk)
    return cards.cards(same.order_by("-approved_at", "-pk")[:SIBLINGS])


def _crumbs(product: Product) -> list[dict]:
    crumbs = [{"label": "Trang chủ", "url": "/"}]
    if product.product_set:
        shelf = product.product_set.category
        crumbs.append({"label": shelf.short_name or shelf.name, "url": shelf.get_absolute_url()})
    else:
        crumbs.append({"label": "Tất cả hàng", "url": reverse("catalogue:index")})
    return [*crumbs, {"label": product.title, "url": ""}]
