"""One market: its stalls, its months, and the sales that make a figure."""

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404
from django.views.generic import TemplateView

from common.dates import parse_month
from common.snapshot import snapshot
from stats import at_markets, pages, queries
from stats.pages import market as market_page
from stats.views.base import OfficialMixin


class MarketView(OfficialMixin, TemplateView):
    """``/thong-ke/cho/<slug>/``; with ``thang`` the sales of one month, row by row."""

    template_name = "stats/market.html"
    own_words = ("thang",)

    def get_context_data(self, slug, **kwargs):
        """Add the market, if it lies in the scope."""
        market = at_markets.markets_in(self.scope).filter(slug=slug).first()
        if market is None:
            raise Http404
        month = self._month()
        with snapshot():
            shown = None
            if month:
                rows = at_markets.of_month(market.sales.select_related("stall"), month)
                shown = Paginator(rows.order_by("-pk"), at_markets.PER_PAGE).get_page(
                    self.request.GET.get("trang")
                )
            found = market_page.Found(
                months=at_markets.by_month(market.sales.all(), at_markets.months_back()),
                stalls=at_markets.by_stall(market, month),
                shown=shown,
            )
        return super().get_context_data(
            **pages.shell("markets", self.scope),
            **market_page.market_context(
                market, month, found, self.scope, self.links, queries.freshness()
            ),
            **kwargs,
        )

    def _month(self) -> dt.date | None:
        """Return the month that is asked for."""
        return parse_month(self.own.get("thang", ""))
