"""Find a definition by its id, version or day."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from common.dates import local_today
from stats.definitions.shape import Definition


class UnknownDefinition(LookupError):
    """There is no figure with this id, or no such version of it."""


class Registry:
    """All versions of all definitions, in the order of the page.

    Raises ``ValueError`` for versions that are not 1, 2, 3 … or go back in time.
    """

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._versions: dict[str, list[Definition]] = {}
        for one in definitions:
            self._versions.setdefault(one.id, []).append(one)
        for figure, found in self._versions.items():
            found.sort(key=lambda one: one.version)
            if [one.version for one in found] != list(range(1, len(found) + 1)):
                raise ValueError(f"versions of {figure} must be 1, 2, 3 …, each once")
            if any(before.since >= after.since for before, after in pairwise(found)):
                raise ValueError(f"a later version of {figure} must begin later")

    def __iter__(self):
        """Yield every version of every definition."""
        for found in self._versions.values():
            yield from found

    def versions(self, figure: str) -> list[Definition]:
        """Return all versions of a figure, oldest first. Raises ``UnknownDefinition``."""
        if figure not in self._versions:
            raise UnknownDefinition(figure)
        return list(self._versions[figure])

    def definition(self, figure: str, version: int | None = None) -> Definition:
        """Return one version, or the one in force today. Raises ``UnknownDefinition``."""
        found = self.versions(figure)
        if version is None:
            day = local_today()
            return next((one for one in reversed(found) if one.since <= day), found[0])
        if not 1 <= version <= len(found):
            raise UnknownDefinition(f"{figure}@{version}")
        return found[version - 1]

    def as_of(self, day: date) -> list[Definition]:
        """Return the version of each figure in force on a day; none of a figure begun later."""
        in_force = {one.id: one for one in self if one.since <= day}
        return list(in_force.values())

    def current(self) -> list[Definition]:
        """Return the version of each figure in force today."""
        return self.as_of(local_today())
