"""One seller, and one seller order: what was sold, never to whom."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from common.dates import local_today
from shop.order.models import SellerOrder
from shop.partner.models import Partner
from stats import goods, orders, pages, sellers
from stats.pages import seller
from stats.period import EARLIEST, Period
from stats.scopes import Scope
from stats.views.base import OfficialMixin


def seller_in_scope(pk: int, scope: Scope) -> Partner:
    """Return a seller of the scope: at home there, or one who sold from there. ≤ 2 queries."""
    partner = get_object_or_404(Partner.objects.select_related("commune"), pk=pk)
    home = partner.commune.code if partner.commune else ""
    if scope.covers(home):
        return partner
    sold = SellerOrder.objects.filter(partner=partner, commune_code__in=scope.commune_codes)
    if not sold.exists():
        raise Http404
    return partner


class SellerView(OfficialMixin, TemplateView):
    """One seller: its figures, its goods, its newest orders."""

    template_name = "stats/seller.html"

    def get_context_data(self, pk: int, **kwargs):
        """Add what the seller sold from the communes of the scope."""
        partner = seller_in_scope(pk, self.scope)
        period = self.period
        of_seller = {"scope": self.scope, "partner_id": partner.pk}
        ever = Period(EARLIEST, max(local_today(), period.last))
        listed = goods.goods_of(**of_seller)
        return super().get_context_data(
            **pages.shell("communes", self.scope),
            **seller.seller_context(
                partner,
                self.scope,
                self.links,
                period=period,
                **self.kept(lambda: self.sold(partner.pk), partner.pk),
                goods=list(listed[: goods.PER_PAGE]),
                stocked=goods.stocked(listed),
                newest=orders.page_of_orders(orders.Wanted(ever, measure="placed", **of_seller)),
                freshness=self.freshness,
            ),
            **kwargs,
        )

    def sold(self, pk: int) -> dict:
        """Return what the cells of a seller say, and the orders of days that no cell has."""
        period, of_seller = self.period, {"scope": self.scope, "partner_id": pk}
        return {
            "sales": orders.cell_of(orders.Wanted(period, **of_seller)),
            "months": orders.months_of_seller(year=period.year, **of_seller),
            "months_before": orders.months_of_seller(year=period.year.year_before, **of_seller),
        }


class SellerOrderView(OfficialMixin, TemplateView):
    """One seller order: what was sold, never to whom."""

    template_name = "stats/order.html"

    def get_context_data(self, number: str, **kwargs):
        """Add the order, its goods and its steps."""
        order = get_object_or_404(SellerOrder.objects.select_related("partner"), number=number)
        if not self.scope.covers(order.commune_code):
            raise Http404
        return super().get_context_data(
            **pages.shell("communes", self.scope),
            **seller.order_context(order, self.scope),
            lines=sellers.lines_of(order),
            steps=sellers.steps_of(order),
            **kwargs,
        )
