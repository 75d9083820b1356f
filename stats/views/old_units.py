"""Sales by the districts and communes from before 1 July 2025."""

from django.views.generic import TemplateView

from stats import old_units, pages
from stats.asking import read_asked
from stats.period import KINDS, read_period
from stats.views.base import OfficialMixin


class OldUnitsView(OfficialMixin, TemplateView):
    """The sales of the province by old district and by old commune."""

    template_name = "stats/old_units.html"
    needs_whole = True

    def get_context_data(self, **kwargs):
        """Add both views of the period."""
        page = old_units.old_units_page(
            scope=self.scope, period=read_period(self.words), asked=read_asked(self.words)
        )
        return super().get_context_data(
            **pages.shell("old-units", self.scope),
            page=page,
            kinds=KINDS.items(),
            shown=f"{page.set_name or 'Mọi nhóm hàng'}, {page.period.label}",
            freshness_words=pages.freshness_words(page.freshness),
            **kwargs,
        )
