"""Which roles somebody holds, and where."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.models import RoleGrant

Role = RoleGrant.Role
_HELD = "_roles_of_this_request"
_RESTS = "_operator_rests_in_this_request"


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


def hold_grants(user) -> None:
    """Look the grants of a request's user up once; the next request looks again."""
    setattr(user, _HELD, _grants_of(user))


def rest(user) -> None:
    """Let the role of an operator count for nothing in the rest of this request.

    Operators act in a session that the second factor opens; other roles of theirs stay.
    """
    setattr(user, _RESTS, True)


def _grants_of(user) -> list[tuple[str, str, str, str]]:
    """Return role, province, commune and market of each grant in force. ≤ 1 query."""
    if not (user.is_authenticated and user.is_active):
        return []
    held = getattr(user, _HELD, None)
    if held is not None:
        return held
    grants = user.role_grants.active()
    return list(grants.values_list("role", "province_code", "commune_code", "market_slug"))


def roles_of(user) -> frozenset[str]:
    """Return the roles in force of a user; one query, none for visitors.

    A superuser is an operator without a grant; an operator at rest is none.
    """
    granted = frozenset(role for role, *_ in _grants_of(user))
    if getattr(user, _RESTS, False):
        return granted - {Role.OPERATOR.value}
    is_boss = user.is_authenticated and user.is_active and user.is_superuser
    return granted | ({Role.OPERATOR.value} if is_boss else set())


def has_role(user, *roles: str) -> bool:
    """Tell whether the user holds one of the roles now."""
    return not roles_of(user).isdisjoint(str(role) for role in roles)


def official_scope(user) -> OfficialScope | None:
    """Return the places of an official, or None for everybody else. ≤ 1 query."""
    grants = _grants_of(user)
    provinces = {province for role, province, *_ in grants if role == Role.PROVINCE_OFFICIAL}
    communes = {commune for role, _, commune, _ in grants if role == Role.COMMUNE_OFFICIAL}
    if not provinces and not communes:
        return None
    return OfficialScope(frozenset(provinces), frozenset(communes))


def markets_of(user) -> frozenset[str]:
    """Return the slugs of the markets whose board somebody belongs to. ≤ 1 query."""
    grants = _grants_of(user)
    return frozenset(market for role, *_, market in grants if role == Role.MARKET_BOARD)


class RoleRequiredMixin:
    """Refuse whom the gate has not let through, should it ever be missing.

    Which roles open the page stands in ``marketplace.permissions``.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        """Stop a request that no gate has looked at."""
        if not getattr(request, "is_let_through", False):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
