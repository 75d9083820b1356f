"""Closed months: what every official may see of the province, and what changed since."""

from django.http import Http404
from django.views.generic import TemplateView

from stats import pages
from stats.models import PeriodClose
from stats.pages import closed
from stats.privacy import MONTH
from stats.published import published, read_word
from stats.views.base import OfficialMixin


class PublishedView(OfficialMixin, TemplateView):
    """The whole province for a closed month, quarter or year, with small cells hidden."""

    template_name = "stats/published.html"

    def get_context_data(self, **kwargs):
        """Add the published figures."""
        page = published(word=self.request.GET.get("ky", ""), scope=self.scope)
        return super().get_context_data(
            **pages.shell("published", self.scope),
            **closed.published_context(page, self.scope),
            **kwargs,
        )


class ClosesView(OfficialMixin, TemplateView):
    """The closed months, then and now."""

    template_name = "stats/closes.html"

    def get_context_data(self, **kwargs):
        """Add the closed months."""
        return super().get_context_data(
            **pages.shell("closes", self.scope), **closed.closes_context(), **kwargs
        )


class ClosedMonthView(OfficialMixin, TemplateView):
    """What changed in one month since it was closed."""

    template_name = "stats/closed_month.html"

    def get_context_data(self, month: str, **kwargs):
        """Add the changes; 404 for a month that is not closed."""
        period = read_word(month)
        close = None
        if period is not None and period.grain == MONTH:
            close = PeriodClose.objects.defer("sellers").filter(month=period.start).first()
        if close is None:
            raise Http404
        return super().get_context_data(
            **pages.shell("closes", self.scope),
            **closed.closed_month_context(close),
            **kwargs,
        )
