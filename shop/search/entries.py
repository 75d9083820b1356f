"""Read listings from the database as the index wants them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from django.db.models import QuerySet

from catalogue.models import OcopCertificate, Product, ProductSet
from common.units import format_grams, unit_label
from places.models import Commune
from shop.partner.models import Partner
from shop.search.index import Entry, Star
from shop.search.terms import COMMUNE, KIND, MONTH, SET, far_terms, terms_of_set, title_terms

_COLUMNS = (
    "pk",
    "title",
    "is_public",
    "approved_at",
    "product_set_id",
    "partner_id",
    "origin_commune_id",
    "harvest_mask",
    "sale_unit",
    "net_weight_g",
    "min_quantity",
    "stockrecords__price",
    "stockrecords__num_in_stock",
    "stockrecords__num_allocated",
    "stockrecords__orders_until",
)
#: SQLite takes no more values than this in one IN.
_BATCH = 500


Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Owner:
    """What a listing takes from its seller."""

    terms: Terms = ()
    place: Terms = ()
    name: str = ""
    code: str = ""


class _Around:
    """The rows that listings point to, read once."""

    def __init__(self, partners: Iterable[Partner], origin_ids: Iterable[int]) -> None:
        partners = list(partners)
        in_use = {partner.commune_id for partner in partners}.union(origin_ids)
        communes = Commune.objects.select_related("province").prefetch_related("former_links")
        found = communes.in_bulk(in_use - {None})
        self.places = {pk: _place_terms(commune) for pk, commune in found.items()}
        sets = ProductSet.objects.select_related("category")
        self.sets = {s.pk: _set_terms(s) for s in sets}
        self.owners = {p.pk: self._owner(p, found.get(p.commune_id)) for p in partners}

    def _owner(self, partner: Partner, commune: Commune | None) -> _Owner:
        terms = [*far_terms(partner.name), *far_terms(partner.get_kind_display())]
        terms += [KIND + partner.kind, *([COMMUNE + commune.code] if commune else [])]
        place = self.places.get(partner.commune_id, ())
        return _Owner(tuple(map(intern, terms)), place, partner.name, partner.code)


def all_entries() -> Iterator[Entry]:
    """Yield every listing that was ever approved. 7 queries."""
    yield from _entries(Product.objects.all(), Partner.objects.all())


def entries_of(pks: Iterable[int]) -> Iterator[Entry]:
    """Yield those of some listings that were ever approved. 7 queries for 500 of them."""
    pks = list(pks)
    for start in range(0, len(pks), _BATCH):
        products = Product.objects.filter(pk__in=pks[start : start + _BATCH])
        yield from _entries(products, Partner.objects.filter(products__in=products).distinct())


def _entries(products: QuerySet[Product], partners: QuerySet[Partner]) -> Iterator[Entry]:
    products = products.filter(parent=None, approved_at__isnull=False).order_by()
    origins = products.values_list("origin_commune", flat=True).distinct()
    around = _Around(partners, origins)
    stars = _stars(products)
    for row in products.values_list(*_COLUMNS).iterator(2000):
        yield _entry(row, around, stars)


def _entry(row: tuple, around: _Around, stars: dict[int, list[Star]]) -> Entry:
    pk, title, is_public, approved_at, set_id, partner_id, origin_id, mask, unit, grams = row[:10]
    least, price, in_stock, allocated, orders_until = row[10:]
    owner = around.owners.get(partner_id, _Owner())
    origin = around.places.get(origin_id, ())
    return Entry(
        pk=pk,
        order=(approved_at.timestamp(), pk),
        groups=(
            title_terms(title),
            around.sets.get(set_id, ()),
            owner.terms,
            owner.place,
            () if origin is owner.place else origin,
            _pack(unit, grams),
            _months(mask),
        ),
        title=title,
        is_on_sale=is_public,
        is_sold_out=(in_stock or 0) - (allocated or 0) < max(1, least),
        orders_until=orders_until,
        price_vnd=None if price is None else int(price),
        stars=tuple(stars.get(pk, ())),
        seller=owner.name,
        seller_code=owner.code,
    )


def _stars(products: QuerySet[Product]) -> dict[int, list[Star]]:
    rows = OcopCertificate.objects.confirmed().filter(product__in=products).order_by()
    found = defaultdict(list)
    for pk, *facts in rows.values_list("product_id", "stars", "issued_on", "expires_on"):
        found[pk].append(Star(*facts))
    return found


def _set_terms(product_set: ProductSet) -> Terms:
    names = product_set.short_name, product_set.category.name
    return (SET + product_set.code, *(term for name in names for term in terms_of_set(name)))


def _place_terms(commune: Commune) -> Terms:
    links = commune.former_links.all()
    former = {link.old_district for link in links} | {link.old_name for link in links}
    area = {"BK": "Bắc Kạn"}.get(commune.former_area, "")
    names = (commune.full_name, commune.province.name, area, *sorted(former))
    return tuple(term for name in names for term in far_terms(name))


@lru_cache(maxsize=4096)
def _pack(unit: str, grams: int) -> Terms:
    return far_terms(f"{unit_label(unit)} {format_grams(grams)}" if grams else unit_label(unit))


@lru_cache(maxsize=4096)
def _months(mask: int) -> Terms:
    return tuple(intern(f"{MONTH}{month}") for month in range(1, 13) if mask >> (month - 1) & 1)
