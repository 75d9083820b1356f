"""The whole matrix: the name of every URL and its row. What has none is closed."""

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver

from accounts.roles import has_role, hold_grants
from marketplace.permissions import officials, sellers, shop
from marketplace.permissions.rows import Audience, Row

MATRIX: dict[str, Row] = shop.PAGES | sellers.PAGES | officials.PAGES
#: Served by the site itself only where no proxy does.
SOMETIMES = frozenset({"media"})


def row_of(name: str) -> Row | None:
    """Return the row of a URL by its full name; None: the page is closed to everybody."""
    return MATRIX.get(name) or officials.AREAS.get(name.partition(":")[0])


def allows(audience: Audience, user) -> bool:
    """Tell whether a signed-in user belongs to an audience. One query where roles count."""
    if audience.takes_staff and user.is_active and user.is_staff:
        return True
    if audience.is_staff and not (user.is_active and user.is_staff):
        return False
    if not audience.roles:
        return True
    hold_grants(user)
    return has_role(user, *audience.roles)


def urls(resolver=None, route: str = "", space: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Yield the full name, the route and the pattern of every URL of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        below = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield space + (entry.name or entry.lookup_str), below, entry
        else:
            inner = space + f"{entry.namespace}:" if entry.namespace else space
            yield from urls(entry, below, inner)
