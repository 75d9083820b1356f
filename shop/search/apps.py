"""Oscar's search app, forked."""

from django.urls import path
from oscar.apps.search import apps

from common.around_migrations import keep_triggers


class SearchConfig(apps.SearchConfig):
    """Search; keeps the row triggers that tell its indexes of changes around migrations."""

    name = "shop.search"

    def ready(self):
        """Register the periodic job and watch migrations."""
        super().ready()
        from shop.search import periodic  # noqa: F401

        keep_triggers(self, "shop.search.triggers")

    def get_urls(self):
        from shop.search.views import SuggestView

        suggest = path("goi-y/", SuggestView.as_view(), name="suggest")
        return [suggest, *super().get_urls()]
