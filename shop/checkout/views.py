"""The one page of the checkout, and what it asks while it is being filled in."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from accounts.addresses import client_ip
from common.errors import BusinessRuleError
from places.queries import communes_for_select
from shop.basket import changes
from shop.checkout.choices import (
    all_fetched,
    chosen_deliveries,
    only_tours,
    partners_of,
    payment_options,
)
from shop.checkout.forms import CheckoutForm
from shop.checkout.page import checkout_page
from shop.checkout.places import MAX_TYPED, current_commune, search_places
from shop.checkout.session import LAST_ORDER, PROVINCE, order_of_key, remember_order
from shop.checkout.typed import changed_words, known_values, shown_total, typed_values
from shop.checkout.voucher import Typed, look, refused, typed_code
from shop.order.models import Order
from shop.order.placing import (
    BasketNotOpen,
    LinesUnavailable,
    TotalChanged,
    fresh_basket,
    place_order,
)
from shop.order.preorders import has_preorder
from shop.order.states import PREPAID
from shop.payment.gateways import gateway
from shop.programme.guessing import guarded
from shop.programme.quoting import VoucherRefused

#: Buttons that show the page again instead of placing the order.
STEPS = frozenset({"vua-kho", "chon-tinh", "tinh-phi", "tim-xa", "dung-ma", "bo-ma"})


class IndexView(View):
    """Show the checkout; place the order."""

    def get(self, request):
        """Show the form with what is known of the shopper."""
        if request.basket.is_empty:
            return redirect("basket:summary")
        return self._page(
            request, initial=known_values(request.user, request.session.get(PROVINCE, ""))
        )

    def post(self, request):
        """Place the order; a second press of the same form leads to the same order."""
        key = request.POST.get("gio", "")
        # Loading the basket first: one that another press has just taken shows up as empty.
        is_empty = request.basket.is_empty
        if order := order_of_key(key, request.user):
            return self._to_order(request, order)
        if is_empty:
            messages.warning(request, BasketNotOpen.message)
            return redirect("basket:summary")
        if step := step_of(request.POST):
            return self._step(request, step)
        form = bound_form(request.POST, request.basket)
        return self._place(request, form) if form.is_valid() else self._page(request)

    def _step(self, request, step: str):
        """Show the page again without complaints, changed by the button that was pressed."""
        if step == "vua-kho":
            changes.fit_to_stock(basket=request.basket)
        values = typed_values(request.POST)
        search = request.POST.get("tim_xa", "")[:MAX_TYPED] if step == "tim-xa" else None
        if commune := current_commune(request.POST.get("chon_xa", "")):
            values |= {"province": commune.province.code, "commune": commune.code}
        return self._page(request, initial=values, search=search)

    def _place(self, request, form):
        code = typed_code(request.POST)
        try:
            if code:
                phone = form.customer().phone
                order = guarded(request, code, phone, lambda: self._order(request, form, code))
            else:
                order = self._order(request, form)
        except VoucherRefused as problem:
            return self._page(request, problem=problem.message, voucher=refused(code, problem))
        except BasketNotOpen as problem:
            messages.warning(request, problem.message)
            return redirect("basket:summary")
        except LinesUnavailable as problem:
            return self._page(request, problem="" if problem.issues else problem.message)
        except TotalChanged as problem:
            return self._page(request, problem=changed_words(problem))
        except BusinessRuleError as problem:
            return self._page(request, problem=problem.message)
        return self._placed(request, order, gateway(form.cleaned_data["payment"]))

    def _order(self, request, form, code: str = ""):
        data = request.POST
        return place_order(
            basket=request.basket,
            customer=form.customer(),
            user=request.user if request.user.is_authenticated else None,
            shown_total_vnd=shown_total(data.get("shown_total", "")),
            shown_key=data.get("shown_key", ""),
            pay_with=form.cleaned_data["payment"],
            deliveries=chosen_deliveries(data, partners_of(request.basket)),
            voucher=code,
        )

    def _placed(self, request, order, way):
        """Lead to where the money is paid, or to the order."""
        remember_order(request.session, order)
        is_prepaid = way.METHOD in PREPAID
        is_sent = order.seller_orders.filter(tour_on=None).exists()
        then = "người bán gói hàng" if is_sent else "giữ chỗ"
        done = "Đã đặt hàng" if is_sent else "Đã đặt chỗ"
        rest = f"Bạn trả tiền để {then}." if is_prepaid else "Người bán sẽ gọi bạn."
        if order.seller_orders.before_harvest().exists():
            rest = "Hàng đặt trước có ngày gửi ở dưới, sắp gửi thì bạn nhận tin."
        messages.success(request, f"{done}, mã đơn {order.number}. {rest}")
        url = way.pay_url(order, ip=client_ip(request))
        hosts = {request.get_host(), *settings.PAYMENT_HOSTS}
        if url and url_has_allowed_host_and_scheme(url, hosts, require_https=request.is_secure()):
            return redirect(url)
        return self._to_order(request, order)

    def _to_order(self, request, order):
        remember_order(request.session, order)
        return redirect(order.get_absolute_url())

    def _page(
        self, request, *, initial=None, search=None, problem="", voucher: Typed | None = None
    ):
        """Show the basket as it is now: another tab, or another shopper, may have changed it."""
        basket = fresh_basket(request.basket.pk, request.user)
        if basket.is_empty:
            return redirect("basket:summary")
        if initial is None:
            form = bound_form(request.POST, basket)
        else:
            form = unbound_form(initial, request.POST, basket)
        chosen = chosen_deliveries(request.POST, partners_of(basket))
        voucher = voucher or look(request, basket, form)
        context = checkout_page(basket, form, chosen, voucher=voucher, search=search)
        context |= {"problem": problem}
        return render(request, "checkout/checkout.html", context, status=voucher.status)


class CommunesView(View):
    """The communes of a province as ``<option>`` elements."""

    def get(self, request):
        """Return an empty fragment for an unknown province."""
        rows = communes_for_select(request.GET.get("tinh", "")[:2])
        options = format_html_join(
            "\n", '<option value="{}">{}</option>', ((row.code, row.label) for row in rows)
        )
        return HttpResponse(options)


class PlacesView(View):
    """The communes that a typed name may mean, as the buttons that the page shows."""

    def get(self, request):
        """Return a fragment with at most ten buttons, or a sentence."""
        search = request.GET.get("q", "")[:MAX_TYPED]
        found = search_places(search, province_code=request.GET.get("tinh", "")[:2])
        return render(request, "checkout/found.html", {"search": search, "found": found})


class ThankYouView(View):
    """Oscar's page after an order: our order page says more."""

    def get(self, request, *args, **kwargs):
        """Lead to the last order of this browser."""
        order = Order.objects.filter(pk=request.session.get(LAST_ORDER)).first()
        return redirect(order.get_absolute_url() if order else "orders:find")


def step_of(data) -> str:
    """Return which step was asked for; empty when the order is to be placed.

    Enter in the search box, without a script, presses the order's button.
    """
    if data.get("chon_xa"):
        return "chon-xa"
    step = data.get("viec", "")
    if step in STEPS:
        return step
    return "tim-xa" if data.get("tim_xa", "").strip() and not data.get("commune") else ""


def bound_form(data, basket) -> CheckoutForm:
    """Return the form with what was sent, which it will check."""
    return CheckoutForm(data, **_choices(data, basket))


def unbound_form(initial: dict, data, basket) -> CheckoutForm:
    """Return the form with these values and no complaints."""
    return CheckoutForm(initial=initial, **_choices(data, basket))


def _choices(data, basket) -> dict:
    partners = partners_of(basket)
    is_fetched = all_fetched(chosen_deliveries(data, partners), basket)
    payments = payment_options(
        partners,
        is_fetched=is_fetched,
        is_preorder=has_preorder(basket),
        is_tour=only_tours(basket),
    )
    return {"payments": payments, "is_fetched": is_fetched}
