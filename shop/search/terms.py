"""What a listing is found by: its terms, each a short text with the field in front.

Pure: takes plain texts, knows no database.
"""

import itertools
from collections.abc import Iterable, Iterator
from functools import lru_cache
from sys import intern

from shop.search.synonyms import phrases
from shop.search.words import Word, words_of

#: In the title; in the title where nothing has marks; inside a closed phrase; of the set; of the
#: seller or the place. Then two words side by side, the first word, and things with several names.
TITLE, BARE, CLOSED, OF_SET, FAR = "t~,op"
PAIR, FIRST, THING, FIRST_THING, FAR_THING = ":*#^%"
WORD_FIELDS = (TITLE, CLOSED, OF_SET, FAR)
SET, COMMUNE, KIND, MONTH = "nhom=", "xa=", "kieu=", "mua="


def title_terms(title: str) -> tuple[str, ...]:
    """Return the terms of a title; some may come twice."""
    return tuple(map(intern, _title_terms(words_of(title))))


@lru_cache(maxsize=16384)
def terms_of_set(text: str) -> tuple[str, ...]:
    """Return the terms of the name of a set or shelf."""
    return tuple(map(intern, _other_terms(OF_SET, text)))


@lru_cache(maxsize=16384)
def far_terms(text: str) -> tuple[str, ...]:
    """Return the terms of the name of a seller or place, or of a pack."""
    return tuple(map(intern, _other_terms(FAR, text)))


def pair_term(first: str, second: str) -> str:
    """Return the term of two folded words that stand side by side."""
    return f"{PAIR}{first} {second}"


def _title_terms(words: tuple[Word, ...]) -> Iterator[str]:
    found = list(phrases(words))
    closed = {
        at
        for phrase in found
        if any(thing.is_closed for thing in phrase.things)
        for at in range(phrase.start, phrase.stop)
    }
    for at, word in enumerate(words):
        yield (CLOSED if at in closed else TITLE) + word.marked
    if not any(word.is_marked for word in words):
        yield from (BARE + word.folded for word in words)
    yield from _pairs(words)
    if words:
        yield FIRST + words[0].folded
    for phrase in found:
        inside = set(range(phrase.start, phrase.stop))
        for thing in phrase.things:
            if thing.is_closed or not inside & closed:
                yield f"{THING}{thing.number}"
                if phrase.start == 0:
                    yield f"{FIRST_THING}{thing.number}"


def _other_terms(field: str, text: str) -> Iterator[str]:
    words = words_of(text)
    yield from (field + word.marked for word in words)
    yield from _pairs(words)
    yield from (f"{FAR_THING}{t.number}" for phrase in phrases(words) for t in phrase.things)


def _pairs(words: tuple[Word, ...]) -> Iterable[str]:
    for first, second in itertools.pairwise(words):
        yield pair_term(first.folded, second.folded)
        if first.folded.isdigit():
            # "500 g" is also typed as one.
            yield FAR + first.folded + second.folded
