"""What the front page shows."""

import re
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Count, Max, Q, QuerySet

from catalogue.cards import Picture, ProductCard, cards_of, for_cards, picture_of_image
from catalogue.communes import CommuneEntry, busiest, on_sale_by_commune
from catalogue.makers import Maker, maker_of, portrait_of
from catalogue.models import Category, Product, ProductImage
from catalogue.seasons import today_words
from common.dates import local_today
from common.text import slug
from pagecache.kept import kept
from pagecache.tags import GOODS, SITE

ROW = 6
#: So many are looked at for those that can be bought.
_LOOKED_AT = 4 * ROW
TILES = 8
PLACES = 8
_NEWEST = ("-approved_at", "-pk")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much is on sale, by how many, from how many communes."""

    goods: int
    sellers: int
    communes: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """A tile that leads to a shelf."""

    name: str
    url: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Featured:
    """A household in its own words. ``picture`` is the wide one."""

    maker: Maker
    picture: Picture | None
    goods: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """The sections of the front page, each empty when there is nothing to show."""

    month: int
    today: str
    numbers: Numbers
    shelves: list[Shelf]
    in_season: list[ProductCard]
    featured: Featured | None
    starred: list[ProductCard]
    places: list[CommuneEntry]
    newest: list[ProductCard]


def home_page() -> HomePage:
    """Return the front page. ≤ 13 queries whatever the number of goods."""
    today = local_today()
    month = today.month
    on_sale = Product.objects.on_sale()
    rows = [
        _row(on_sale.in_season(month).order_by(*_NEWEST)),
        _row(on_sale.with_stars().filter(stars__gte=4).order_by("-stars", *_NEWEST)),
        _row(on_sale.order_by(*_NEWEST)),
    ]
    # One loading of photos and stock for the three rows together.
    cards = iter(cards_of([product for row in rows for product in row]))
    in_season, starred, newest = ([next(cards) for _ in row] for row in rows)
    return HomePage(
        month=month,
        today=today_words(today),
        numbers=kept("home-numbers", (SITE, GOODS), _numbers),
        shelves=_shelves(),
        in_season=in_season,
        featured=_featured(),
        starred=starred,
        places=busiest(on_sale_by_commune(), PLACES),
        newest=newest,
    )


def _row(products: QuerySet[Product]) -> list[Product]:
    """Return the first, of which sold-out ones only fill what is left. 1 query."""
    found = list(for_cards(products.sold_out_last())[:_LOOKED_AT])
    return sorted(found, key=lambda product: product.is_sold_out)[:ROW]


def _numbers() -> Numbers:
    return Numbers(
        **Product.objects.on_sale()
        .order_by()
        .aggregate(
            goods=Count("pk"),
            sellers=Count("partner", distinct=True),
            communes=Count("partner__commune", distinct=True),
        )
    )


def _shelves() -> list[Shelf]:
    """Return the first shelves, those with goods before empty ones. 3 queries."""
    shelves = list(Category.objects.browsable().filter(depth=1))
    pictured = Q(images__rendered_at__isnull=False)
    rows = {
        row["product_set__category"]: row["telling"] or row["newest"]
        for row in Product.objects.on_sale()
        .filter(product_set__isnull=False)
        .order_by()
        .values("product_set__category")
        .annotate(
            telling=Max("pk", filter=pictured & _named_like(shelves)),
            newest=Max("pk", filter=pictured),
        )
    }
    photos = {
        image.product_id: image
        for image in ProductImage.objects.filter(
            product__in=[pk for pk in rows.values() if pk], rendered_at__isnull=False
        ).order_by("-display_order")
    }
    shelves.sort(key=lambda shelf: shelf.pk not in rows)
    return [_shelf(shelf, photos.get(rows.get(shelf.pk))) for shelf in shelves[:TILES]]


def _named_like(shelves: list[Category]) -> Q:
    """Match goods whose title starts with a word of their shelf: ``Măng khô`` on "Nấm, măng"."""
    match = Q(pk=None)
    for shelf in shelves:
        for word in re.split(r",\s*", shelf.short_name or shelf.name):
            match |= Q(product_set__category=shelf.pk, slug__startswith=slug(word))
    return match


def _shelf(category: Category, photo: ProductImage | None) -> Shelf:
    return Shelf(
        name=category.short_name or category.name,
        url=category.get_absolute_url(),
        picture=picture_of_image(photo, alt="") if photo else None,
    )


def _featured() -> Featured | None:
    """Return one household with a sentence of its own, another one every day. 2 queries."""
    partners = (
        apps.get_model("partner", "Partner")
        .objects.filter(may_sell=True)
        .exclude(Q(seller__quote="") | Q(seller=None))
        .annotate(goods=Count("products", filter=Q(products__is_public=True)))
        .filter(goods__gt=0)
        .select_related("seller", "commune")
        .order_by("pk")
    )
    total = partners.count()
    if not total:
        return None
    partner = partners[local_today().toordinal() % total]
    return Featured(maker_of(partner), portrait_of(partner.seller), partner.goods)
