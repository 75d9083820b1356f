"""The definitions as the page lists them, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.dates import format_date
from stats.definitions.registry import Registry
from stats.definitions.shape import Definition, Group, Over

_OVER = {
    Over.COMMUNE: "xã, phường",
    Over.MONTH: "tháng",
    Over.SET: "nhóm hàng",
    Over.STARS: "hạng sao",
    Over.SELLER: "người bán",
}


@dataclass(frozen=True)
class Term:
    """One line of an entry, as ``components/facts_table.html`` wants it."""

    label: str
    value: str


@dataclass(frozen=True)
class Entry:
    """The version in force of one definition, and the versions before it, newest first."""

    now: Definition
    since: str
    terms: list[Term]
    older: list["Entry"]


@dataclass(frozen=True)
class Section:
    """The definitions of one group; ``slug`` names it in an address."""

    slug: str
    title: str
    entries: list[Entry]


def sections(registry: Registry) -> list[Section]:
    """Return the current definitions by group; no group without one. No query."""
    current = registry.current()
    found = []
    for group in Group:
        mine = [one for one in current if one.group == group]
        if mine:
            entries = [_entry(one, registry.versions(one.id)) for one in mine]
            found.append(Section(group.name.lower(), group.value, entries))
    return found


def _entry(now: Definition, versions: Iterable[Definition]) -> Entry:
    older = [one for one in versions if one.version < now.version]
    return Entry(
        now,
        format_date(now.since),
        terms_of(now),
        [Entry(one, format_date(one.since), terms_of(one), []) for one in reversed(older)],
    )


def terms_of(one: Definition) -> list[Term]:
    """Return how one version is computed and over what it adds up."""
    parts = ", ".join(_OVER[part] for part in one.adds_over)
    over = f"{parts}. {one.why_not}" if parts else f"Không cộng được. {one.why_not}"
    return [
        Term("Cách tính", one.formula),
        Term("Cộng được theo", f"{over[:1].upper()}{over[1:]}".strip()),
    ]
