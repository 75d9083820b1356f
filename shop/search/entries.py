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
from shop.search.terms import COMMUNE, KIND, MONTH, SELLER, SET, Texts, terms_of

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
    "stockrecords__price",
)
#: SQLite takes no more values than this in one IN.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class _Owner:
    """What a listing takes from its seller."""

    texts: tuple[str, ...]
    terms: tuple[str, ...]
    name: str = ""
    code: str = ""


class _Around:
    """The rows that listings point to, read once."""

    def __init__(self, partners: QuerySet[Partner]) -> None:
        communes = Commune.objects.select_related("province").prefetch_related("former_links")
        in_use = communes.filter(province__communes__partners__isnull=False).distinct()
        self._places = {commune.pk: commune for commune in in_use}
        self._place_texts = {pk: _place_texts(c) for pk, c in self._places.items()}
        sets = ProductSet.objects.select_related("category")
        self.sets = {s.pk: (s.code, (s.short_name, s.category.name)) for s in sets}
        self.owners = {partner.pk: self._owner(partner) for partner in partners}

    def place_texts(self, commune_id: int | None) -> tuple[str, ...]:
        return self._place_texts.get(commune_id, ())

    def _owner(self, partner: Partner) -> _Owner:
        place = self._places.get(partner.commune_id)
        terms = [KIND + partner.kind, f"{SELLER}{partner.pk}"]
        if place:
            terms.append(COMMUNE + place.code)
        texts = (partner.name, partner.get_kind_display())
        texts += self.place_texts(partner.commune_id)
        return _Owner(texts, tuple(map(intern, terms)), partner.name, partner.code)


def all_entries() -> Iterator[Entry]:
    """Yield every listing that was ever approved. 6 queries."""
    yield from _entries(Product.objects.all(), Partner.objects.all())


def entries_of(pks: Iterable[int]) -> Iterator[Entry]:
    """Yield those of some listings that were ever approved. 6 queries for 500 of them."""
    pks = list(pks)
    for start in range(0, len(pks), _BATCH):
        products = Product.objects.filter(pk__in=pks[start : start + _BATCH])
        yield from _entries(products, Partner.objects.filter(products__in=products).distinct())


def _entries(products: QuerySet[Product], partners: QuerySet[Partner]) -> Iterator[Entry]:
    around = _Around(partners)
    products = products.filter(parent=None, approved_at__isnull=False).order_by()
    stars = _stars(products)
    for row in products.values_list(*_COLUMNS).iterator(2000):
        yield _entry(row, around, stars)


def _entry(row: tuple, around: _Around, stars: dict[int, list[Star]]) -> Entry:
    pk, title, is_public, approved_at, set_id, partner_id, origin_id, mask, unit, grams, price = row
    code, set_texts = around.sets.get(set_id, ("", ()))
    owner = around.owners.get(partner_id, _Owner((), ()))
    far = (*owner.texts, *around.place_texts(origin_id), _pack(unit, grams))
    terms = {intern(term) for term in terms_of(Texts(title, set_texts, far))}
    terms.update(owner.terms, _months(mask))
    if code:
        terms.add(SET + code)
    return Entry(
        pk=pk,
        order=(approved_at.timestamp(), pk),
        terms=frozenset(terms),
        title=title,
        is_on_sale=is_public,
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


def _place_texts(commune: Commune) -> tuple[str, ...]:
    former = {link.old_district for link in commune.former_links.all()}
    former |= {link.old_name for link in commune.former_links.all()}
    area = {"BK": "Bắc Kạn"}.get(commune.former_area, "")
    names = (commune.full_name, commune.province.name, area, *sorted(former))
    return tuple(name for name in names if name)


@lru_cache(maxsize=4096)
def _pack(unit: str, grams: int) -> str:
    return f"{unit_label(unit)} {format_grams(grams)}" if grams else unit_label(unit)


@lru_cache(maxsize=4096)
def _months(mask: int) -> tuple[str, ...]:
    return tuple(f"{MONTH}{month}" for month in range(1, 13) if mask >> (month - 1) & 1)
