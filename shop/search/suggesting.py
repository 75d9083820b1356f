"""What the words typed so far may become: names of goods, sets, communes and sellers on sale."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.urls import reverse
from django.utils.http import urlencode

from common.text import normalize
from shop.search import current, matching, mending
from shop.search.answering import answer
from shop.search.bits import highest_first
from shop.search.index import Entry, Index
from shop.search.queries import learn_names
from shop.search.terms import COMMUNE, FAR, SET
from shop.search.words import Word, typed_words, words_of

#: One letter is on nearly every listing.
LEAST_LETTERS = 2
MOST = 8
_MOST_GOODS, _MOST_PLACES, _MOST_SELLERS = 5, 2, 2
#: So many of the best goods are looked at for their names.
_LOOKED_AT = 120
#: The pack at the end of a title: the same goods in another pack are no other suggestion.
_PACK = re.compile(
    r",?\s+(?:gói|túi|hộp|hũ|lọ|chai|can|thùng|khay|set|bó|bộ|nải|buồng|ống|chục|chiếc|cặp|con|mớ)"
    r"(?:\s+[\d.,]+\s*(?:kg|g|ml|lít|l))?\Z|\s+[\d.,]+\s*(?:kg|g|ml|lít|l)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line below the search box; ``note`` says what it is."""

    label: str
    note: str
    url: str


def suggestions(text: str) -> list[Suggestion]:
    """Return at most eight ways to go on, goods first. 1 query once the names are known."""
    if len(normalize(text)) < LEAST_LETTERS or not typed_words(text):
        return []
    with current.index() as index:
        words = mending.without_keys(index, typed_words(text))
        places = list(islice(_named(index, words), _MOST_PLACES))
        sellers = list(islice(_sellers(index, words), _MOST_SELLERS))
        goods = _goods(index, text, words)[: MOST - len(places) - len(sellers)]
        return goods[:_MOST_GOODS] + places + sellers


def _goods(index: Index, text: str, words: tuple[Word, ...]) -> list[Suggestion]:
    """Return the names of the goods that fit best, whole words before beginnings."""
    slots = matching.slots_of(words)
    fits = matching.in_part(index, slots)
    if not fits.levels and (found := answer(index, text)):
        fits = found.fits
    best = (at for _, level in fits.levels for at in highest_first(level))
    names = Counter(_PACK.sub("", index.entries[at].title) for at in islice(best, _LOOKED_AT))
    search = reverse("search:search")
    return [Suggestion(name, "", f"{search}?{urlencode({'q': name})}") for name in names]


def _named(index: Index, words: tuple[Word, ...]) -> Iterator[Suggestion]:
    """Yield the communes, then the sets, whose name has words that begin so."""
    goods = reverse("catalogue:index")
    for field, word, note in ((COMMUNE, "xa", "hàng của xã, phường"), (SET, "nhom", "nhóm hàng")):
        learn_names(index, field, index.values[field])
        for code in index.values[field]:
            label = index.labels.get(field + code, "")
            if _begin(words, label) and index.is_live(field + code):
                yield Suggestion(label, note, f"{goods}?{urlencode({word: code})}")


def _sellers(index: Index, words: tuple[Word, ...]) -> Iterator[Suggestion]:
    """Yield the sellers of goods on sale whose name has words that begin so."""
    bits = index.on_sale
    for word in words:
        spellings = index.vocabulary.spellings
        folded = index.vocabulary.starting_with(word.folded)
        bits &= index.any_of(FAR + spelling for one in folded for spelling in spellings[one])
    seen: set[str] = set()
    for at in islice(highest_first(bits), _LOOKED_AT):
        entry: Entry = index.entries[at]
        if entry.seller_code not in seen and _begin(words, entry.seller):
            url = reverse("sellers:storefront", kwargs={"slug": entry.seller_code})
            yield Suggestion(entry.seller, "gian hàng", url)
        seen.add(entry.seller_code)


def _begin(words: Iterable[Word], label: str) -> bool:
    """Say whether every word begins a word of the label; marks that were typed must be there."""
    there = words_of(label)
    return all(
        any(
            other.marked.startswith(word.marked)
            if word.is_marked
            else other.folded.startswith(word.folded)
            for other in there
        )
        for word in words
    )
