"""Sales by the districts and communes from before 1 July 2025."""

from django.views.generic import TemplateView

from stats import old_units, pages
from stats.names import set_names
from stats.pages.filters import filters
from stats.views.base import OfficialMixin


class OldUnitsView(OfficialMixin, TemplateView):
    """The sales of the province by old district and by old commune."""

    template_name = "stats/old_units.html"

    def get_context_data(self, **kwargs):
        """Add both views of the period."""
        page = old_units.old_units_page(scope=self.scope, period=self.period, asked=self.asked)
        choices = list(set_names().items())
        return super().get_context_data(
            **pages.shell("communes", self.scope),
            **pages.around(self.scope, page.freshness, self.links),
            page=page,
            filters=filters(self.period, self.asked, choices, self.links),
            **kwargs,
        )
