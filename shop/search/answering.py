"""From typed text to a ranked answer: the steps, from the strictest reading to the loosest."""

import itertools
from dataclasses import dataclass

from shop.search import matching, mending
from shop.search.bits import all_positions, bits_of
from shop.search.index import Index
from shop.search.matching import Fits, Levels
from shop.search.terms import pair_term
from shop.search.words import Word, typed_words, word_of

#: Words of talking, left out when nothing has them. Folded, for they are typed in a hurry.
_TALK = frozenset({
    "mua", "ban", "gia", "re", "ngon", "o", "tai", "cua", "loai", "co", "cho", "va", "nhung", "cac",
    "can", "tim", "dac", "san", "chinh", "goc", "nha", "lam", "uy", "tin", "chat", "luong", "tot",
    "nhat", "nao", "dau", "gan", "day", "ve", "tu",
})  # fmt: skip
#: A fit this dear is only of the seller or the place: shown only where nothing fits better,
#: when a single thing was asked for.
_ELSEWHERE_ONLY = 3
#: A mended reading that is dearer than this for each word is no reading.
_MOST_PER_WORD = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """Who fits; ``meant`` are other words that were searched for instead of the typed ones."""

    fits: Fits
    meant: str = ""

    @classmethod
    def of_all(cls, bits: int) -> "Answer":
        """Return the answer when no word was typed."""
        return cls(Fits([(0, bits)]))


def answer(index: Index, text: str) -> Answer | None:
    """Return who fits a text, None when there is no word in it."""
    typed = typed_words(text)
    if not typed:
        return None
    words = mending.without_keys(index, typed)
    literal = _literal(index, words)
    if literal.levels and (literal.best <= _ELSEWHERE_ONLY or _is_together(index, literal, words)):
        return Answer(_with_other_marks(index, _without_far(literal, words), words))
    fits, meant = mending.mended(index, words)
    if not fits.levels and (useful := _without_talk(words)) != words:
        fits, meant = mending.mended(index, useful)
    if literal.levels and literal.best <= fits.best:
        return Answer(literal)
    if fits.best > _MOST_PER_WORD * len(words):
        return Answer(Fits())
    return Answer(fits, meant)


def near(index: Index, text: str) -> int:
    """Return who has most of the words of a text that nothing fits as a whole."""
    words = _without_talk(mending.without_keys(index, typed_words(text)))
    having = [_bits(matching.whole_word(index, word)) & index.on_sale for word in words]
    having = [bits for bits, word in zip(having, words, strict=True) if len(word.folded) > 1]
    counts: Levels = {0: index.on_sale}
    for bits in having:
        more: Levels = {}
        for number, level in counts.items():
            more[number + 1] = more.get(number + 1, 0) | level & bits
            more[number] = more.get(number, 0) | level & ~bits
        counts = more
    counts.pop(0)
    best = max((number for number, level in counts.items() if level), default=0)
    return counts[best] if best * 2 >= len(words) and best else 0


def named(index: Index, bits: int, text: str) -> int:
    """Return those of a set whose title has these words and no others, marks or not."""
    words = [word.folded for word in typed_words(text)]
    longest = len(text) + len(words) + 8
    return bits_of(
        at
        for at in all_positions(bits)
        if len(index.entries[at].title) <= longest
        and [word.folded for word in typed_words(index.entries[at].title)] == words
    )


def _literal(index: Index, words: tuple[Word, ...]) -> Fits:
    useful = _without_talk(words)
    apart = mending.parted(index, words)
    readings = [(matching.whole, words), (matching.whole, useful), (matching.whole, apart)]
    readings += [(matching.in_part, words), (matching.in_part, apart)]
    for fit, some in dict.fromkeys(readings):
        fits = fit(index, matching.slots_of(some))
        if fits.levels:
            return fits
    return Fits()


def _is_together(index: Index, fits: Fits, words: tuple[Word, ...]) -> bool:
    """Say whether two of the words stand side by side on the best: then they are meant so."""
    best = fits.levels[0][1]
    pairs = itertools.pairwise(words)
    return len(words) == 1 or any(
        best & index.bits(pair_term(a.folded, b.folded)) for a, b in pairs
    )


def _without_talk(words: tuple[Word, ...]) -> tuple[Word, ...]:
    useful = tuple(word for word in words if word.folded not in _TALK)
    return useful or words


def _with_other_marks(index: Index, fits: Fits, words: tuple[Word, ...]) -> Fits:
    """Add those that have the words with other marks at the end: sellers mistype too.

    Not for a word alone: who asks for ``bò`` does not mean ``bơ``.
    """
    if len(words) == 1 or not any(word.is_marked for word in words):
        return fits
    bare = tuple(word_of(word.folded) for word in words)
    loose, last = matching.whole(index, matching.slots_of(bare)), fits.levels[-1][0]
    rest = loose.within(~fits.bits).levels
    return Fits([*fits.levels, *((last + 1 + cost, bits) for cost, bits in rest)])


def _without_far(fits: Fits, words: tuple[Word, ...]) -> Fits:
    if len(matching.slots_of(words)) > 1 or fits.best >= _ELSEWHERE_ONLY:
        return fits
    return Fits([(cost, bits) for cost, bits in fits.levels if cost <= _ELSEWHERE_ONLY])


def _bits(levels: Levels) -> int:
    bits = 0
    for level in levels.values():
        bits |= level
    return bits
