"""The whole scope, and its sales by their parts."""

from django.views.generic import TemplateView

from stats import lately, pages
from stats.pages import overview, parts
from stats.views.base import OfficialMixin


class SummaryView(OfficialMixin, TemplateView):
    """All figures of the scope at a glance."""

    template_name = "stats/summary.html"

    def get_context_data(self, **kwargs):
        """Add the figures."""
        page = self.summary(self.scope)
        which = {"scope": self.scope, "period": page.period, "asked": page.asked}
        return super().get_context_data(
            **pages.shell("summary", self.scope),
            **overview.summary_context(
                page, self.scope, self.links, lately.lately(**which), lately.year_ago(**which)
            ),
            **kwargs,
        )


class PartsView(OfficialMixin, TemplateView):
    """The sales by set, stars, kind of seller, way to pay and place; buyers by month."""

    template_name = "stats/parts.html"

    def get_context_data(self, **kwargs):
        """Add the figures."""
        page = self.summary(self.scope)
        return super().get_context_data(
            **pages.shell("parts", self.scope),
            **parts.parts_context(page, self.scope, self.links),
            **kwargs,
        )
