"""Which goods a shopper asked for, best first, and how many there are of each kind.

The one door to search: ``look`` asks the index of this process, the database gives the rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal

from catalogue.cards import for_cards
from catalogue.models import Category, Product, ProductSet
from common.dates import local_today
from places.models import Commune
from shop.search import current
from shop.search.answering import Answer, answer, named, near
from shop.search.bits import all_positions, highest
from shop.search.index import Index
from shop.search.terms import COMMUNE, KIND, MONTH, SET

NEWEST, CHEAPEST, DEAREST = "moi", "gia-tang", "gia-giam"
MOST_NEAR = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the shopper asked for; an empty value asks for nothing.

    ``stars`` asks for at least that many. Prices are whole đồng for one sale unit.
    """

    text: str = ""
    set_code: str = ""
    commune_code: str = ""
    kind: str = ""
    stars: int | None = None
    month: int | None = None
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    sort: str = ""

    def without(self, *names: str) -> "Wanted":
        """Return the same wish with some conditions dropped."""
        empty = {f.name: f.default for f in fields(self)}
        return replace(self, **{name: empty[name] for name in names})


@dataclass(frozen=True, slots=True)
class Found:
    """Listings in their order. Counts at once, reads rows for the part that is asked for.

    In an order that the shopper chose, what is ``last`` stands behind everything else. ``costs``
    say how well each level fits, ``meant`` which words were searched for instead of the typed ones.
    """

    index: Index
    levels: tuple[int, ...] = ()
    sort: str = ""
    last: int = 0
    costs: tuple[int, ...] = ()
    meant: str = ""

    @property
    def bits(self) -> int:
        """Return who was found, as a set of positions."""
        bits = 0
        for level in self.levels:
            bits |= level
        return bits

    def count(self) -> int:
        """Count what was found. No query."""
        return sum(level.bit_count() for level in self.levels)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Product]:
        """Return the products of a part, loaded for cards. 1 query."""
        stop = self.count() if part.stop is None else part.stop
        return self._rows(self.positions(part.start or 0, stop))

    def __iter__(self) -> Iterator[Product]:
        return iter(self[:])

    def positions(self, start: int, stop: int) -> list[int]:
        """Return the places in the index of a part. No query."""
        bits = self.bits
        parts = bits & ~self.last, bits & self.last
        if self.sort in (CHEAPEST, DEAREST):
            first = self._by_price(parts[0], stop)
            size = parts[0].bit_count()
            rest = self._by_price(parts[1], stop - size) if stop > size else []
            return [*first[:size], *rest][start:stop]
        levels = parts if self.sort == NEWEST else self.levels
        positions: list[int] = []
        for level in levels:
            size = level.bit_count()
            if start < size and stop > 0:
                positions += highest(level, max(start, 0), min(stop, size))
            start, stop = start - size, stop - size
        return positions

    def _by_price(self, bits: int, number: int) -> list[int]:
        prices = self.index.prices
        is_dear = self.sort == DEAREST
        some = (prices.dearest if is_dear else prices.lowest)(bits, number)
        sign = -1 if is_dear else 1
        ordered = sorted(all_positions(some), key=lambda at: (sign * prices[at], -at))
        return ordered + list(reversed(all_positions(bits & ~prices.known())))

    def _rows(self, positions: list[int]) -> list[Product]:
        entries = (self.index.entries[at] for at in positions)
        pks = [entry.pk for entry in entries if entry]
        rows = for_cards(Product.objects.on_sale().filter(pk__in=pks)).in_bulk()
        return [rows[pk] for pk in pks if pk in rows]


@dataclass(frozen=True, slots=True)
class Facets:
    """How many goods are behind each choice, given everything else that was asked for."""

    sets: dict[str, int] = field(default_factory=dict)
    communes: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    stars: dict[int, int] = field(default_factory=dict)
    months: dict[int, int] = field(default_factory=dict)
    prices: dict[tuple[int, int | None], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """What was found for a wish and everything around it.

    ``meant`` are the words searched for instead of the typed ones. ``near`` is filled when
    nothing has the words. ``ways_out`` counts what is found without one of the conditions.
    """

    found: Found
    facets: Facets
    meant: str
    near: Found
    ways_out: dict[str, int]
    names: dict[str, str]


#: From and to in đồng, both within; the last one has no end.
PRICE_STEPS = ((0, 50_000), (50_000, 100_000), (100_000, 200_000), (200_000, 500_000),
               (500_000, None))  # fmt: skip


def find(wanted: Wanted, *, category: Category | None = None) -> Found:
    """Return the goods on sale that fit a wish, best first. ≤ 2 queries, and 1 for each part."""
    with current.index() as index:
        set_codes = _set_codes(index, category)
        return _Asked(index, wanted, set_codes).found()


def look(wanted: Wanted, *, category: Category | None = None) -> Look:
    """Return the goods that fit a wish with counts and ways on. ≤ 4 queries, and 1 a part."""
    with current.index() as index:
        set_codes = _set_codes(index, category)
        asked = _Asked(index, wanted, set_codes)
        found = asked.found()
        facets = asked.facets()
        empty = not found.count()
        nearby = near(index, wanted.text) if empty and not asked.answer.fits.levels else 0
        nearby &= asked.shelf
        sold_out = index.sold_out(local_today())
        return Look(
            found=found,
            facets=facets,
            meant=asked.answer.meant,
            near=Found(index, (nearby & ~sold_out, nearby & sold_out)),
            ways_out=asked.ways_out() if empty else {},
            names=_names(index, facets, wanted),
        )


class _Asked:
    """A wish as sets of positions: who fits the words, and who fits each condition."""

    def __init__(self, index: Index, wanted: Wanted, set_codes: list[str] | None) -> None:
        self._index, self._wanted = index, wanted
        self.shelf = index.on_sale
        if set_codes is not None:
            self.shelf &= index.any_of(SET + code for code in set_codes)
        self._has_words = (found := answer(index, wanted.text)) is not None
        self.answer: Answer = found or Answer.of_all(index.on_sale)
        self._conditions = self._sets_of_conditions()

    def found(self) -> Found:
        fits = self.answer.fits.within(self._fitting())
        sold_out = fits.bits & self._index.sold_out(local_today())
        fits = fits.behind(sold_out & ~self._named(sold_out))
        return Found(
            index=self._index,
            levels=tuple(level for _, level in fits.levels),
            sort=self._wanted.sort,
            last=sold_out,
            costs=tuple(cost for cost, _ in fits.levels),
            meant=self.answer.meant,
        )

    def _named(self, bits: int) -> int:
        """Return those of a set whose whole title was typed."""
        if not self._has_words:
            return 0
        return named(self._index, bits, self.answer.meant or self._wanted.text)

    def facets(self) -> Facets:
        index, day = self._index, local_today()
        base, words = self._but("set_code"), self.answer.fits.bits
        stars = words & self._but("stars")
        months = words & self._but("month")
        prices = words & self._but("price_from", "price_to")
        return Facets(
            sets=self._counts(SET, words & base),
            communes=self._counts(COMMUNE, words & self._but("commune_code")),
            kinds=self._counts(KIND, words & self._but("kind")),
            stars={n: (stars & index.starred(n, day)).bit_count() for n in (3, 4, 5)},
            months={n: (months & index.bits(f"{MONTH}{n}")).bit_count() for n in range(1, 13)},
            prices={
                (low, high): (prices & self._priced(low, high and high + 1)).bit_count()
                for low, high in PRICE_STEPS
            },
        )

    def ways_out(self) -> dict[str, int]:
        words = self.answer.fits.bits
        ways = {name: (words & self._but(name)).bit_count() for name in self._conditions}
        if self._has_words and self._conditions:
            ways["text"] = self._fitting().bit_count()
        return {name: count for name, count in ways.items() if count}

    def _fitting(self) -> int:
        return self._but()

    def _but(self, *names: str) -> int:
        """Return who fits the shelf and all conditions but some."""
        bits = self.shelf
        for name, having in self._conditions.items():
            if name not in names:
                bits &= having
        return bits

    def _counts(self, field_name: str, bits: int) -> dict[str, int]:
        counts = {
            value: (bits & self._index.bits(field_name + value)).bit_count()
            for value in self._index.values[field_name]
        }
        return {value: count for value, count in counts.items() if count}

    def _sets_of_conditions(self) -> dict[str, int]:
        wanted, index = self._wanted, self._index
        terms = {
            "set_code": (SET, wanted.set_code),
            "commune_code": (COMMUNE, wanted.commune_code),
            "kind": (KIND, wanted.kind),
            "month": (MONTH, wanted.month),
        }
        sets = {name: index.bits(f"{f}{value}") for name, (f, value) in terms.items() if value}
        if wanted.stars:
            sets["stars"] = index.starred(wanted.stars, local_today())
        if wanted.price_from is not None:
            sets["price_from"] = index.prices.at_least(int(wanted.price_from))
        if wanted.price_to is not None:
            sets["price_to"] = self._priced(0, int(wanted.price_to) + 1)
        return sets

    def _priced(self, low: int, below: int | None) -> int:
        bits = self._index.prices.at_least(low)
        return bits if below is None else bits & ~self._index.prices.at_least(below)


def _set_codes(index: Index, category: Category | None) -> list[str] | None:
    """Return the sets on a shelf and below. No query once the index knows the shelf."""
    if category is None:
        return None
    if category.path not in index.shelves:
        below = ProductSet.objects.filter(category__path__startswith=category.path)
        index.shelves[category.path] = list(below.values_list("code", flat=True))
    return index.shelves[category.path]


def _names(index: Index, facets: Facets, wanted: Wanted) -> dict[str, str]:
    """Return the names of sets and communes by their terms. No query once they are known."""
    learn_names(index, SET, {*facets.sets, wanted.set_code})
    learn_names(index, COMMUNE, {*facets.communes, wanted.commune_code})
    return index.labels


def learn_names(index: Index, field_name: str, codes: Iterable[str]) -> None:
    """Read the names of sets or communes that the index does not know yet. ≤ 1 query."""
    unknown = {code for code in codes if code and field_name + code not in index.labels}
    if unknown:
        objects, name = {
            SET: (ProductSet.objects, "short_name"),
            COMMUNE: (Commune.objects, "name"),
        }[field_name]
        rows = objects.filter(code__in=unknown).values_list("code", name)
        index.labels |= {field_name + code: label for code, label in rows}
