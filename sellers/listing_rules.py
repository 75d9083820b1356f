"""Words and product sets that a listing may not have, or not without a look: pure functions.

The rules are data (``data/listing_rules.csv``). A phrase hits at word boundaries, with its tone
marks or typed without any: ``ruou`` hits the rule of ``rượu``, ``rau`` does not, and ``thước``
never hits ``thuốc``.

Source: Luật 122/2025/QH15, art. 17.1.đ and NĐ 248/2026/NĐ-CP, art. 18.1 (look before showing,
filter by keyword, keep forbidden goods away).
"""

import csv
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common.dates import local_today
from common.text import canonical_tone, fold

RULES_FILE = Path(__file__).parent / "data" / "listing_rules.csv"
REFUSE, PAPER, LOOK = "refuse", "paper", "look"
#: From the mildest to the strictest.
VERDICTS = (LOOK, PAPER, REFUSE)
TITLE, DESCRIPTION, SET = "title", "description", "product_set"

_TOKEN = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?;:\n]")
_TONES = {"\u0300", "\u0309", "\u0303", "\u0301", "\u0323"}
_NEGATIONS = frozenset({"không", "chẳng", "chưa", "khong"})
#: "không" counts for so many words after it, within its sentence.
_REACH = 8

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what it looks for, and what follows."""

    key: str
    kind: str
    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    is_negatable: bool
    sets: frozenset[str]
    verdict: str
    says_seller: str
    says_reviewer: str
    basis: str
    valid_from: dt.date
    valid_to: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        """Say whether the rule is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that a listing meets: in which field, in which words and where they stand.

    ``verdict`` is milder than the rule's where a machine cannot be sure.
    """

    rule: Rule
    field: str
    words: str
    start: int
    end: int
    verdict: str


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    folded: str
    has_tone: bool
    start: int
    end: int
    sentence: int


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules in the order of the file."""
    with RULES_FILE.open(encoding="utf-8", newline="") as source:
        return tuple(_rule(row) for row in csv.DictReader(source))


def find_hits(
    *,
    title: str,
    description: str = "",
    set_code: str = "",
    on: dt.date | None = None,
    every: bool = False,
) -> list[Hit]:
    """Return what a listing meets, the strictest first, each rule once for a field.

    ``every`` gives each place where a rule hits, to mark it. Whatever else people write is looked
    at as a description.

    Refused at once is only a title (with its tone marks), or a product set: what stands in a
    description or is typed without marks may mean another thing, so a person looks.
    """
    day = on or local_today()
    found = [
        Hit(rule, SET, set_code, 0, 0, rule.verdict)
        for rule in rules()
        if rule.holds_on(day) and set_code in rule.sets
    ]
    for field, text in ((TITLE, title), (DESCRIPTION, description)):
        found += _hits_of(field, text, day, every)
    return sorted(found, key=lambda hit: -VERDICTS.index(hit.verdict))


def refusal(hits: list[Hit]) -> Hit | None:
    """Return the hit for which the listing is refused at once, or None."""
    return next((hit for hit in hits if hit.verdict == REFUSE), None)


def _hits_of(field: str, text: str, day: dt.date, every: bool) -> list[Hit]:
    text = unicodedata.normalize("NFC", text)
    words, first = _words(text), {}
    by_start = _phrases_by_start()
    for at, word in enumerate(words):
        for rule, phrase in by_start.get(word.folded, ()):
            part = words[at : at + len(phrase)]
            if not rule.holds_on(day) or not _matches(part, phrase):
                continue
            if _is_excused(rule, words, at, len(phrase)):
                continue
            is_sure = all(w.text == p for w, p in zip(part, phrase, strict=True))
            verdict = rule.verdict
            if verdict == REFUSE and not (is_sure and field == TITLE):
                verdict = LOOK
            start, end = part[0].start, part[-1].end
            hit = Hit(rule, field, text[start:end], start, end, verdict)
            key = (rule.key, start) if every else rule.key
            known = first.get(key)
            if known is None or VERDICTS.index(verdict) > VERDICTS.index(known.verdict):
                first[key] = hit
    return list(first.values())


def _words(text: str) -> list[_Word]:
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    found, sentence = [], 0
    for match in _TOKEN.finditer(text):
        while sentence < len(ends) and ends[sentence] < match.start():
            sentence += 1
        word = canonical_tone(match[0]).lower()
        marks = set(unicodedata.normalize("NFD", word))
        found.append(
            _Word(word, fold(word), bool(marks & _TONES), match.start(), match.end(), sentence)
        )
    return found


def _matches(part: list[_Word], phrase: Phrase) -> bool:
    return len(part) == len(phrase) and all(map(_is_same, part, phrase))


def _is_same(word: _Word, wanted: str) -> bool:
    """Tell whether a word is the wanted one, or the wanted one typed without (all) its marks."""
    if word.text == wanted:
        return True
    if word.has_tone or word.folded != fold(wanted):
        return False
    return word.text == word.folded or word.text == _without_tone(wanted)


def _without_tone(word: str) -> str:
    marks = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))


def _is_excused(rule: Rule, words: list[_Word], at: int, length: int) -> bool:
    for phrase in rule.unless:
        first = max(0, at - len(phrase) + 1)
        for start in range(first, min(at + length, len(words))):
            if _matches(words[start : start + len(phrase)], phrase):
                return True
    if not rule.is_negatable:
        return False
    before = words[max(0, at - _REACH) : at]
    return any(w.text in _NEGATIONS and w.sentence == words[at].sentence for w in before)


@cache
def _phrases_by_start() -> dict[str, list[tuple[Rule, Phrase]]]:
    index: dict[str, list[tuple[Rule, Phrase]]] = {}
    for rule in rules():
        for phrase in rule.phrases:
            index.setdefault(fold(phrase[0]), []).append((rule, phrase))
    return index


def _phrases(cell: str) -> tuple[Phrase, ...]:
    return tuple(tuple(canonical_tone(p).lower().split()) for p in cell.split("|") if p)


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        key=row["key"],
        kind=row["kind"],
        phrases=_phrases(row["words"]),
        unless=_phrases(row["unless"]),
        is_negatable=row["negatable"] == "yes",
        sets=frozenset(filter(None, row["sets"].split("|"))),
        verdict=row["verdict"],
        says_seller=row["says_seller"],
        says_reviewer=row["says_reviewer"],
        basis=row["basis"],
        valid_from=dt.date.fromisoformat(row["valid_from"]),
        valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )
