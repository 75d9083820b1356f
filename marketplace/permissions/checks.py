"""Refuse a URL that the matrix does not know, and a row that fits no URL."""

from django.conf import settings
from django.core.checks import Error, register
from django.views.generic import RedirectView

from marketplace.permissions import matrix, sellers
from sellers.helping import rules as helping
from sellers.team import rules as team

GATE = "marketplace.permissions.gate.PermissionMiddleware"
WHERE = "The rows stand in marketplace/permissions/."


@register
def permissions(app_configs, **options) -> list[Error]:
    """Compare the matrix with the URLs, the views, and the rules of teams and helpers."""
    faults = sorted(set(_faults()))
    return [Error(words, hint=WHERE, id=f"permissions.{number}") for number, words in faults]


def _faults():
    if GATE not in settings.MIDDLEWARE:
        yield "E001", "The gate of permissions is not among the middleware."
    found = {name: pattern for name, _, pattern in matrix.urls()}
    for name, pattern in found.items():
        row = matrix.row_of(name)
        if row is None and not name.startswith("dashboard:"):
            yield "E002", f"{name} has no row: who may open it, who may send to it?"
        elif row and name in matrix.MATRIX:
            yield from _wrong_methods(name, row, pattern.callback)
    for name in matrix.MATRIX.keys() - found.keys() - matrix.SOMETIMES:
        yield "E003", f"{name} has a row, and no URL."
    for name in sellers.OF_SHOPS.keys() - (team.RULES.keys() & helping.RULES.keys()):
        yield "E004", f"{name} lacks a row in sellers/team/rules.py or sellers/helping/rules.py."


def _wrong_methods(name: str, row, view):
    """Yield where a class-based view answers other methods than its row says."""
    kind = getattr(view, "view_class", None)
    if kind is None or issubclass(kind, RedirectView) or name.startswith("dashboard:"):
        return
    named = view.view_initkwargs.get("http_method_names", kind.http_method_names)
    answered = [m.upper() for m in ("get", "post") if m in named and hasattr(kind, m)]
    if answered != row.methods:
        yield "E005", f"{name} answers {answered}, its row says {row.methods}."
