"""The rows behind a figure: orders and goods."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404
from django.views.generic import TemplateView

from places.models import Commune
from stats import goods, orders, pages, queries
from stats.models import Cut
from stats.orders import Mark, Wanted
from stats.pages import goods as goods_page
from stats.pages import orders as orders_page
from stats.scopes import Scope
from stats.views.base import OfficialMixin
from stats.views.places import one_commune
from stats.views.sellers import seller_in_scope

_LONGEST_ID = 18


class OrdersView(OfficialMixin, TemplateView):
    """The orders of a commune or a seller that make a figure; else which commune to list."""

    template_name = "stats/orders.html"
    own_words = orders_page.OWN_WORDS

    def get_context_data(self, **kwargs):
        """Add one page of orders, or the communes to choose from."""
        of = self._of()
        wanted = self._wanted(of)
        return super().get_context_data(
            **pages.shell("communes", self.scope),
            **(self._list(of, wanted) if of.name else self._choice(wanted)),
            **kwargs,
        )

    def _list(self, of: orders_page.Of, wanted: Wanted) -> dict:
        asked = self.request.GET
        after, before = _mark(asked.get("sau", "")), _mark(asked.get("truoc", ""))
        number = _number(asked.get("trang", "")) or 1
        sales = orders.cell_of(wanted)
        return orders_page.list_context(
            wanted,
            of,
            sales,
            orders.page_of_orders(wanted, after=after, before=None if after else before),
            self.scope,
            self.own_links,
            number=number if after or before else 1,
            freshness=queries.freshness(),
        )

    def _choice(self, wanted: Wanted) -> dict:
        return orders_page.choice_context(
            wanted,
            orders.cells_by_commune(wanted),
            orders.cell_of(wanted),
            self.scope,
            self.own_links,
            freshness=queries.freshness(),
        )

    def _of(self) -> orders_page.Of:
        asked = self.request.GET
        code, seller = asked.get("xa", ""), asked.get("ban", "")
        codes = self.scope.commune_codes
        if not code and not seller and codes and len(codes) == 1:
            code = next(iter(codes))
        partner = None
        if code:
            one_commune(code, self.scope)
        if seller:
            pk = _number(seller)
            if pk is None:
                raise Http404
            partner = seller_in_scope(pk, self.scope)
        return orders_page.Of(code, title_of(code), partner)

    def _wanted(self, of: orders_page.Of) -> Wanted:
        asked = self.request.GET
        word = next((word for word in orders_page.CUT_WORDS if asked.get(word)), "")
        value = asked.get(word, "")[:20] if word else ""
        return Wanted(
            period=self.period,
            scope=Scope(frozenset({of.code})) if of.code else self.scope,
            asked=self.asked,
            measure=orders.MEASURES.get(asked.get("so", ""), "completed"),
            partner_id=of.partner.pk if of.partner else None,
            cut=orders_page.CUT_WORDS.get(word, Cut.NONE),
            value="" if value == orders_page.NO_PLACE else value,
        )


class GoodsView(OfficialMixin, TemplateView):
    """The goods that make an inventory figure."""

    template_name = "stats/goods.html"
    own_words = goods_page.OWN_WORDS

    def get_context_data(self, **kwargs):
        """Add one page of goods."""
        code = self.request.GET.get("xa", "")
        scope = one_commune(code, self.scope) if code else self.scope
        only = self.request.GET.get("loc", "")
        only = only if only in goods.ONLY else ""
        rows = goods.goods_of(scope=scope, asked=self.asked, only=only)
        shown = Paginator(rows, goods.PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            **pages.shell("communes", self.scope),
            **goods_page.goods_context(
                shown,
                only,
                (code, title_of(code)),
                self.scope,
                self.own_links,
                period=self.period,
                asked=self.asked,
                freshness=queries.freshness(),
            ),
            **kwargs,
        )


def title_of(code: str) -> str:
    """Return the name of a commune for a heading, its code when it is not known. 1 query."""
    if not code:
        return ""
    commune = Commune.objects.filter(code=code).first()
    return commune.title if commune else f"Mã xã {code[:8]}"


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return int(text) if is_number else None


def _mark(text: str) -> Mark | None:
    day, _, pk = text.partition(".")
    number = _number(pk)
    try:
        return Mark(datetime.strptime(day, "%Y%m%d").date(), number) if number else None  # noqa: DTZ007
    except ValueError:
        return None
