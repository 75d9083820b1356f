"""Walking through the province: the map of communes, and what one of them makes."""

from dataclasses import dataclass

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalogue import whereabouts
from catalogue.cards import ProductCard, cards
from catalogue.makers import Maker, maker_of
from catalogue.models import Product
from catalogue.months import Month, month_strip, season_caption
from common.charts.tiles import Tile, legend, tile_map
from common.money import NBSP
from common.numbers import format_number
from common.text import sort_key
from places.models import Commune, CommuneLink

GOODS = 10
MAKERS = 9
#: Lower edges of the colour steps of the map, in goods on sale.
_BREAKS = (5, 10, 20, 40)


@dataclass(frozen=True, slots=True)
class OnSale:
    """How much is on sale in a commune, by how many."""

    goods: int
    sellers: int


@dataclass(frozen=True, slots=True)
class CommuneEntry:
    """A commune in a list."""

    title: str
    url: str
    goods: int
    sellers: int


@dataclass(frozen=True, slots=True)
class CommuneIndex:
    """All communes: the map, and the same as lists for phones."""

    drawing: SafeString
    selling: list[CommuneEntry]
    others: list[CommuneEntry]
    goods: int

    @property
    def total(self) -> int:
        """Count the communes."""
        return len(self.selling) + len(self.others)


@dataclass(frozen=True, slots=True)
class MarketLink:
    """A market that is held in the commune."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class CommunePage:
    """One commune: its goods, its makers, and the way to the next ones."""

    title: str
    name: str
    url: str
    goods_url: str
    former: str
    goods: int
    sellers: int
    starred: int
    cards: list[ProductCard]
    makers: list[Maker]
    page_obj: Page
    months: list[Month]
    season_caption: str
    markets: list[MarketLink]
    around: list[whereabouts.Neighbour | None]
    locator: SafeString | str
    distance: str
    crumbs: list[dict]


def on_sale_by_commune() -> dict[str, OnSale]:
    """Return what is on sale by the code of the commune; absent ones have nothing. 1 query."""
    rows = (
        Product.objects.on_sale()
        .filter(partner__commune__isnull=False)
        .order_by()
        .values_list("partner__commune__code")
        .annotate(goods=Count("pk"), sellers=Count("partner", distinct=True))
    )
    return {code: OnSale(goods, sellers) for code, goods, sellers in rows}


def commune_index(province_code: str) -> CommuneIndex:
    """Return the communes of a province. 2 queries."""
    communes = sorted(
        Commune.objects.in_province(province_code).current(), key=lambda c: sort_key(c.name)
    )
    on_sale = on_sale_by_commune()
    entries = {c.code: _entry(c, on_sale.get(c.code)) for c in communes}
    return CommuneIndex(
        drawing=_map([c for c in communes if c.tile_col is not None], entries),
        selling=[entry for entry in entries.values() if entry.goods],
        others=[entry for entry in entries.values() if not entry.goods],
        goods=sum(entry.goods for entry in entries.values()),
    )


def busiest(on_sale: dict[str, OnSale], limit: int) -> list[CommuneEntry]:
    """Return the communes with the most goods on sale, most first. 1 query."""
    most = sorted(on_sale, key=lambda code: (-on_sale[code].goods, code))[:limit]
    found = {c.code: c for c in Commune.objects.filter(code__in=most)}
    return [_entry(found[code], on_sale[code]) for code in most]


def commune_page(commune: Commune, *, number: str | None = None) -> CommunePage:
    """Return the page of a commune loaded with its province. ≤ 13 queries."""
    goods = Product.objects.on_sale().filter(partner__commune=commune)
    on_sale = on_sale_by_commune()
    here = on_sale.get(commune.code, OnSale(0, 0))
    communes = whereabouts.communes_on_map(commune.province_id)
    page_obj = Paginator(_partners(commune), MAKERS).get_page(number)
    # Said outright: PostgreSQL would put goods without a star first.
    starred_first = F("stars").desc(nulls_last=True)
    best_first = goods.sold_out_last().with_stars()
    best_first = best_first.order_by("is_sold_out", starred_first, "-approved_at", "-pk")
    mask = 0
    for bits in goods.order_by().values_list("harvest_mask", flat=True).distinct():
        mask |= bits
    return CommunePage(
        title=commune.title,
        name=commune.full_name.replace(" ", NBSP),
        url=commune.get_absolute_url(),
        goods_url=f"{reverse('catalogue:index')}?xa={commune.code}",
        former=_former(commune),
        goods=here.goods,
        sellers=here.sellers,
        starred=goods.with_stars().filter(stars__isnull=False).count() if here.goods else 0,
        cards=cards(best_first[:GOODS]),
        makers=[maker_of(partner) for partner in page_obj],
        page_obj=page_obj,
        months=month_strip(mask),
        season_caption=season_caption(mask),
        markets=_markets(commune),
        around=whereabouts.around(commune, communes, {c: s.goods for c, s in on_sale.items()}),
        locator=whereabouts.locator_of(commune, communes),
        distance=whereabouts.distance_words(commune),
        crumbs=[
            {"label": "Trang chủ", "url": "/"},
            {"label": "Các xã, phường", "url": reverse("catalogue:communes")},
            {"label": commune.title, "url": ""},
        ],
    )


def _partners(commune: Commune):
    """Return those who sell there now, the one with the most goods first."""
    return (
        apps.get_model("partner", "Partner")
        .objects.filter(commune=commune, may_sell=True)
        .annotate(goods=Count("products", filter=Q(products__is_public=True)))
        .filter(goods__gt=0)
        .select_related("seller", "commune")
        .order_by("-goods", "name", "pk")
    )


def _markets(commune: Commune) -> list[MarketLink]:
    """Return the markets of the commune by name. 1 query."""
    rows = commune.markets.order_by("name").values_list("name", "slug")
    return [MarketLink(name, reverse("markets:market", args=[slug])) for name, slug in rows]


def _entry(commune: Commune, on_sale: OnSale | None) -> CommuneEntry:
    goods, sellers = (on_sale.goods, on_sale.sellers) if on_sale else (0, 0)
    return CommuneEntry(commune.title, commune.get_absolute_url(), goods, sellers)


def _map(communes: list[Commune], entries: dict[str, CommuneEntry]) -> SafeString:
    tiles = [
        Tile(
            c.code,
            c.name,
            c.tile_col,
            c.tile_row,
            value=entries[c.code].goods or None,
            label=f"{format_number(entries[c.code].goods)}{NBSP}món"
            if entries[c.code].goods
            else "",
            url=entries[c.code].url,
        )
        for c in communes
    ]
    return format_html(
        "{}{}",
        tile_map(tiles, _BREAKS, title="Bản đồ ô các xã, phường, ghi số món đang bán"),
        legend(_BREAKS, suppressed_label=""),
    )


def _former(commune: Commune) -> str:
    """Name the units that became this commune, as people still call them. 1 query."""
    links = CommuneLink.objects.filter(new=commune).order_by("pk")
    names = [
        f"một phần {link.old_full_name}"
        if link.kind == CommuneLink.Kind.PARTIAL
        else link.old_full_name
        for link in links
    ]
    return ", ".join(name.replace(" ", NBSP) for name in names if name != commune.full_name)
