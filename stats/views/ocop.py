"""OCOP certificates and markets 4.0."""

from django.db.models import Q
from django.views.generic import TemplateView

from markets.models import Market
from stats import goods, pages, queries
from stats.names import communes_of
from stats.pages import markets as markets_page
from stats.pages import ocop as ocop_page
from stats.views.base import OfficialMixin


class OcopView(OfficialMixin, TemplateView):
    """Certificates in force by commune, and whom to visit before they end."""

    template_name = "stats/ocop.html"
    own_words = tuple(ocop_page.EVERY)

    def get_context_data(self, **kwargs):
        """Add the certificates of the scope."""
        return super().get_context_data(
            **pages.shell("ocop", self.scope),
            **ocop_page.ocop_context(
                goods.certified(scope=self.scope),
                communes_of(self.scope),
                self.scope,
                self.links,
                queries.freshness(),
                every=bool(self.own),
            ),
            **kwargs,
        )


class MarketsView(OfficialMixin, TemplateView):
    """Markets 4.0 of all markets of the scope."""

    template_name = "stats/markets.html"

    def get_context_data(self, **kwargs):
        """Add the markets."""
        codes = self.scope.commune_codes
        inside = Q() if codes is None else Q(commune__code__in=codes)
        return super().get_context_data(
            **pages.shell("markets", self.scope),
            **markets_page.markets_context(
                list(Market.objects.filter(inside).select_related("commune")),
                self.scope,
                self.links,
                queries.freshness(),
            ),
            **kwargs,
        )
