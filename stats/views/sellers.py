"""One seller, and one seller order: what was sold, never to whom."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from shop.order.models import SellerOrder
from shop.partner.models import Partner
from stats import pages, queries, sellers
from stats.views.base import OfficialMixin

_ORDERS_PER_PAGE = 50


class SellerView(OfficialMixin, TemplateView):
    """One seller and its orders."""

    template_name = "stats/seller.html"

    def get_context_data(self, pk: int, **kwargs):
        """Add the seller's orders of the scope, newest first."""
        partner = get_object_or_404(Partner.objects.select_related("commune"), pk=pk)
        orders = sellers.orders_of_seller(partner=partner)
        if not self.scope.is_whole:
            orders = orders.filter(commune_code__in=self.scope.commune_codes)
            home = partner.commune.code if partner.commune else ""
            if not self.scope.covers(home) and not orders.exists():
                raise Http404
        paginator = Paginator(orders, _ORDERS_PER_PAGE)
        return super().get_context_data(
            **pages.shell("summary", self.scope),
            **pages.seller_context(partner),
            page_obj=paginator.get_page(self.request.GET.get("trang")),
            freshness=queries.freshness(),
            **kwargs,
        )


class SellerOrderView(OfficialMixin, TemplateView):
    """One seller order: what was sold, never to whom."""

    template_name = "stats/order.html"

    def get_context_data(self, number: str, **kwargs):
        """Add the order, its goods and its steps."""
        order = get_object_or_404(SellerOrder.objects.select_related("partner"), number=number)
        if not self.scope.covers(order.commune_code):
            raise Http404
        return super().get_context_data(
            **pages.shell("summary", self.scope),
            **pages.order_context(order),
            lines=sellers.lines_of(order),
            steps=sellers.steps_of(order),
            **kwargs,
        )
