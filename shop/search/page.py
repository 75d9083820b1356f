"""What a page with a list of goods shows around the cards: chips, filters, ways out."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from catalogue.cards import ProductCard, cards_of, for_cards
from catalogue.models import Category
from common.money import format_vnd
from shop.search import queries
from shop.search.forms import STARS, WORDS
from shop.search.queries import SORTS, Option, Wanted

PER_PAGE = 24
#: This many choices of a filter stand open; the others are one tap away.
OPEN_OPTIONS = 6


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
class Choices:
    """The choices of a filter: some open, the others behind a "show all"."""

    open: list[Option]
    more: list[Option]
    chosen: str

    @property
    def total(self) -> int:
        """Count all choices."""
        return len(self.open) + len(self.more)


@dataclass(frozen=True, slots=True)
class GoodsPage:
    """One page of a list of goods."""

    wanted: Wanted
    cards: list[ProductCard]
    page_obj: Page
    query: str
    chips: list[Chip]
    clear_url: str
    sets: Choices
    communes: Choices
    sorts: list[SortLink]
    way_out: WayOut | None = None
    stars: dict[int, str] = field(default_factory=lambda: STARS)

    @property
    def count(self) -> int:
        """Count the goods found on all pages."""
        return self.page_obj.paginator.count

    @property
    def sort_label(self) -> str:
        """Name the order in use."""
        return SORTS[self.wanted.sort]


def goods_page(
    *, wanted: Wanted, number: str | None, path: str, category: Category | None = None
) -> GoodsPage:
    """Return the cards of one page with everything around them. ≤ 8 queries, ≤ 14 if empty."""
    found = queries.find(wanted, category=category)
    page_obj = Paginator(for_cards(found), PER_PAGE).get_page(number)
    sets = queries.set_options(wanted, category=category)
    communes = queries.commune_options(wanted, category=category)
    chips = _chips(wanted, path, sets, communes)
    empty = not page_obj.paginator.count
    return GoodsPage(
        wanted=wanted,
        cards=cards_of(list(page_obj.object_list)),
        page_obj=page_obj,
        query=query_of(wanted),
        chips=chips,
        clear_url=url_of(path, Wanted(text=wanted.text, sort=wanted.sort)),
        sets=_choices(sets, wanted.set_code),
        communes=_choices(communes, wanted.commune_code),
        sorts=_sorts(wanted, path),
        way_out=_way_out(wanted, chips, category) if empty else None,
    )


def query_of(wanted: Wanted) -> str:
    """Return the words of a wish as they stand in an address: ``q=che&sao=4``."""
    words = QueryDict(mutable=True)
    for word, name in WORDS.items():
        value = getattr(wanted, name)
        if value not in (None, ""):
            words[word] = str(value)
    return words.urlencode()


def url_of(path: str, wanted: Wanted) -> str:
    """Return the address of the first page of a wish."""
    query = query_of(wanted)
    return f"{path}?{query}" if query else path


def _chips(wanted: Wanted, path: str, sets: list[Option], communes: list[Option]) -> list[Chip]:
    labels = {
        "nhom": _label(sets, wanted.set_code),
        "xa": _label(communes, wanted.commune_code),
        "sao": _stars_label(wanted.stars),
        "mua": f"Mùa tháng {wanted.month}" if wanted.month else "",
        "gia-tu": _price_label("Từ", wanted.price_from),
        "gia-den": _price_label("Đến", wanted.price_to),
    }
    return [
        Chip(word, label, url_of(path, wanted.without(WORDS[word])))
        for word, label in labels.items()
        if label
    ]


def _label(options: list[Option], code: str) -> str:
    return next((option.label for option in options if option.code == code), "")


def _stars_label(stars: int | None) -> str:
    return {3: "Có sao OCOP", 4: "OCOP từ 4 sao", 5: "OCOP 5 sao"}.get(stars or 0, "")


def _price_label(word: str, price_vnd) -> str:
    return "" if price_vnd is None else f"{word} {format_vnd(price_vnd)}"


def _choices(options: list[Option], chosen: str) -> Choices:
    first = options[:OPEN_OPTIONS]
    # The chosen one always stands open, wherever its count puts it.
    first += [o for o in options[OPEN_OPTIONS:] if o.code == chosen]
    return Choices(first, [o for o in options if o not in first], chosen)


def _sorts(wanted: Wanted, path: str) -> list[SortLink]:
    bare = wanted.without("sort")
    query = query_of(bare)
    links = []
    for code, label in SORTS.items():
        words = "&".join(filter(None, [query, f"sap-xep={code}" if code else ""]))
        url = f"{path}?{words}" if words else path
        links.append(SortLink(label, url, code == wanted.sort))
    return links


def _way_out(wanted: Wanted, chips: list[Chip], category: Category | None) -> WayOut | None:
    ways = []
    for chip in chips:
        left = wanted.without(WORDS[chip.word])
        count = queries.find(left, category=category).order_by().count()
        if count:
            ways.append(WayOut(chip.label, chip.url, count))
    return max(ways, key=lambda way: way.count, default=None)
