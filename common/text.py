"""Vietnamese text: cleaning what people paste, folding it for search, sorting it."""

import re
import unicodedata
from functools import lru_cache

#: Nobody types them; NUL cannot even be kept by PostgreSQL.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")

_ASCII = str.maketrans({"đ": "d", "Đ": "D", "₫": "d", "–": "-", "−": "-", "“": '"', "”": '"'})

# New-style tone placement (oà, oè, uỳ) closes a syllable; "qu" is a consonant there.
_NEW_STYLE_TONE = re.compile(r"(?<![qQ])([oOuU])([àáảãạÀÁẢÃẠèéẻẽẹÈÉẺẼẸỳýỷỹỵỲÝỶỸỴ])(?!\w)")
_TONE_PAIRS = {"o": "ae", "u": "y"}

# Two or more of these leftovers mean a TCVN3 or VNI font, not Unicode text.
_TCVN3_LEFTOVER = re.compile(r"[A-Za-z][µ¶·¸¹¨¬«¼½¾]|[®©ª](?=[^\W\d_])")
_VNI_LEFTOVER = re.compile(r"[aeiouyAEIOUYâêôöÂÊÔÖ][øûùõïØÛÙÕÏ]")

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=20)}
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def normalize(text: str) -> str:
    """Return one clean line: NFC, no zero-width marks or controls, single plain spaces."""
    visible = _CONTROL.sub("", _ZERO_WIDTH.sub("", text))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", visible).strip())


def normalize_lines(text: str) -> str:
    """Return clean text that keeps its paragraphs: at most one blank line between."""
    lines = "\n".join(normalize(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def canonical_tone(text: str) -> str:
    """Return text with old-style tone marks: ``Nam Hoà`` → ``Nam Hòa``; ``quý`` stays."""
    return _NEW_STYLE_TONE.sub(_move_tone, unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """Return the search form of a text: ``Chè Tân Cương`` → ``che tan cuong``."""
    decomposed = unicodedata.normalize("NFD", _ZERO_WIDTH.sub("", text).lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.replace("đ", "d")).strip()


def unaccented(text: str) -> str:
    """Return a text in ASCII for phones of old: ``Chè 85.000 ₫`` → ``Che 85.000 d``."""
    decomposed = unicodedata.normalize("NFKD", _ZERO_WIDTH.sub("", text))
    bare = decomposed.translate(_ASCII).encode("ascii", "ignore").decode()
    return _SPACES.sub(" ", bare).strip()


def slug(text: str) -> str:
    """Return the ASCII address form of a text: ``Chè Tân Cương`` → ``che-tan-cuong``."""
    return _NOT_SLUG.sub("-", fold(text)).strip("-")


def contains_legacy_encoding(text: str) -> bool:
    """Tell whether a text looks pasted from a TCVN3 or VNI font."""
    return len(_TCVN3_LEFTOVER.findall(text)) >= 2 or len(_VNI_LEFTOVER.findall(text)) >= 2


@lru_cache(maxsize=4096)
def sort_key(text: str) -> tuple:
    """Return a key that sorts by the Vietnamese alphabet, then by tone."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text).lower():
        marks = unicodedata.normalize("NFD", char)
        tone = next((_TONE_RANK[mark] for mark in marks if mark in _TONE_RANK), 0)
        base = unicodedata.normalize(
            "NFC", "".join(mark for mark in marks if mark not in _TONE_RANK)
        )
        letters.append((_LETTER_RANK.get(base, 60 if base.isalpha() else 10), base))
        tones.append(tone)
    return (tuple(letters), tuple(tones))


def _move_tone(match: re.Match) -> str:
    first, second = match.groups()
    marks = unicodedata.normalize("NFD", second)
    vowel, tone = marks[0], marks[1:]
    if vowel.lower() not in _TONE_PAIRS[first.lower()]:
        return match.group()
    return unicodedata.normalize("NFC", first + tone) + vowel
