"""Oscar's search app, forked."""

from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.urls import path
from oscar.apps.search import apps


class SearchConfig(apps.SearchConfig):
    """Search; keeps the row triggers that tell its indexes of changes around migrations."""

    name = "shop.search"

    def ready(self):
        """Register the periodic job and watch migrations."""
        super().ready()
        from shop.search import periodic  # noqa: F401

        pre_migrate.connect(_step_aside, sender=self)
        post_migrate.connect(_come_back, sender=self)

    def get_urls(self):
        from shop.search.views import SuggestView

        suggest = path("goi-y/", SuggestView.as_view(), name="suggest")
        return [suggest, *super().get_urls()]


def _step_aside(using: str, plan: list | None = None, **_kwargs) -> None:
    """Drop the triggers before tables change: SQLite rebuilds tables and would lose them."""
    from shop.search import triggers

    if plan:
        triggers.remove(connections[using])


def _come_back(using: str, **_kwargs) -> None:
    from shop.search import triggers

    triggers.install(connections[using])
