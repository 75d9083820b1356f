"""Read the texts: one file for each version; a version that is out never changes.

A file begins with ``name: value`` lines; then paragraphs parted by blank lines, ``## `` headings,
``- `` lists, ``[words](/path/)`` links within the site.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common.dates import local_today

TEXTS = Path(__file__).parent / "texts"
HEADING, LIST, PARAGRAPH = "heading", "list", "paragraph"
_LINK = re.compile(r"\[([^\]]+)\]\((/[^)\s]*)\)")
_HEAD = re.compile(r"([a-z_]+): (.+)")

#: Words with the address they lead to, or none.
Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list; each line is parts of text and links."""

    kind: str
    lines: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one text. ``shows`` names what the code adds below it."""

    key: str
    version: int
    title: str
    description: str
    valid_from: dt.date
    changes: str
    shows: str
    blocks: tuple[Block, ...]

    @property
    def url(self) -> str:
        """Return the address of this very version."""
        return f"/{self.key}/ban-{self.version}/"


@cache
def versions(key: str) -> tuple[Document, ...]:
    """Return all versions of a text, the first one first; none when there is no such text."""
    folder = TEXTS / key
    numbers = sorted(int(path.stem) for path in folder.glob("*.txt"))
    return tuple(_read(key, number, folder / f"{number}.txt") for number in numbers)


def names() -> tuple[str, ...]:
    """Return the names of all texts."""
    return tuple(sorted(path.name for path in TEXTS.iterdir() if path.is_dir()))


def current(key: str, on: dt.date | None = None) -> Document:
    """Return the version in force on a day; before the first one, the first."""
    day, known = on or local_today(), versions(key)
    return next((one for one in reversed(known) if one.valid_from <= day), known[0])


def coming(key: str, on: dt.date | None = None) -> Document | None:
    """Return the next version that is announced but not in force, or None."""
    day = on or local_today()
    return next((one for one in versions(key) if one.valid_from > day), None)


def _read(key: str, number: int, path: Path) -> Document:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(_HEAD.fullmatch(line).groups() for line in head.splitlines())
    return Document(
        key=key,
        version=number,
        title=facts["title"],
        description=facts["description"],
        valid_from=dt.date.fromisoformat(facts["valid_from"]),
        changes=facts["changes"],
        shows=facts.get("shows", ""),
        blocks=tuple(_block(text) for text in re.split(r"\n{2,}", body.strip())),
    )


def _block(text: str) -> Block:
    lines = text.splitlines()
    if text.startswith("## "):
        return Block(HEADING, (_parts(text.removeprefix("## ")),))
    if all(line.startswith("- ") for line in lines):
        return Block(LIST, tuple(_parts(line.removeprefix("- ")) for line in lines))
    return Block(PARAGRAPH, (_parts(" ".join(lines)),))


def _parts(line: str) -> tuple[Part, ...]:
    parts, at = [], 0
    for link in _LINK.finditer(line):
        parts += [(line[at : link.start()], ""), (link[1], link[2])]
        at = link.end()
    parts.append((line[at:], ""))
    return tuple(part for part in parts if part[0])
