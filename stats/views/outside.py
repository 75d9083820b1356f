"""Visits and other floors: beside our own figures, never inside."""

from django.views.generic import TemplateView

from stats import pages, queries
from stats.pages import beside
from stats.views.base import OfficialMixin


class OutsideView(OfficialMixin, TemplateView):
    """How often the shop was opened, and what other floors report."""

    template_name = "stats/outside.html"

    def get_context_data(self, **kwargs):
        """Add visits and floors."""
        return super().get_context_data(
            **pages.shell("outside", self.scope),
            **beside.outside_context(self.period, queries.freshness(), self.scope, self.links),
            **kwargs,
        )
