"""Who may open the seller's pages: people who act for a seller, and then only for that one."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.views.generic import View

from catalogue.models import Product
from sellers.helping import acting
from sellers.helping.masking import masked
from sellers.models import HelperGrant, Membership
from sellers.queries import membership_of
from sellers.team import rules
from shop.order.models import SellerOrder


class SellerRequiredMixin(LoginRequiredMixin):
    """Give the view ``self.seller``; send people without a shop to its registration.

    What a role of the team may open stands in ``sellers.team.rules``. For a helper it is the
    household that ``self.helping`` is the consent of, and only on pages that
    ``sellers.helping.middleware`` has let through.
    """

    seller = None
    member: Membership | None = None
    helping: HelperGrant | None = None

    def dispatch(self, request, *args, **kwargs):
        """Find the seller before the view runs."""
        if not request.user.is_authenticated:
            return redirect_to_login(page_of(request.get_full_path()))
        self.helping = acting.grant_of(request)
        if self.helping:
            if not hasattr(request, "helping_rule"):
                raise PermissionDenied
            self.seller = self.helping.seller
            return super().dispatch(request, *args, **kwargs)
        self.member = membership_of(request.user)
        if self.member is None:
            return redirect("sellers:register")
        self.seller = self.member.seller
        if not rules.may_open(self.member.role, request.resolver_match.view_name):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def shown(self, page):
        """Return what a page shows: to a helper without the phones of buyers."""
        return masked(page) if self.helping else page

    def own_listing(self, pk: int) -> Product:
        """Return a listing of this seller; any other does not exist."""
        listing = Product.objects.of_partner(self.seller.partner).filter(pk=pk).first()
        if listing is None:
            raise Http404
        return listing

    def own_order(self, number: str) -> SellerOrder:
        """Return a seller order of this seller; any other does not exist."""
        order = SellerOrder.objects.of_partner(self.seller.partner).filter(number=number).first()
        if order is None:
            raise Http404
        return order


def page_of(path: str) -> str:
    """Return the address, or the nearest one above it when it only takes what a form sends.

    Somebody whose session ran out comes back to a page, never to the address of a button.
    """
    while True:
        try:
            view = resolve(path.partition("?")[0]).func
        except Resolver404:
            view = None
        if view and "get" in getattr(view, "view_class", View).http_method_names:
            return path
        path = path.partition("?")[0].rstrip("/").rpartition("/")[0] + "/"
