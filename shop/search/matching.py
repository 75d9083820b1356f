"""Which listings fit the words that somebody typed, and how well.

A fit is a cost: 0 is the very word in the title. Every level of a list of levels is a set of
positions; a listing stands in the cheapest level that it earns.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

from shop.search.index import Index
from shop.search.synonyms import Found, phrases
from shop.search.terms import (
    BARE,
    CLOSED,
    FAR,
    FAR_THING,
    FIRST,
    FIRST_THING,
    OF_SET,
    THING,
    TITLE,
    pair_term,
)
from shop.search.words import Word

#: What it costs to fit less well than the very word in the title.
SAME, NO_MARKS, OTHER_NAME, IN_PART = 0, 1, 1, 2
#: … and what it costs inside a closed phrase or in the set, at the seller or place.
BY_SET, BY_FAR = 3, 4
#: … and where two words do not stand side by side, or the first does not begin the title.
APART, NOT_FIRST = 1, 1
#: A fit dearer than this is not better than none.
MOST = 30
#: What it costs to be sold out: more than any fit, unless the very name was typed.
SOLD_OUT = MOST + 1
Levels = dict[int, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """One or more typed words that are read as one thing."""

    words: tuple[Word, ...]
    things: tuple[int, ...] = ()


@dataclass(slots=True)
class Fits:
    """Who fits how well; ``levels`` do not overlap, the best come first."""

    levels: list[tuple[int, int]] = field(default_factory=list)

    @property
    def bits(self) -> int:
        """Return all who fit."""
        bits = 0
        for _, level in self.levels:
            bits |= level
        return bits

    @property
    def best(self) -> int:
        """Return the cost of the best fit."""
        return self.levels[0][0] if self.levels else MOST

    def behind(self, bits: int) -> "Fits":
        """Return the same with a set put back by what it costs to be sold out."""
        levels: Levels = {}
        for cost, level in self.levels:
            _join(levels, {cost: level & ~bits, cost + SOLD_OUT: level & bits})
        return Fits([(cost, levels[cost]) for cost in sorted(levels) if levels[cost]])

    def within(self, bits: int) -> "Fits":
        """Return those who are also in a set."""
        return Fits([(cost, level & bits) for cost, level in self.levels if level & bits])


def slots_of(words: tuple[Word, ...]) -> list[Slot]:
    """Part the typed words into things with a name and other words; the longest name wins."""
    longest: dict[int, Found] = {}
    for found in phrases(words):
        known = longest.get(found.start)
        if known is None or found.stop > known.stop:
            longest[found.start] = found
    slots, at = [], 0
    while at < len(words):
        found = longest.get(at)
        stop = found.stop if found else at + 1
        things = tuple(thing.number for thing in found.things) if found else ()
        slots.append(Slot(words[at:stop], things))
        at = stop
    return slots


def whole(index: Index, slots: list[Slot]) -> Fits:
    """Return who has every word as a whole."""
    return _fit(index, slots, [_slot_levels(index, slot, whole_word) for slot in slots])


def in_part(index: Index, slots: list[Slot]) -> Fits:
    """Return who has for every word one that begins so."""
    return _fit(index, slots, [_slot_levels(index, slot, beginning) for slot in slots])


def whole_word(index: Index, word: Word) -> Levels:
    """Return who has this very word; without marks it stands for every spelling."""
    spellings = [word.marked] if word.is_marked else index.vocabulary.spellings.get(word.folded, ())
    levels = _of_spellings(index, spellings, SAME)
    if word.is_marked:
        _join(levels, {NO_MARKS: index.bits(BARE + word.folded)})
    return levels


def beginning(index: Index, word: Word) -> Levels:
    """Return who has this word, or one that begins so."""
    levels = whole_word(index, word)
    longer: list[str] = []
    for folded in index.vocabulary.starting_with(word.folded):
        for spelling in index.vocabulary.spellings[folded]:
            if not word.is_marked or spelling.startswith(word.marked):
                longer.append(spelling)
    _join(levels, _of_spellings(index, longer, IN_PART))
    return levels


def _of_spellings(index: Index, spellings: Iterable[str], cost: int) -> Levels:
    spellings = list(spellings)
    near = [field + s for field in (CLOSED, OF_SET) for s in spellings]
    return {
        cost: index.any_of(TITLE + s for s in spellings),
        cost + BY_SET: index.any_of(near),
        cost + BY_FAR: index.any_of(FAR + s for s in spellings),
    }


def _slot_levels(index: Index, slot: Slot, levels_of) -> Levels:
    levels = sum_of([levels_of(index, word) for word in slot.words])
    for thing in slot.things:
        bits, far = index.bits(f"{THING}{thing}"), index.bits(f"{FAR_THING}{thing}")
        _join(levels, {OTHER_NAME: bits, OTHER_NAME + BY_FAR: far})
    return levels


def sum_of(parts: list[Levels]) -> Levels:
    """Return who fits every part, at the cost of all together."""
    total: Levels = {0: -1}
    for levels in parts:
        joined: Levels = {}
        for cost, bits in total.items():
            for more, level in levels.items():
                if cost + more <= MOST and (both := bits & level):
                    joined[cost + more] = joined.get(cost + more, 0) | both
        total = joined
    return total


def _join(levels: Levels, more: Levels) -> None:
    for cost, bits in more.items():
        levels[cost] = levels.get(cost, 0) | bits


def _fit(index: Index, slots: list[Slot], parts: list[Levels]) -> Fits:
    if not slots:
        return Fits()
    return ranked(index, slots, sum_of(parts))


def ranked(index: Index, slots: list[Slot], levels: Levels) -> Fits:
    """Return the fits on sale; words side by side and at the start of the title go first."""
    levels = {cost: bits & index.on_sale for cost, bits in levels.items()}
    words = [word for slot in slots for word in slot.words]
    for first, second in itertools.pairwise(words):
        together = index.bits(pair_term(first.folded, second.folded))
        levels = _more_unless(levels, together, APART)
    starts = [f"{FIRST}{words[0].folded}", *(f"{FIRST_THING}{n}" for n in slots[0].things)]
    levels = _more_unless(levels, index.any_of(starts), NOT_FIRST)
    fits, seen = Fits(), 0
    for cost in sorted(levels):
        if fresh := levels[cost] & ~seen:
            fits.levels.append((cost, fresh))
            seen |= fresh
    return fits


def _more_unless(levels: Levels, bits: int, more: int) -> Levels:
    changed: Levels = {}
    for cost, level in levels.items():
        _join(changed, {cost: level & bits, cost + more: level & ~bits})
    return changed
