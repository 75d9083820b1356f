"""The shopper's pages of an order: find it, follow it, pay, answer, call it off, return it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.views import View

from common.errors import BusinessRuleError
from shop.basket.again import buy_again
from shop.checkout.session import knows_order
from shop.order import proposals
from shop.order.forms import FindOrderForm, ReturnForm
from shop.order.models import Order, Proposal, SellerOrder
from shop.order.moves import MoveNotAllowed, TooLateToCancel, cancel_by_shopper
from shop.order.tracking import order_page
from shop.payment import claims

MAX_ID_DIGITS = 18


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
        return private(render(request, "orders/order.html", context))


class ReceiptView(View):
    """The receipt as a sheet to print."""

    def get(self, request, number):
        """Show it; masked like the order itself."""
        order, key = visible_order(request, number, request.GET.get("k", ""))
        context = {"page": order_page(order, is_masked=bool(key)), "key": key}
        return private(render(request, "orders/receipt_sheet.html", context))


class AgainView(View):
    """Put the goods of an order into the basket once more."""

    http_method_names = ["post"]

    def post(self, request, number):
        """Fill the basket, tell what is not there any more, and go to the basket."""
        order, _ = visible_order(request, number, request.POST.get("k", ""))
        done = buy_again(basket=request.basket, order=order)
        for words in done.told:
            messages.warning(request, words)
        if done.added:
            messages.success(request, f"Đã cho {done.added} món vào giỏ. Giá tính theo hôm nay.")
        elif not done.told:
            messages.info(request, "Các món của đơn này đã có trong giỏ.")
        return redirect("basket:summary")


class CancelView(View):
    """Call off one parcel."""

    http_method_names = ["post"]

    def post(self, request, number, part):
        """Cancel it if it is not packed yet, and go back to the order."""
        order, key, seller_order = visible_part(request, number, part)
        try:
            cancel_by_shopper(seller_order=seller_order, actor=who(request))
        except MoveNotAllowed:
            done = "Người đón đã chốt khách" if seller_order.tour_on else "Kiện này đã gói xong"
            messages.error(request, f"{done} nên không hủy được. Bạn gọi người bán.")
        except TooLateToCancel as refused:
            messages.error(request, refused.message)
        else:
            what = "chuyến với" if seller_order.tour_on else "kiện của"
            messages.success(request, f"Đã hủy {what} {seller_order.seller_name}.")
        return back_to(order, key)


class AnswerView(View):
    """Agree to what a seller offers, or not."""

    http_method_names = ["post"]

    def post(self, request, number, part):
        """Write the answer down once, and go back to the order."""
        order, key, seller_order = visible_part(request, number, part)
        offers = seller_order.proposals.exclude(kind=Proposal.Kind.RETURN)
        asked = request.POST.get("de-nghi", "")
        is_id = asked.isascii() and asked.isdigit() and len(asked) <= MAX_ID_DIGITS
        proposal = get_object_or_404(offers, pk=int(asked) if is_id else 0)
        try:
            messages.success(request, answer(proposal, request.POST.get("y"), who(request)))
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        return back_to(order, key)


class ClaimView(View):
    """Say that the transfer is sent."""

    http_method_names = ["post"]

    def post(self, request, number, part):
        """Note it, and say what happens next."""
        order, key, seller_order = visible_part(request, number, part)
        try:
            claims.claim_paid(seller_order=seller_order, actor=who(request))
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Đã báo người bán. Người bán xem tài khoản rồi nhận đơn.")
        return back_to(order, key)


class ReturnView(View):
    """Ask the seller to take the goods back: on a page of its own, with a reason."""

    def get(self, request, number, part):
        """Ask for the reason."""
        order, key, seller_order = visible_part(request, number, part)
        if not proposals.may_ask_return(seller_order):
            why = proposals.NothingToReturn if seller_order.tour_on else proposals.TooLateToReturn
            messages.error(request, why.message)
            return back_to(order, key)
        return self._show(request, order, key, seller_order, ReturnForm())

    def post(self, request, number, part):
        """Send the wish to the seller."""
        order, key, seller_order = visible_part(request, number, part)
        form = ReturnForm(request.POST)
        if not form.is_valid():
            return self._show(request, order, key, seller_order, form)
        try:
            proposals.ask_return(
                part=seller_order, reason=form.cleaned_data["reason"], actor=who(request)
            )
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Đã gửi người bán. Người bán gọi bạn để hẹn trả hàng.")
        return back_to(order, key)

    def _show(self, request, order, key, seller_order, form):
        context = {"order": order, "part": seller_order, "key": key, "form": form}
        return private(render(request, "orders/return.html", context))


def answer(proposal: Proposal, words: str | None, actor) -> str:
    """Do what the tapped button says; return what to tell. Raises ``BusinessRuleError``."""
    if words == "dong-y":
        proposals.accept(proposal, actor=actor)
        return "Đã báo người bán là bạn đồng ý."
    if words == "huy":
        proposals.decline(proposal, actor=actor, cancel=True)
        return "Đã hủy kiện này và báo người bán."
    if words == "giu":
        proposals.decline(proposal, actor=actor)
        return "Đã báo người bán là bạn chờ giao đủ."
    raise BusinessRuleError("Bạn bấm một trong các nút trả lời.")


def who(request):
    """Return the person, or None for a guest."""
    return request.user if request.user.is_authenticated else None


def back_to(order: Order, key: str):
    """Lead back to the order, with the secret when it was opened by it."""
    return redirect(order.get_guest_url() if key else order.get_absolute_url())


def private(response):
    """Keep a page with a secret in its address out of shared memories."""
    response["Cache-Control"] = "private, no-store"
    return response


def visible_part(request, number: str, part: str) -> tuple[Order, str, SellerOrder]:
    """Return the order, its key and one of its parts. Raises ``Http404``."""
    key = request.POST.get("k", "") or request.GET.get("k", "")
    order, key = visible_order(request, number, key)
    return order, key, get_object_or_404(order.seller_orders, number=part)


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
