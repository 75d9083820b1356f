"""Whose figures a user may see."""

from dataclasses import dataclass

from accounts.models import RoleGrant
from accounts.roles import has_role, official_scope


@dataclass(frozen=True)
class Scope:
    """Communes by code; None means the whole province."""

    commune_codes: frozenset[str] | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is left out."""
        return self.commune_codes is None

    def covers(self, commune_code: str) -> bool:
        """Tell whether a commune's names and orders may be seen."""
        return self.commune_codes is None or commune_code in self.commune_codes


WHOLE = Scope()


def scope_of(user) -> Scope | None:
    """Return what an official or operator may see, None for everybody else. ≤ 2 queries."""
    official = official_scope(user)
    if official is not None and official.is_province:
        return WHOLE
    if has_role(user, RoleGrant.Role.OPERATOR):
        return WHOLE
    return Scope(official.commune_codes) if official is not None else None
