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
        return super().get_context_data(
            **pages.shell("summary", self.scope),
            **self.kept(self.figures),
            **pages.around(self.scope, self.freshness, self.links, table="xa"),
            **kwargs,
        )

    def figures(self) -> dict:
        """Return what the cells say."""
        which = {"scope": self.scope, "period": self.period, "asked": self.asked}
        recent, ago = lately.lately(**which), lately.year_ago(**which)
        page = self.summary(self.scope)
        return overview.summary_context(page, self.scope, self.links, recent, ago)


class PartsView(OfficialMixin, TemplateView):
    """The sales by set, stars, kind of seller, way to pay and place; buyers by month."""

    template_name = "stats/parts.html"

    def get_context_data(self, **kwargs):
        """Add the figures."""
        return super().get_context_data(
            **pages.shell("parts", self.scope),
            **self.kept(self.figures),
            **pages.around(self.scope, self.freshness, self.links, table="nhom"),
            **kwargs,
        )

    def figures(self) -> dict:
        """Return what the cells say."""
        return parts.parts_context(self.summary(self.scope), self.scope, self.links)
