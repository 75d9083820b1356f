"""What somebody may have meant when no listing has the typed words: other marks, a sound that is
written otherwise, a slip of a finger, keys of Telex or VNI, words run together.
"""

from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from shop.search.index import Index
from shop.search.matching import (
    Fits,
    Levels,
    Slot,
    beginning,
    ranked,
    slots_of,
    sum_of,
    whole,
    whole_word,
)
from shop.search.terms import WORD_FIELDS, pair_term
from shop.search.words import Word, from_keys, sound_of, word_of

#: What it costs to take another word for the typed one.
MARKS, SOUND, SLIP, TWO_SLIPS = 1, 3, 4, 8
#: … and other marks than those of a word that is on sale as typed.
_MARKS_OF_MEANT = 3
#: Words shorter than this have too many neighbours to guess among.
_LETTERS_FOR_SLIP, _LETTERS_FOR_TWO = 3, 6
_MOST_GUESSES = 12
#: A word that was run together; the longest syllable of Vietnamese is "nghiêng".
_LETTERS_TO_PART, _LONGEST_SYLLABLE, _APART = (4, 40), 7, 6


@dataclass(frozen=True, slots=True)
class Guess:
    """A word of the goods that may have been meant."""

    cost: int
    word: Word


def without_keys(index: Index, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Replace words that are keys of Telex or VNI, where nothing on sale is called so."""
    return tuple(_meant_by_keys(index, word) or word for word in words)


def parted(index: Index, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Part words that were run together: ``tancuong`` → ``tan cuong``.

    Also where the space slipped: ``tinhd au`` → ``tinh dau``.
    """
    if all(_is_known(index, word) for word in words):
        return words
    out: list[Word] = []
    for word in words:
        out += [word] if _is_known(index, word) else _part(index, word.folded) or [word]
    if all(_is_known(index, word) for word in out):
        return tuple(out)
    return tuple(_part(index, "".join(word.folded for word in words)) or words)


def mended(index: Index, words: tuple[Word, ...]) -> tuple[Fits, str]:
    """Return who fits what may have been meant, and those words for people."""
    guesses = [_guesses(index, word) for word in words]
    parts = [_levels(index, word, found) for word, found in zip(words, guesses, strict=True)]
    plain = [Slot((word,)) for word in words]
    as_guessed = ranked(index, plain, sum_of(parts))
    known = _with_names(index, guesses)
    if known and known.best < as_guessed.best:
        as_guessed = known
    return as_guessed, _said(index, words, guesses, as_guessed)


def _meant_by_keys(index: Index, word: Word) -> Word | None:
    if _is_known(index, word):
        return None
    meant = from_keys(word.folded)
    if not meant:
        return None
    marked = word_of(meant)
    if _is_live(index, marked.marked):
        return marked
    return word_of(marked.folded) if _is_known(index, word_of(marked.folded)) else None


def _is_known(index: Index, word: Word) -> bool:
    spellings = index.vocabulary.spellings.get(word.folded, ())
    return any(_is_live(index, spelling) for spelling in spellings)


def _is_live(index: Index, spelling: str) -> bool:
    return any(index.is_live(field + spelling) for field in WORD_FIELDS)


def _part(index: Index, folded: str) -> list[Word]:
    """Return the words of the goods that give this one when run together, or none.

    Those that stand side by side on a listing are taken before others, few before many.
    """
    if not _LETTERS_TO_PART[0] <= len(folded) <= _LETTERS_TO_PART[1] or folded.isdigit():
        return []
    best: dict[int, tuple[int, list[str]]] = {0: (0, [])}
    for stop in range(1, len(folded) + 1):
        for start in range(max(0, stop - _LONGEST_SYLLABLE), stop):
            piece = folded[start:stop]
            if start not in best or not _is_known(index, word_of(piece)):
                continue
            cost, before = best[start]
            is_beside = not before or index.is_live(pair_term(before[-1], piece))
            cost += 1 if is_beside else _APART
            if stop not in best or cost < best[stop][0]:
                best[stop] = cost, [*before, piece]
    cost, pieces = best.get(len(folded), (0, []))
    return [word_of(piece) for piece in pieces] if len(pieces) > 1 and cost < 2 * _APART else []


def _guesses(index: Index, word: Word) -> list[Guess]:
    """Return the words on sale that are near a typed one, cheapest first."""
    folded, vocabulary = word.folded, index.vocabulary
    costs: dict[str, int] = {}
    # A word that is on sale as it was typed is hardly a slip.
    is_meant = word.is_marked and _is_live(index, word.marked)
    if folded in vocabulary.spellings:
        costs[folded] = _MARKS_OF_MEANT if is_meant else MARKS
    for other in vocabulary.by_sound.get(sound_of(folded), ()):
        costs.setdefault(other, SOUND)
    if len(folded) >= _LETTERS_FOR_SLIP and not folded.isdigit() and not is_meant:
        most = 2 if len(folded) >= _LETTERS_FOR_TWO else 1
        near = process.extract_iter(
            folded, vocabulary.words, processor=None, scorer=OSA.distance, score_cutoff=most
        )
        for other, distance, _ in near:
            if not other.isdigit():
                costs.setdefault(other, SLIP if distance == 1 else TWO_SLIPS)
    live = (
        Guess(costs[other], word_of(other))
        for other in sorted(costs, key=costs.get)
        if _is_known(index, word_of(other))
    )
    return [guess for guess, _ in zip(live, range(_MOST_GUESSES), strict=False)]


def _levels(index: Index, word: Word, guesses: list[Guess]) -> Levels:
    levels = dict(beginning(index, word))
    for guess in guesses:
        for cost, bits in whole_word(index, guess.word).items():
            levels[cost + guess.cost] = levels.get(cost + guess.cost, 0) | bits
    return levels


def _with_names(index: Index, guesses: list[list[Guess]]) -> Fits | None:
    """Try the cheapest guesses as one phrase, so that other names of the thing count too."""
    if not all(guesses):
        return None
    first = tuple(found[0].word for found in guesses)
    slots = slots_of(first)
    if not any(slot.things for slot in slots):
        return None
    fits, extra = whole(index, slots), sum(found[0].cost for found in guesses)
    return Fits([(cost + extra, bits) for cost, bits in fits.levels]) if fits.levels else None


def _said(index: Index, words: tuple[Word, ...], guesses: list[list[Guess]], fits: Fits) -> str:
    """Return the words meant, spelled as on most of the best listings."""
    if not fits.levels:
        return ""
    best = fits.levels[0][1]
    said = []
    for word, found in zip(words, guesses, strict=True):
        said.append(_spelled(index, word, found, best))
    return " ".join(said)


def _spelled(index: Index, word: Word, guesses: list[Guess], best: int) -> str:
    for guess in guesses:
        having: dict[str, int] = {}
        for spelling in index.vocabulary.spellings[guess.word.folded]:
            bits = index.any_of(field + spelling for field in WORD_FIELDS)
            having[spelling] = (bits & best).bit_count()
        spelling = max(having, key=having.get, default="")
        if spelling and having[spelling]:
            return spelling
    return word.marked
