"""The matrix as a document for people: docs/permissions.md is made from it."""

import re
from collections.abc import Iterator

from accounts.roles import Role
from marketplace.permissions import matrix, sellers
from marketplace.permissions.rows import SELLERS, Audience, Row
from sellers.helping import rules as helping
from sellers.team import rules as team

_HEAD = """\
# Who may do what

Made by `python manage.py permissions` from `marketplace/permissions/`; a test says when it is old. G: may open the page. P: may send to it. C: may change or take away (PATCH, DELETE).
A page that is not here does not exist; who is not signed in is asked to sign in, others read 403. Whose things a page reaches stands in
"Reaches", and is kept by its queries: what lies outside does not exist (404). Operator and Staff count only in a session that the second factor
opened; who holds another role as well gets in by that one and reaches no more than it does.

## All pages

| Address | Name | Visitor | Signed in | Shop | Helper | Commune | Province | Operator | Staff | Reaches |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""  # noqa: E501
_SHOPS = """\

## Pages of a shop

Roles of the team by `sellers/team/rules.py`, helpers that a household let in by `sellers/helping/rules.py`. "look": only opens it;
"some": only some of its buttons; "masked": without the phones of buyers.

| Name | Owner | Manager | Member | Packer | Bookkeeper | Helper |
| --- | --- | --- | --- | --- | --- | --- |
"""  # noqa: E501
_NOBODY = "–"
#: The columns of the first table: roles that somebody of this kind holds, and whether staff.
_COLUMNS: tuple[tuple[bool, str, bool], ...] = (
    (False, "", False),
    (True, "", False),
    (True, "shop", False),
    (True, Role.HELPER.value, False),
    (True, Role.COMMUNE_OFFICIAL.value, False),
    (True, Role.PROVINCE_OFFICIAL.value, False),
    (True, Role.OPERATOR.value, False),
    (True, "", True),
)


def document() -> str:
    """Return the whole document."""
    return _HEAD + "\n".join(_pages()) + "\n" + _SHOPS + "\n".join(_shop_pages()) + "\n"


def _pages() -> Iterator[str]:
    seen = set()
    for name, route, _ in sorted(matrix.urls(), key=lambda url: url[1].strip("^")):
        row = matrix.MATRIX.get(name)
        if row and name not in seen and name not in matrix.SOMETIMES:
            seen.add(name)
            cells = " | ".join(_cell(row, *column) for column in _COLUMNS)
            yield f"| `/{_plain(route)}` | `{name}` | {cells} | {row.scope} |"
    yield f"| `/quan-tri/he-thong/…` | `admin:…` | {'– | ' * 7}G P | {_scope_of_admin()} |"


def _scope_of_admin() -> str:
    return matrix.row_of("admin:index").scope


def _plain(route: str) -> str:
    """Return a route as people read it."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    return re.sub(r"[\^$\\]", "", re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", named))


def _cell(row: Row, is_signed_in: bool, role: str, is_staff: bool) -> str:
    letters = [
        letter
        for letter, who in (("G", row.get), ("P", row.post), ("C", row.change))
        if who and _passes(who, is_signed_in, role, is_staff)
    ]
    return " ".join(letters) or _NOBODY


def _passes(who: Audience, is_signed_in: bool, role: str, is_staff: bool) -> bool:
    if who is SELLERS:
        return role == "shop"
    if who.is_staff:
        return is_staff
    if who.takes_staff and is_staff:
        return True
    if who.roles:
        return role in who.roles
    return is_signed_in or not who.is_signed_in


def _shop_pages() -> Iterator[str]:
    for name in sorted(sellers.OF_SHOPS):
        team_cells = ("yes" if team.may_open(role, name) else _NOBODY for role in team.ROLES)
        yield f"| `{name}` | {' | '.join(team_cells)} | {_helper(helping.rule_of(name))} |"


def _helper(rule: helping.Rule) -> str:
    if not rule.is_open:
        return _NOBODY
    may = "some" if rule.acts else "yes" if rule.act else "look"
    return f"{may}, masked" if rule.is_masked else may
