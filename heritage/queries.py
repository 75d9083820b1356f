"""What shoppers see of heritage sites: what is known, a scene, and who sells nearby."""

from dataclasses import dataclass
from math import cos, hypot, radians

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.urls import reverse

from catalogue.cards import Picture, ProductCard, cards, picture_of
from catalogue.makers import Maker, maker_of
from catalogue.models import Product
from heritage.models import Scene
from heritage.sites import SITES, Site
from places.models import Commune
from shop.partner.models import Partner

#: Communes whose centres are so near count as nearby.
NEAR_KM = 20
GOODS, MAKERS, TRIPS = 8, 6, 4
TOURISM = "VI.1"
_DEGREE_KM = 111.2


@dataclass(frozen=True, slots=True)
class Entry:
    """A site in the list."""

    name: str
    url: str
    place: str
    kind: str
    has_scene: bool


@dataclass(frozen=True, slots=True)
class SitePage:
    """One site; ``picture`` is the scene laid flat."""

    site: Site
    path: str
    commune_title: str
    commune_url: str
    scene: Scene | None
    picture: Picture | None
    panorama_url: str
    trips: list[ProductCard]
    goods: list[ProductCard]
    makers: list[Maker]
    near_km: int
    crumbs: list[dict]


def site_list() -> list[Entry]:
    """Return all sites. 2 queries."""
    communes = Commune.objects.in_bulk([site.commune_code for site in SITES], field_name="code")
    with_scene = set(Scene.objects.values_list("site", flat=True))
    return [
        Entry(
            name=site.name,
            url=reverse("heritage:site", args=[site.slug]),
            place=communes[site.commune_code].title if site.commune_code in communes else "",
            kind=site.kind,
            has_scene=site.slug in with_scene,
        )
        for site in SITES
    ]


def site_page(site: Site) -> SitePage:
    """Return the page of one site. ≤ 11 queries."""
    commune = Commune.objects.filter(code=site.commune_code).first()
    codes = _near(commune) if commune else []
    nearest = Case(
        *(When(partner__commune__code=code, then=Value(n)) for n, code in enumerate(codes)),
        default=Value(len(codes)),
        output_field=IntegerField(),
    )
    on_sale = Product.objects.on_sale().filter(partner__commune__code__in=codes)
    ordered = on_sale.annotate(away=nearest).sold_out_last()
    ordered = ordered.order_by("is_sold_out", "away", "-approved_at", "-pk")
    scene = Scene.objects.filter(site=site.slug).first()
    picture = None
    if scene:
        picture = picture_of(
            scene.renditions, width=scene.width, height=scene.height, alt=scene.shows
        )
    return SitePage(
        site=site,
        path=reverse("heritage:site", args=[site.slug]),
        commune_title=commune.title if commune else "",
        commune_url=commune.get_absolute_url() if commune else "",
        scene=scene,
        picture=picture,
        panorama_url=picture.srcset.rpartition(", ")[2].split(" ")[0] if picture else "",
        trips=cards(ordered.filter(product_set__code=TOURISM)[:TRIPS]),
        goods=cards(ordered.exclude(product_set__code=TOURISM)[:GOODS]),
        makers=_makers(codes),
        near_km=NEAR_KM,
        crumbs=[
            {"label": "Di sản", "url": reverse("heritage:list")},
            {"label": site.name, "url": ""},
        ],
    )


def _near(here: Commune) -> list[str]:
    """Return the codes of the communes nearby, the own one first. 1 query."""
    if here.lat is None or here.lon is None:
        return [here.code]
    found = []
    for one in Commune.objects.current().filter(province=here.province_id, lat__isnull=False):
        km = _km(here, one)
        if km <= NEAR_KM:
            found.append((km, one.code))
    return [code for _, code in sorted(found)]


def _km(one: Commune, other: Commune) -> float:
    north = float(one.lat - other.lat)
    east = float(one.lon - other.lon) * cos(radians(float(one.lat)))
    return hypot(north, east) * _DEGREE_KM


def _makers(codes: list[str]) -> list[Maker]:
    place = Case(
        *(When(commune__code=code, then=Value(n)) for n, code in enumerate(codes)),
        default=Value(len(codes)),
        output_field=IntegerField(),
    )
    sellers = (
        Partner.objects.filter(commune__code__in=codes, may_sell=True)
        .annotate(goods=Count("products", filter=Q(products__is_public=True)), away=place)
        .filter(goods__gt=0)
        .select_related("seller", "commune")
        .order_by("away", "-goods", "name", "pk")
    )
    return [maker_of(seller) for seller in sellers[:MAKERS]]
