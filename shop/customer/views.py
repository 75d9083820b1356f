"""The shopper's own orders."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from shop.order.models import Order
from shop.order.tracking import orders_of_user


class OrderHistoryView(View):
    """The list of a shopper's orders."""

    def get(self, request):
        """Show the newest orders first."""
        context = {"orders": orders_of_user(request.user)}
        return render(request, "orders/own_orders.html", context)


class OrderDetailView(View):
    """Oscar's page of one order: ours has an address of its own."""

    def get(self, request, order_number):
        """Lead to the order page, for the shopper's own orders only."""
        order = get_object_or_404(Order, number=order_number, user=request.user)
        return redirect(order.get_absolute_url())
