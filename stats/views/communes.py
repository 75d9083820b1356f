"""All communes, some of them side by side, and one of them."""

from django.http import Http404
from django.views.generic import TemplateView

from stats import pages, queries, sellers
from stats.pages import commune, communes, compare
from stats.reading import Which, sales_by
from stats.scopes import Scope
from stats.views.base import OfficialMixin
from stats.who_sold import sellers_by_commune


class CommunesView(OfficialMixin, TemplateView):
    """The table of the communes of the scope."""

    template_name = "stats/communes.html"
    own_words = communes.OWN_WORDS

    def get_context_data(self, **kwargs):
        """Add the rows."""
        return super().get_context_data(
            **pages.shell("communes", self.scope),
            **communes.communes_context(
                scope=self.scope,
                links=self.own_links,
                listing=communes.read_listing(self.own),
                period=self.period,
                asked=self.asked,
                freshness=self.freshness,
                **self.kept(self.figures),
            ),
            **kwargs,
        )

    def figures(self) -> dict:
        """Return what the cells say of every commune, and the sellers, each counted once."""
        which = {"scope": self.scope, "period": self.period, "asked": self.asked}
        selling = sellers_by_commune(**which)
        rows = queries.commune_rows(selling=selling.by_commune, **which)
        return {"rows": rows, "selling": selling.total}


class CompareView(OfficialMixin, TemplateView):
    """Two to four communes side by side; with fewer, how to choose them."""

    template_name = "stats/compare.html"

    def get_context_data(self, **kwargs):
        """Add the communes; 403 for one outside the scope, 404 for one that is none of ours."""
        codes = list(dict.fromkeys(self.request.GET.getlist("xa")))[: compare.MOST]
        for code in codes:
            self.require(code)
        if len(codes) < compare.FEWEST:
            return super().get_context_data(
                **pages.shell("communes", self.scope),
                back_url=self.links.to("communes"),
                **kwargs,
            )
        scope = Scope(frozenset(codes))
        which = {"period": self.period, "asked": self.asked}
        found = {row.code: row for row in queries.commune_rows(scope=scope, **which)}
        if not found.keys() >= set(codes):
            raise Http404
        months = Which(scope, self.asked, by=("commune", "month"))
        return super().get_context_data(
            **pages.shell("communes", self.scope),
            **compare.compare_context(
                [found[code] for code in codes],
                self.scope,
                self.links,
                months=sales_by(months, self.period.year),
                freshness=self.freshness,
                **which,
            ),
            **kwargs,
        )


class CommuneView(OfficialMixin, TemplateView):
    """One commune beside the mean of all."""

    template_name = "stats/commune.html"
    own_words = commune.OWN_WORDS

    def get_context_data(self, code: str, **kwargs):
        """Add the figures of the commune; 404 for a code that is none of ours."""
        self.require(code)
        return super().get_context_data(
            **pages.shell("communes", self.scope),
            **self.kept(lambda: self.figures(code), code),
            **pages.around(self.scope, self.freshness, self.links, table="thang", commune=code),
            **kwargs,
        )

    def figures(self, code: str) -> dict:
        """Return what the cells say of a commune; 404 for a code that is none of ours."""
        which = {"period": self.period, "asked": self.asked}
        page = queries.commune_page(commune_code=code, scope=self.scope, **which)
        if page is None:
            raise Http404
        listed = sellers.sellers_of_commune(commune_code=code, **which)
        return commune.commune_context(page, listed, self.scope, self.own_links)
