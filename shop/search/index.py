"""The index of one process: which listings have which term, who is on sale, in which order.

Pure: entries come in, sets of positions go out. A position is the place of a listing in the
order of approval, so the highest is the newest.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from shop.search.bits import Posting, Prices, bits_of
from shop.search.terms import WORD_FIELDS
from shop.search.words import sound_of, word_of

Order = tuple[float, int]
#: Listings approved within so many seconds may change places: two processes commit as they do.
_CLOSE_S = 60


@dataclass(frozen=True, slots=True)
class Star:
    """A certificate: its stars, and the days on which they may be shown."""

    stars: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One listing as search knows it.

    ``groups`` hold its terms: its own, and those that it shares with others of its set, seller or
    place, which are in memory once.
    """

    pk: int
    order: Order
    groups: tuple[tuple[str, ...], ...]
    title: str
    is_on_sale: bool
    price_vnd: int | None
    stars: tuple[Star, ...] = ()
    seller: str = ""
    seller_code: str = ""
    is_sold_out: bool = False
    #: The last day on which goods on pre-order can be ordered; None for goods at hand.
    orders_until: date | None = None

    @property
    def terms(self) -> set[str]:
        """Return all terms, each once."""
        return set().union(*self.groups)


class OutOfOrder(Exception):
    """The entry belongs between others: the index must be built anew."""


class Index:
    """Holds the entries; ``put`` and ``drop`` keep everything else in step."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: list[Entry | None] = []
        self.prices = Prices()
        self.vocabulary = Vocabulary()
        self.on_sale = 0
        self._sold_out = 0
        #: Field with "=" at its end → the values that some listing has.
        self.values: dict[str, list[str]] = defaultdict(list)
        #: Names of sets and communes, kept here by whoever shows them.
        self.labels: dict[str, str] = {}
        #: Path of a shelf → its sets, likewise.
        self.shelves: dict[str, list[str]] = {}
        self._position: dict[int, int] = {}
        self._postings: dict[str, Posting] = {}
        self._starred: dict[int, tuple[Star, ...]] = {}
        self._stars_on: tuple[date, dict[int, int]] | None = None
        self._windows: dict[int, date] = {}
        self._load(entries)

    def __len__(self) -> int:
        return len(self._position)

    def put(self, entry: Entry) -> None:
        """Take a new entry in, or a known one as it is now. Raises ``OutOfOrder``."""
        position = self._position.get(entry.pk)
        if position is None:
            if self._last_order()[0] > entry.order[0] + _CLOSE_S:
                raise OutOfOrder
            self._append(entry)
            self._mark(entry, len(self.entries) - 1)
            return
        old = self.entries[position]
        if old.order != entry.order:
            raise OutOfOrder
        self.on_sale &= ~(1 << position)
        self.entries[position] = entry
        before, after = old.terms, entry.terms
        for term in before - after:
            self._postings[term].remove(position)
        self._add_terms(after - before, position)
        self._note(entry, position)
        self._mark(entry, position)

    def drop(self, pk: int) -> None:
        """Forget an entry, if it is known; its place stays empty."""
        position = self._position.pop(pk, None)
        if position is None:
            return
        self.on_sale &= ~(1 << position)
        old, self.entries[position] = self.entries[position], None
        for term in old.terms:
            self._postings[term].remove(position)
        self.prices.set(position, None)
        self._starred.pop(position, None)
        self._windows.pop(position, None)
        self._stars_on = None

    def bits(self, term: str) -> int:
        """Return who has a term, on sale or not."""
        posting = self._postings.get(term)
        return posting.bits if posting else 0

    def before(self, order: Order) -> int:
        """Return all positions in front of an order, which need not be one of an entry."""
        at = self._position.get(order[1])
        if at is None or self.entries[at].order != order:
            known = (n for n, e in enumerate(self.entries) if e is not None and e.order >= order)
            at = next(known, len(self.entries))
        return (1 << at) - 1

    def any_of(self, terms: Iterable[str]) -> int:
        """Return who has one of the terms."""
        bits, rest = 0, []
        for term in terms:
            posting = self._postings.get(term)
            if posting is None:
                continue
            if len(posting.positions) > 64:
                bits |= posting.bits
            else:
                rest += posting.positions
        return bits | bits_of(rest)

    def is_live(self, term: str) -> bool:
        """Say whether something on sale has the term."""
        return bool(self.bits(term) & self.on_sale)

    def sold_out(self, day: date) -> int:
        """Return who cannot be ordered on a day: nothing is left, or the pre-order is over."""
        closed = [at for at, until in self._windows.items() if until < day]
        return self._sold_out | bits_of(closed) if closed else self._sold_out

    def starred(self, stars: int, day: date) -> int:
        """Return who may show at least so many stars on a day."""
        if self._stars_on is None or self._stars_on[0] != day:
            self._stars_on = day, self._count_stars(day)
        return self._stars_on[1].get(stars, 0)

    def _count_stars(self, day: date) -> dict[int, int]:
        having = defaultdict(list)
        for position, certificates in self._starred.items():
            shown = max(
                (c.stars for c in certificates if c.first_day <= day <= c.last_day), default=0
            )
            for number in range(3, shown + 1):
                having[number].append(position)
        return {number: bits_of(positions) for number, positions in having.items()}

    def _load(self, entries: Iterable[Entry]) -> None:
        for entry in sorted(entries, key=lambda entry: entry.order):
            self._append(entry)
        self.on_sale = bits_of(at for at, entry in enumerate(self.entries) if entry.is_on_sale)
        self._sold_out = bits_of(at for at, entry in enumerate(self.entries) if entry.is_sold_out)

    def _mark(self, entry: Entry, position: int) -> None:
        bit = 1 << position
        self.on_sale = self.on_sale | bit if entry.is_on_sale else self.on_sale & ~bit
        self._sold_out = self._sold_out | bit if entry.is_sold_out else self._sold_out & ~bit

    def _append(self, entry: Entry) -> None:
        position = len(self.entries)
        self.entries.append(entry)
        self._position[entry.pk] = position
        self._add_terms(entry.terms, position)
        self._note(entry, position)

    def _add_terms(self, terms: Iterable[str], position: int) -> None:
        for term in terms:
            posting = self._postings.get(term)
            if posting is None:
                posting = self._postings[term] = Posting()
                if term[0] in WORD_FIELDS:
                    self.vocabulary.add(term[1:])
                elif "=" in term:
                    field, _, value = term.partition("=")
                    self.values[f"{field}="].append(value)
            posting.add(position)

    def _note(self, entry: Entry, position: int) -> None:
        self.prices.set(position, entry.price_vnd)
        if entry.orders_until is None:
            self._windows.pop(position, None)
        else:
            self._windows[position] = entry.orders_until
        if entry.stars or position in self._starred:
            self._starred[position] = entry.stars
            self._stars_on = None

    def _last_order(self) -> Order:
        known = (entry.order for entry in reversed(self.entries) if entry is not None)
        return next(known, (0.0, 0))


class Vocabulary:
    """All words ever seen, by their folded form. Whether one is on sale, the index knows."""

    def __init__(self) -> None:
        self.spellings: dict[str, set[str]] = {}
        self.by_sound: dict[str, set[str]] = defaultdict(set)
        self._sorted: list[str] = []
        self._is_sorted = True

    def add(self, marked: str) -> None:
        """Take a word in."""
        folded = word_of(marked).folded
        known = self.spellings.get(folded)
        if known is not None:
            known.add(marked)
            return
        self.spellings[folded] = {marked}
        self.by_sound[sound_of(folded)].add(folded)
        if self._is_sorted and len(self._sorted) > 100:
            insort(self._sorted, folded)
        else:
            self._sorted.append(folded)
            self._is_sorted = False

    @property
    def words(self) -> list[str]:
        """Return all folded words in order."""
        if not self._is_sorted:
            self._sorted.sort()
            self._is_sorted = True
        return self._sorted

    def starting_with(self, start: str) -> Iterator[str]:
        """Yield the folded words that begin so."""
        words = self.words
        for at in range(bisect_left(words, start), len(words)):
            if not words[at].startswith(start):
                return
            yield words[at]
