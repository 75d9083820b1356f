"""Things with several names (``data/synonyms.csv``): ``lợn`` and ``heo`` are one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shop.search.words import Word, words_of

SOURCE = Path(__file__).parent / "data" / "synonyms.csv"

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """What a phrase means, by the number of its line.

    ``is_closed``: the words inside do not mean themselves; ``bắp cải`` is no ``bắp``.
    """

    number: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase found in a text, from word ``start`` to before ``stop``."""

    start: int
    stop: int
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class _Names:
    marked: dict[Phrase, tuple[Thing, ...]]
    folded: dict[Phrase, tuple[Thing, ...]]
    #: First word, folded → the most words of a name that begins so.
    longest: dict[str, int]


def phrases(words: tuple[Word, ...]) -> Iterator[Found]:
    """Yield every known phrase of a text, also those inside longer ones.

    Words with marks must have the very marks; a text without any is taken as folded.
    """
    names = _names()
    for start in range(len(words)):
        longest = names.longest.get(words[start].folded, 0)
        for length in range(1, min(longest, len(words) - start) + 1):
            part = words[start : start + length]
            if things := _things(part, names):
                yield Found(start, start + length, things)


def _things(part: tuple[Word, ...], names: _Names) -> tuple[Thing, ...]:
    found = names.marked.get(tuple(word.marked for word in part), ())
    if found or any(word.is_marked for word in part):
        return found
    return names.folded.get(tuple(word.folded for word in part), ())


@cache
def _names() -> _Names:
    marked: dict[Phrase, tuple[Thing, ...]] = {}
    folded: dict[Phrase, tuple[Thing, ...]] = {}
    for number, line in enumerate(SOURCE.read_text(encoding="utf-8").splitlines()):
        for name in line.split("|") if line and not line.startswith("#") else ():
            thing = Thing(number, name.startswith("!"))
            words = words_of(name)
            for names, form in ((marked, "marked"), (folded, "folded")):
                key = tuple(getattr(word, form) for word in words)
                names[key] = (*names.get(key, ()), thing)
    longest: dict[str, int] = {}
    for name in folded:
        longest[name[0]] = max(len(name), longest.get(name[0], 0))
    return _Names(marked, folded, longest)
