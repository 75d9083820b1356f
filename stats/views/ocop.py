"""OCOP certificates and markets 4.0."""

from django.core.paginator import Paginator
from django.views.generic import TemplateView

from common.snapshot import snapshot
from stats import at_markets, certificates, endings, pages, queries
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
        with snapshot():
            found = certificates.certificates(scope=self.scope)
            listed = self._listed(found)
        return super().get_context_data(
            **pages.shell("ocop", self.scope),
            **ocop_page.ocop_context(
                found, listed, communes_of(self.scope), self.scope, self.links, self.freshness
            ),
            **kwargs,
        )

    def _listed(self, found: certificates.Certificates) -> ocop_page.Listed:
        rows = certificates.Ending(self.scope, found.goods.later)
        shown = None
        if not self.own:
            pages_of = Paginator(rows, certificates.PER_PAGE)
            shown = pages_of.get_page(self.request.GET.get("trang"))
        ending = rows[:] if shown is None else shown.object_list
        over = endings.lapsed(scope=self.scope)
        listed = (*ending, *ocop_page.first_over(over))
        heard = endings.contact_states(row.product_id for row in listed)
        return ocop_page.Listed(ending, over, heard, shown)


class MarketsView(OfficialMixin, TemplateView):
    """Markets 4.0 of all markets of the scope."""

    template_name = "stats/markets.html"

    def get_context_data(self, **kwargs):
        """Add the markets."""
        sales, months = at_markets.sales_in(self.scope), at_markets.months_back()
        with snapshot():
            found = markets_page.AtStalls(
                months=at_markets.by_month(sales, months),
                sold=at_markets.by_market(sales, months[0]),
                stalls=at_markets.stalls_by_market(),
            )
            markets = list(at_markets.markets_in(self.scope))
        return super().get_context_data(
            **pages.shell("markets", self.scope),
            **markets_page.markets_context(
                markets,
                found,
                self.scope,
                self.links,
                queries.freshness(),
            ),
            **kwargs,
        )
