"""What places and goods are called; kept for a minute, because every page asks."""

from typing import NamedTuple

from django.db.models import Q

from catalogue.models import ProductSet
from common.dates import local_today
from common.text import sort_key
from places.models import Commune, CommuneLink, Province
from stats import kept
from stats.scopes import Scope


class Place(NamedTuple):
    """A commune of the province and where its tile lies."""

    code: str
    name: str
    title: str
    tile_col: int
    tile_row: int


def set_names() -> dict[str, str]:
    """Return the names of the product sets in force: ``{code: name}``. ≤ 1 query."""
    return kept.for_a_minute(("set names",), _set_names)


def communes_of(scope: Scope) -> list[Place]:
    """Return the present communes of the province that lie in the scope, by name. ≤ 1 query."""
    places = kept.for_a_minute(("places",), _places)
    codes = scope.commune_codes
    return [place for place in places if codes is None or place.code in codes]


def province_names() -> dict[str, str]:
    """Return the names of the provinces of the country: ``{code: name}``. ≤ 1 query."""
    return kept.for_a_minute(("provinces",), _province_names)


def former_words(code: str) -> str:
    """Return what the commune used to be: ``Gồm xã A, xã B (huyện C cũ)``. ≤ 1 query."""
    return kept.for_a_minute(("former", code), lambda: _former_words(code))


def _set_names() -> dict[str, str]:
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=local_today())
    return dict(ProductSet.objects.filter(in_force).values_list("code", "short_name"))


def _province_names() -> dict[str, str]:
    return dict(Province.objects.values_list("code", "name"))


def _places() -> list[Place]:
    rows = Commune.objects.current().on_tile_map()
    places = [Place(row.code, row.name, row.title, row.tile_col, row.tile_row) for row in rows]
    return sorted(places, key=lambda place: sort_key(place.name))


def _former_words(code: str) -> str:
    by_district: dict[str, list[str]] = {}
    for link in CommuneLink.objects.filter(new__code=code):
        partly = " (một phần)" if link.kind == CommuneLink.Kind.PARTIAL else ""
        by_district.setdefault(link.old_district, []).append(f"{link.old_full_name}{partly}")
    parts = [
        ", ".join(names) + (f" ({_district(district)} cũ)" if district else " cũ")
        for district, names in by_district.items()
    ]
    return f"Gồm {'; '.join(parts)}" if parts else ""


def _district(name: str) -> str:
    """Return a former district with its kind; towns carry theirs in the name."""
    return name.replace(" / ", ", ") if name.startswith(("TP", "TX")) else f"huyện {name}"
