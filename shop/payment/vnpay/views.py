"""The pages around a visit to VNPAY, and the address of its notices."""

from django.contrib import messages as page_messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts.addresses import client_ip
from common.errors import BusinessRuleError
from shop.checkout.session import knows_order
from shop.order.views import visible_order
from shop.payment.gateways import ForgedNotice
from shop.payment.vnpay import gateway, ipn, results


@method_decorator(never_cache, name="dispatch")
class GoView(View):
    """Go to VNPAY and pay."""

    def get(self, request, number):
        """Lead to VNPAY with the try that is open; without one, back to the order."""
        order, key = visible_order(request, number, request.GET.get("k", ""))
        attempt = gateway.open_attempt(order)
        if attempt is None:
            return redirect(_order_url(order, key))
        back = request.build_absolute_uri(reverse("payment:vnpay-result"))
        url = gateway.address_of(attempt, ip=client_ip(request), return_url=back)
        context = {"order": order, "amount_vnd": attempt.amount_vnd, "url": url,
                   "order_url": _order_url(order, key)}  # fmt: skip
        return render(request, "payment/vnpay_leave.html", context)

    def post(self, request, number):
        """Begin a try when none is open, and lead there."""
        order, key = visible_order(request, number, request.POST.get("k", ""))
        try:
            gateway.ready_attempt(order)
        except BusinessRuleError as refused:
            page_messages.error(request, refused.message)
            return redirect(_order_url(order, key))
        query = f"?k={key}" if key else ""
        return redirect(reverse("payment:vnpay", kwargs={"number": order.number}) + query)


@never_cache
@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """Show how a visit ended, as far as we know it ourselves; writes nothing."""
    try:
        shown = results.page(request)
    except ForgedNotice:
        shown = results.UNREADABLE
    order_url = reverse("orders:find")
    if shown.order is not None and _is_known(request, shown.order):
        order_url = shown.order.get_absolute_url()
    return render(request, "payment/vnpay_result.html", {"page": shown, "order_url": order_url})


@never_cache
@require_GET
def notice(request: HttpRequest) -> JsonResponse:
    """Take a notice of VNPAY (IPN); signed, so it needs neither session nor CSRF token."""
    code, words = ipn.answer(request)
    return JsonResponse({"RspCode": code, "Message": words})


def _order_url(order, key: str) -> str:
    return order.get_guest_url() if key else order.get_absolute_url()


def _is_known(request, order) -> bool:
    is_own = request.user.is_authenticated and order.user_id == request.user.pk
    return is_own or knows_order(request.session, order)
