"""The shopper's pages of an order: find it, follow it, call it off."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.views import View

from shop.checkout.session import knows_order
from shop.order.forms import FindOrderForm
from shop.order.models import Order
from shop.order.moves import MoveNotAllowed, cancel_by_shopper
from shop.order.tracking import order_page


class FindOrderView(View):
    """Find an order by its number and phone."""

    def get(self, request):
        """Show the form."""
        return render(request, "orders/find.html", {"form": FindOrderForm()})

    def post(self, request):
        """Lead to the order, or say what to check."""
        form = FindOrderForm(request.POST)
        if not form.is_valid():
            return render(request, "orders/find.html", {"form": form})
        return redirect(form.order.get_guest_url())


class OrderView(View):
    """Follow an order."""

    def get(self, request, number):
        """Show where each parcel is."""
        order, key = visible_order(request, number, request.GET.get("k", ""))
        context = {"page": order_page(order, is_masked=bool(key)), "key": key}
        response = render(request, "orders/order.html", context)
        response["Cache-Control"] = "private, no-store"
        return response


class CancelView(View):
    """Call off one parcel."""

    http_method_names = ["post"]

    def post(self, request, number, part):
        """Cancel it if it is not packed yet, and go back to the order."""
        order, key = visible_order(request, number, request.POST.get("k", ""))
        seller_order = get_object_or_404(order.seller_orders, number=part)
        actor = request.user if request.user.is_authenticated else None
        try:
            cancel_by_shopper(seller_order=seller_order, actor=actor)
        except MoveNotAllowed:
            messages.error(request, "Kiện này đã gói xong nên không hủy được. Bạn gọi người bán.")
        else:
            messages.success(request, f"Đã hủy kiện của {seller_order.seller_name}.")
        return redirect(order.get_guest_url() if key else order.get_absolute_url())


def visible_order(request, number: str, key: str) -> tuple[Order, str]:
    """Return the order and the key it was opened with; empty for its owner. Raises ``Http404``.

    The owner is who placed it, signed in or in this browser; the holder of its secret link
    sees it with name and phone masked. For everybody else it does not exist.
    """
    orders = Order.objects.select_related("shipping_address__commune", "shipping_address__province")
    order = orders.filter(number=number).first()
    if order is None:
        raise Http404
    is_own = request.user.is_authenticated and order.user_id == request.user.pk
    if is_own or knows_order(request.session, order):
        return order, ""
    if key and constant_time_compare(key, order.token):
        return order, key
    raise Http404
