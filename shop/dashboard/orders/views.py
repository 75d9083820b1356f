"""Oscar's order dashboard, for staff only: nobody else sees an order through it.

Oscar shows a whole order to every partner with one line in it; sellers have pages of their
own here, which show their own part.
"""

from django.http import Http404
from oscar.apps.dashboard.orders import views as core

from shop.dashboard.pages import READ_ONLY
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
    """All orders, to find and to read."""

    template_name = "dashboard/orders/list.html"
    actions = ()

    def is_csv_download(self):
        """Write no file: its cells would be raw, and the statistics have files of their own."""
        return False


class OrderStatsView(StaffOnlyMixin, core.OrderStatsView):
    """Sums over all orders."""


class OrderDetailView(StaffOnlyMixin, core.OrderDetailView):
    """The page of one order: to read, and to leave a note that stays."""

    template_name = "dashboard/orders/detail.html"
    order_actions = ("save_note",)
    line_actions = ()

    def get_order_lines(self):
        """Return the lines for staff, and none for anybody else."""
        lines = self.object.lines.select_related("seller_order", "partner")
        return lines if self.request.user.is_staff else lines.none()

    def get_context_data(self, **kwargs):
        """Add the parts of the order with their history."""
        parts = self.object.seller_orders.prefetch_related("lines", "events__actor")
        return super().get_context_data(**kwargs) | {"parts": parts.order_by("number")}

    def handle_order_action(self, request, order, action):
        """Save a note; states, stock and money move on our own pages only."""
        if action not in self.order_actions:
            return self.reload_page(error=READ_ONLY)
        return super().handle_order_action(request, order, action)

    def handle_line_action(self, request, order, action):
        """Refuse: Oscar would ship, cancel and refund lines past our services."""
        return self.reload_page(error=READ_ONLY)


class LineDetailView(StaffOnlyMixin, core.LineDetailView):
    """One line of an order."""


class ShippingAddressUpdateView(StaffOnlyMixin, core.ShippingAddressUpdateView):
    """Where an order goes: as it was written when it was placed. The page does not exist."""

    def dispatch(self, request, *args, **kwargs):
        """Answer 404 to everybody."""
        raise Http404
