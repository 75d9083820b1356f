"""The whole scope, and one commune of it."""

from urllib.parse import urlencode

from django.http import Http404
from django.views.generic import TemplateView

from stats import pages, queries
from stats.asking import read_asked
from stats.period import read_period
from stats.views.base import OfficialMixin


class SummaryView(OfficialMixin, TemplateView):
    """All figures of the scope."""

    template_name = "stats/summary.html"

    def get_context_data(self, **kwargs):
        """Add the figures."""
        page = self.summary(self.scope)
        return super().get_context_data(
            **pages.shell("summary", self.scope),
            **pages.summary_context(page, self.scope, urlencode(self.words)),
            **kwargs,
        )


class CommuneView(OfficialMixin, TemplateView):
    """One commune beside the mean of all."""

    template_name = "stats/commune.html"

    def get_context_data(self, code: str, **kwargs):
        """Add the figures of the commune; 404 for a code that is none of ours."""
        self.require(code)
        page = queries.commune_page(
            commune_code=code,
            period=read_period(self.words),
            asked=read_asked(self.words),
        )
        if page is None:
            raise Http404
        return super().get_context_data(
            **pages.shell("summary", self.scope),
            **pages.commune_context(page, self.scope, urlencode(self.words)),
            **kwargs,
        )
