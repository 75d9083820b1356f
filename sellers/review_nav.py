"""The pages below ``/duyet/``: who sees which, and how many things wait on each.

A new page adds one row to ``ENTRIES`` and ``{% review_nav %}`` to its template; an app above this
one calls ``insert``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from accounts.roles import Role, roles_of
from sellers import review_scope
from sellers.feedback import moderating
from sellers.identity import queries as identity

_OPERATOR, _PROVINCE, _COMMUNE = Role.OPERATOR, Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL


@dataclass(frozen=True, slots=True)
class Tab:
    """One link of the row at the top; ``waiting`` is None where nothing is counted."""

    label: str
    url: str
    waiting: int | None
    is_current: bool


#: Name of the URL, words, roles that may open it, and a function of the user that counts what
#: waits (one query), or None.
Entry = tuple[str, str, frozenset[str], Callable | None]
ENTRIES: list[Entry] = [
    (
        "sellers:review-queue",
        "Món hàng",
        frozenset({_OPERATOR, _PROVINCE, _COMMUNE}),
        lambda user: review_scope.listings_of(user).awaiting_review().count(),
    ),
    (
        "sellers:identity-checks",
        "Xác thực người bán",
        frozenset({_OPERATOR, _PROVINCE, _COMMUNE}),
        identity.waiting_count,
    ),
    (
        "sellers:certificate-queue",
        "Giấy OCOP",
        frozenset({_OPERATOR, _PROVINCE, _COMMUNE}),
        lambda user: review_scope.certificates_of(user).awaiting().count(),
    ),
    (
        "sellers:moderation",
        "Lời của khách",
        frozenset({_OPERATOR, _PROVINCE}),
        moderating.waiting_count,
    ),
    ("sellers:lot-queue", "Lô hàng", frozenset({_OPERATOR, _PROVINCE, _COMMUNE}), None),
    ("sellers:slips", "Phiếu nhận tài khoản", frozenset({_OPERATOR, _COMMUNE}), None),
    (
        "sellers:helper-teams",
        "Người giúp",
        frozenset({_OPERATOR, _PROVINCE, _COMMUNE}),
        None,
    ),
    ("teams:teams", "Tổ công nghệ số", frozenset({_OPERATOR, _PROVINCE, _COMMUNE}), None),
]


def insert(entry: Entry, *, after: str) -> None:
    """Put a page into the row, behind the one whose URL has a name; twice is once."""
    if all(name != entry[0] for name, *_ in ENTRIES):
        ENTRIES.insert(1 + [name for name, *_ in ENTRIES].index(after), entry)


def tabs(*, user, path: str) -> list[Tab]:
    """Return the pages that this user may open. 1 query for each count, and 2 for the roles."""
    roles = roles_of(user)
    found = []
    for name, label, allowed, count in ENTRIES:
        if roles & allowed:
            url = reverse(name)
            found.append(Tab(label, url, count(user) if count else None, False))
    # The longest address that the path begins with is the page that is open.
    current = max((t.url for t in found if path.startswith(t.url)), key=len, default="")
    return [Tab(t.label, t.url, t.waiting, t.url == current) for t in found]
