"""Oscar's order dashboard, for staff only: nobody else sees an order through it.

Oscar shows a whole order to every partner with one line in it; sellers have pages of their
own here, which show their own part.
"""

from django.http import Http404
from oscar.apps.dashboard.orders import views as core

from shop.order.models import Order


def queryset_orders_for_user(user):
    """Return all orders for staff and none for anybody else."""
    orders = Order._default_manager.select_related(
        "billing_address__country", "shipping_address__country", "user"
    ).prefetch_related("lines", "status_changes")
    return orders if user.is_staff else orders.none()


def get_order_for_user_or_404(user, number):
    """Return an order for staff. Raises ``Http404`` for anybody else."""
    order = queryset_orders_for_user(user).filter(number=number).first()
    if order is None:
        raise Http404
    return order


class StaffOnlyMixin:
    """A page that does not exist for anybody but staff, whatever permissions they hold."""

    def dispatch(self, request, *args, **kwargs):
        """Answer 404 before anything of an order is read."""
        if not request.user.is_staff:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class OrderListView(StaffOnlyMixin, core.OrderListView):
    """All orders."""


class OrderStatsView(StaffOnlyMixin, core.OrderStatsView):
    """Sums over all orders."""


class OrderDetailView(StaffOnlyMixin, core.OrderDetailView):
    """The page of one order."""

    def get_order_lines(self):
        """Return the lines for staff, and none for anybody else."""
        lines = self.object.lines.select_related("seller_order", "partner")
        return lines if self.request.user.is_staff else lines.none()


class LineDetailView(StaffOnlyMixin, core.LineDetailView):
    """One line of an order."""


class ShippingAddressUpdateView(StaffOnlyMixin, core.ShippingAddressUpdateView):
    """Where an order goes."""
