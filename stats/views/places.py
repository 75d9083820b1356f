"""Communes that a query names."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from places.models import Commune
from stats.models import InventoryCell, SalesMonth
from stats.scopes import Scope


def one_commune(code: str, scope: Scope) -> Scope:
    """Return the scope of one commune. ≤ 3 queries.

    Raises ``PermissionDenied`` outside ``scope`` and ``Http404`` for a code that is none of ours.
    """
    if not scope.covers(code):
        raise PermissionDenied
    if not is_known(code):
        raise Http404
    return Scope(frozenset({code}))


def is_known(code: str) -> bool:
    """Tell whether a commune or a cell has the code: communes that are no more have cells."""
    if not (code.isascii() and code.isalnum()):
        return False
    return (
        Commune.objects.filter(code=code).exists()
        or SalesMonth.objects.filter(commune_code=code).exists()
        or InventoryCell.objects.filter(commune_code=code).exists()
    )
