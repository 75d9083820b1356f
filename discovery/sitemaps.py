"""The list of all public pages for robots, in parts.

A part holds the things whose ids lie in one range, so a page never moves to another part, a robot
reads again only what changed, and the last part costs what the first one does.
Source: sitemaps.org 0.9: at most 50,000 addresses a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from django.apps import apps
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from catalogue.communes import busiest, on_sale_by_commune
from catalogue.models import Category, Product
from discovery.addresses import absolute
from heritage.sites import BY_SLUG
from markets.models import Market

PART_SIZE = 10_000
FIXED = (
    "home",
    "catalogue:index",
    "catalogue:communes",
    "catalogue:seasons",
    "markets:list",
    "heritage:list",
    "sao-ocop",
    "giao-hang",
    "doi-tra",
    "quy-che",
    "bao-ve-du-lieu",
    "khieu-nai",
    "xep-hang",
    "ve-san",
    "opendata:index",
)
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True, slots=True)
class Entry:
    """An address, and when what it shows changed last, if known."""

    path: str
    changed_at: datetime | None = None


class NoSuchPart(LookupError):
    """No section has this name, or no public page stands in this part."""


def index() -> str:
    """Return the list of all parts. 2 queries."""
    parts = [Entry("/sitemap/trang-0.xml")]
    for name, things in (("gian-hang", _sellers()), ("hang", _goods())):
        parts += [
            Entry(f"/sitemap/{name}-{number}.xml", changed_at)
            for number, changed_at in _ranges(things)
        ]
    return _document("sitemapindex", "sitemap", parts)


def part(section: str, number: int) -> str:
    """Return one part of a section. ≤ 4 queries. Raises ``NoSuchPart``."""
    if section not in _SECTIONS:
        raise NoSuchPart(section)
    entries = list(_SECTIONS[section](number))
    if not entries:
        raise NoSuchPart(f"{section}-{number}")
    return _document("urlset", "url", entries)


def _pages(number: int) -> Iterator[Entry]:
    """Yield the fixed pages, communes and shelves that have goods, markets and sites. 4 queries."""
    if number:
        return
    yield from (Entry(reverse(name)) for name in FIXED)
    on_sale = on_sale_by_commune()
    yield from (Entry(commune.url) for commune in busiest(on_sale, len(on_sale)))
    changed = dict(
        _goods().order_by().values_list("product_set__category__path").annotate(Max("changed_at"))
    )
    for shelf in Category.objects.browsable().order_by("path"):
        below = [at for path, at in changed.items() if path and path.startswith(shelf.path)]
        if below:
            yield Entry(shelf.get_absolute_url(), max(below))
    for slug in Market.objects.order_by("slug").values_list("slug", flat=True):
        yield Entry(reverse("markets:market", args=[slug]))
    yield from (Entry(reverse("heritage:site", args=[slug])) for slug in sorted(BY_SLUG))


def _storefronts(number: int) -> Iterator[Entry]:
    for _pk, code, changed_at in _range(_sellers(), number).values_list("pk", "code", "changed_at"):
        yield Entry(reverse("sellers:storefront", kwargs={"slug": code}), changed_at)


def _products(number: int) -> Iterator[Entry]:
    rows = _range(_goods(), number).values_list("pk", "slug", "changed_at")
    for pk, slug, changed_at in rows:
        url = reverse("catalogue:detail", kwargs={"product_slug": slug, "pk": pk})
        yield Entry(url, changed_at)


_SECTIONS = {
    "trang": _pages,
    "gian-hang": _storefronts,
    "hang": _products,
}


def _goods() -> QuerySet[Product]:
    """Return the public goods with the moment when listing or price changed last."""
    record_at = Coalesce(F("stockrecords__date_updated"), F("date_updated"))
    return (
        Product.objects.on_sale()
        .filter(parent=None)
        .annotate(changed_at=Greatest(F("date_updated"), record_at))
    )


def _sellers() -> QuerySet:
    """Return the open shops that have goods."""
    partners = apps.get_model("partner", "Partner").objects.filter(
        may_sell=True, seller__isnull=False, products__is_public=True
    )
    return partners.annotate(changed_at=Max("products__date_updated"))


def _ranges(things: QuerySet) -> list[tuple[int, datetime]]:
    """Return the numbers of the parts that hold something, each with its last change."""
    rows = things.order_by().values_list("pk", "changed_at")
    newest: dict[int, datetime] = {}
    for pk, changed_at in rows.iterator(chunk_size=PART_SIZE):
        number = pk // PART_SIZE
        newest[number] = max(newest.get(number, changed_at), changed_at)
    return sorted(newest.items())


def _range(things: QuerySet, number: int) -> QuerySet:
    first = number * PART_SIZE
    return things.filter(pk__gte=first, pk__lt=first + PART_SIZE).order_by("pk")


def _document(root: str, item: str, entries: list[Entry]) -> str:
    body = "".join(_element(item, entry) for entry in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_NAMESPACE}>\n{body}</{root}>\n'


def _element(item: str, entry: Entry) -> str:
    changed = (
        f"<lastmod>{entry.changed_at.isoformat(timespec='seconds')}</lastmod>"
        if entry.changed_at
        else ""
    )
    return f"<{item}><loc>{escape(absolute(entry.path))}</loc>{changed}</{item}>\n"
