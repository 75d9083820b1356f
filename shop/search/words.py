"""The words of a text as search compares them: with marks, without, by sound, by keys pressed.

Pure: no database, no index.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from common.text import canonical_tone, fold, normalize

MAX_WORDS = 10
_PARTS = re.compile(r"[^\W_]+")

_TELEX_VOWELS = {"aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = dict(zip("21345", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_MARKS = {
    **dict.fromkeys(("a6", "e6", "o6"), "\u0302"),
    **dict.fromkeys(("o7", "u7"), "\u031b"),
    "a8": "\u0306",
}
_VOWELS = "aeiouyăâêôơư"
#: Ways to write one sound, at the start of a syllable. Longer spellings stand first.
_ONSETS = (
    ("ngh", "ng"), ("gh", "g"), ("ch", "ch"), ("tr", "ch"), ("gi", "d"), ("qu", "kw"), ("r", "d"),
    ("s", "x"), ("l", "n"), ("c", "k"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, and folded. A word without marks has two equal forms."""

    marked: str
    folded: str

    @property
    def is_marked(self) -> bool:
        """Say whether the writer gave any tone or vowel mark."""
        return self.marked != self.folded


@lru_cache(maxsize=65536)
def word_of(marked: str) -> Word:
    """Return the word of one lower-case part of a text."""
    return Word(marked, fold(marked))


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text in their order; signs part words."""
    clean = canonical_tone(normalize(text).lower())
    # A lone combining mark is a sign that means nothing by itself.
    return tuple(word for part in _PARTS.findall(clean) if (word := word_of(part)).folded)


def typed_words(text: str) -> tuple[Word, ...]:
    """Return the first words of what a shopper typed."""
    return words_of(text)[:MAX_WORDS]


def from_keys(word: str) -> str:
    """Return the word that was meant by Telex or VNI keys left as they were pressed.

    ``cheef`` → ``chề``, ``mieens`` → ``miến``, ``che2`` → ``chè``; empty when there are none.
    """
    if not word.isascii() or word.isdigit() or word.isnumeric():
        return ""
    meant = _from_vni(word) if any(c.isdigit() for c in word) else _from_telex(word)
    return meant if meant != word else ""


def sound_of(folded: str) -> str:
    """Return one spelling for syllables that many say alike: ``trung`` and ``chung``."""
    for written, said in _ONSETS:
        if folded.startswith(written) and len(folded) > len(written):
            folded = said + folded[len(written) :]
            break
    return folded.replace("y", "i")


def _from_vni(word: str) -> str:
    letters: list[str] = []
    tone = ""
    for char in word:
        if char in _VNI_TONES and letters:
            tone = _VNI_TONES[char]
        elif char in "678" and letters:
            for at in range(len(letters) - 1, -1, -1):
                if mark := _VNI_MARKS.get(letters[at] + char):
                    letters[at] = unicodedata.normalize("NFC", letters[at] + mark)
                    break
            else:
                return word
        elif char == "9" and "d" in letters:
            letters[letters.index("d")] = "đ"
        elif char.isdigit():
            return word
        else:
            letters.append(char)
    return _toned("".join(letters).replace("uơ", "ươ"), tone)


def _from_telex(word: str) -> str:
    tones = [at for at, char in enumerate(word) if at and char in _TELEX_TONES]
    vowel = next((at for at, char in enumerate(word) if char in _VOWELS), None)
    if vowel is None and "w" in word[1:]:
        word, vowel = word.replace("w", "ư"), word.index("w")
    if vowel is None:
        return word
    tone = ""
    after = [at for at in tones if at > vowel]
    if after:
        at = after[-1]
        tone, word = _TELEX_TONES[word[at]], word[:at] + word[at + 1 :]
    for pressed, meant in _TELEX_VOWELS.items():
        word = word.replace(pressed, meant)
        # Pressed at the end of the syllable: "miene", "dongd".
        first, second = pressed
        if second == word[-1:] and first in word[:-1] and first == second:
            at = word.index(first)
            word = word[:at] + meant + word[at + 1 : -1]
    if word.endswith("w") and (at := max(map(word.rfind, "aou"))) >= 0:
        word = word[:at] + _TELEX_VOWELS[word[at] + "w"] + word[at + 1 : -1]
    return _toned(word.replace("uơ", "ươ"), tone)


def _toned(word: str, tone: str) -> str:
    """Put a tone on the vowel that carries it; the place only has to agree with our texts."""
    if not tone:
        return word
    start = 2 if word.startswith(("qu", "gi")) and len(word) > 3 else 0
    spots = [at for at, char in enumerate(word) if char in _VOWELS and at >= start]
    if not spots:
        return word
    run = [at for at in spots if at - spots[0] == spots.index(at)]
    special = [at for at in run if word[at] in "ăâêôơư"]
    ends_closed = run[-1] < len(word) - 1
    if special:
        at = special[-1]
    elif len(run) == 1 or not (ends_closed or len(run) == 3):
        at = run[0]
    else:
        at = run[1]
    return canonical_tone(unicodedata.normalize("NFC", word[: at + 1] + tone + word[at + 1 :]))
