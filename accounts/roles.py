"""Which roles somebody holds, and where."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.models import RoleGrant

Role = RoleGrant.Role


@dataclass(frozen=True)
class OfficialScope:
    """The places whose figures an official may see exactly: whole provinces or communes."""

    province_codes: frozenset[str]
    commune_codes: frozenset[str]

    @property
    def is_province(self) -> bool:
        """Tell whether the scope is a whole province."""
        return bool(self.province_codes)

    def covers(self, *, commune_code: str, province_code: str) -> bool:
        """Tell whether a commune of a province lies inside the scope."""
        return province_code in self.province_codes or commune_code in self.commune_codes


def roles_of(user) -> frozenset[str]:
    """Return the roles in force of a user; one query, none for visitors.

    A superuser is an operator without a grant.
    """
    if not (user.is_authenticated and user.is_active):
        return frozenset()
    granted = user.role_grants.active().values_list("role", flat=True)
    return frozenset(granted) | ({Role.OPERATOR.value} if user.is_superuser else set())


def has_role(user, *roles: str) -> bool:
    """Tell whether the user holds one of the roles now."""
    return not roles_of(user).isdisjoint(str(role) for role in roles)


def official_scope(user) -> OfficialScope | None:
    """Return the places of an official, or None for everybody else."""
    if not (user.is_authenticated and user.is_active):
        return None
    grants = user.role_grants.active().of_role(Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL)
    provinces, communes = set(), set()
    for role, province_code, commune_code in grants.values_list(
        "role", "province_code", "commune_code"
    ):
        if role == Role.PROVINCE_OFFICIAL:
            provinces.add(province_code)
        else:
            communes.add(commune_code)
    if not provinces and not communes:
        return None
    return OfficialScope(frozenset(provinces), frozenset(communes))


class RoleRequiredMixin:
    """Refuse whom the gate has not let through, should it ever be missing.

    Which roles open the page stands in ``marketplace.permissions``.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        """Stop a request that no gate has looked at."""
        if not getattr(request, "is_let_through", False):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
