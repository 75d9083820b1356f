"""What a page with a list of goods shows around the cards: chips, filters, ways out."""

from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator

from catalogue.cards import ProductCard, cards_of
from catalogue.models import Category
from common.money import format_vnd
from shop.partner.models import Partner
from shop.search import queries
from shop.search.addresses import query_of, url_of
from shop.search.choices import Filters, filters_of
from shop.search.forms import SORTS, WORDS
from shop.search.queries import MOST_NEAR, NEWEST, Look, Wanted
from shop.search.terms import COMMUNE, SET

PER_PAGE = 24


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition that is on, and the page without it."""

    word: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """The one condition whose dropping finds most, for a list that is empty."""

    label: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class SortLink:
    """An order of the list."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class GoodsPage:
    """One page of a list of goods.

    ``meant`` says which words were searched for when nothing has the typed ones; ``near`` are
    cards of goods that have some of them.
    """

    wanted: Wanted
    cards: list[ProductCard]
    page_obj: Page
    query: str
    chips: list[Chip]
    clear_url: str
    filters: Filters
    sorts: list[SortLink]
    meant: str = ""
    near: list[ProductCard] | None = None
    way_out: WayOut | None = None

    @property
    def count(self) -> int:
        """Count the goods found on all pages."""
        return self.page_obj.paginator.count

    @property
    def chosen_month(self) -> str:
        """Return the month asked for as the filter writes it."""
        return str(self.wanted.month or "")

    @property
    def sort_label(self) -> str:
        """Name the order in use."""
        return next(link.label for link in self.sorts if link.is_current)


def goods_page(
    *, wanted: Wanted, number: str | None, path: str, category: Category | None = None
) -> GoodsPage:
    """Return the cards of one page with everything around them. ≤ 7 queries."""
    if not wanted.text and wanted.sort == NEWEST:
        wanted = wanted.without("sort")
    look = queries.look(wanted, category=category)
    page_obj = Paginator(look.found, PER_PAGE).get_page(number)
    chips = _chips(wanted, path, look)
    return GoodsPage(
        wanted=wanted,
        cards=cards_of(list(page_obj.object_list)),
        page_obj=page_obj,
        query=query_of(wanted),
        chips=chips,
        clear_url=url_of(path, Wanted(text=wanted.text, sort=wanted.sort)),
        filters=filters_of(look, wanted, path),
        sorts=_sorts(wanted, path),
        meant=look.meant,
        near=cards_of(look.near[:MOST_NEAR]) if look.near else None,
        way_out=_way_out(wanted, path, chips, look),
    )


def _chips(wanted: Wanted, path: str, look: Look) -> list[Chip]:
    names = look.names
    labels = {
        "nhom": names.get(SET + wanted.set_code, f"Mã {wanted.set_code}"),
        "xa": names.get(COMMUNE + wanted.commune_code, f"Mã {wanted.commune_code}"),
        "nguoi-ban": dict(Partner.Kind.choices).get(wanted.kind, ""),
        "sao": _stars_label(wanted.stars),
        "mua": f"Mùa tháng {wanted.month}" if wanted.month else "",
        "gia-tu": _price_label("Từ", wanted.price_from),
        "gia-den": _price_label("Đến", wanted.price_to),
    }
    return [
        Chip(word, label, url_of(path, wanted.without(WORDS[word])))
        for word, label in labels.items()
        if getattr(wanted, WORDS[word]) not in (None, "")
    ]


def _stars_label(stars: int | None) -> str:
    return {3: "Có sao OCOP", 4: "OCOP từ 4 sao", 5: "OCOP 5 sao"}.get(stars or 0, "")


def _price_label(word: str, price_vnd) -> str:
    return "" if price_vnd is None else f"{word} {format_vnd(price_vnd)}"


def _sorts(wanted: Wanted, path: str) -> list[SortLink]:
    labels = dict(SORTS)
    if not wanted.text:
        # Without words the first order is the newest one.
        labels[""] = labels.pop(NEWEST)
    return [
        SortLink(label, url_of(path, replace(wanted, sort=code)), code == wanted.sort)
        for code, label in labels.items()
    ]


def _way_out(wanted: Wanted, path: str, chips: list[Chip], look: Look) -> WayOut | None:
    ways = [
        WayOut(chip.label, chip.url, look.ways_out[WORDS[chip.word]])
        for chip in chips
        if WORDS[chip.word] in look.ways_out
    ]
    if not ways and "text" in look.ways_out:
        ways = [WayOut(wanted.text, url_of(path, wanted.without("text")), look.ways_out["text"])]
    return max(ways, key=lambda way: way.count, default=None)
