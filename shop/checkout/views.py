"""The one page of the checkout."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.views import View

from places.queries import communes_for_select
from shop.basket import changes
from shop.basket.parcels import basket_page
from shop.checkout.forms import CheckoutForm
from shop.checkout.session import LAST_ORDER, basket_key, order_of_key, remember_order
from shop.order.models import Order, ShippingAddress
from shop.order.placing import (
    BasketNotOpen,
    LinesUnavailable,
    OrderTooLarge,
    TotalChanged,
    fresh_basket,
    place_order,
)
from shop.shipping.methods import PerSellerDelivery

MAX_TOTAL_DIGITS = 12


class IndexView(View):
    """Show the checkout; place the order."""

    def get(self, request):
        """Show the form with what is known of the shopper."""
        if request.basket.is_empty:
            return redirect("basket:summary")
        return self._page(request, CheckoutForm(initial=known_values(request.user)))

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
        step = request.POST.get("viec")
        if step == "vua-kho":
            changes.fit_to_stock(basket=request.basket)
        if step in ("vua-kho", "chon-tinh"):
            return self._page(request, CheckoutForm(initial=typed_values(request.POST)))
        form = CheckoutForm(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        return self._place(request, form)

    def _place(self, request, form):
        try:
            order = place_order(
                basket=request.basket,
                customer=form.customer(),
                user=request.user if request.user.is_authenticated else None,
                shown_total_vnd=shown_total(request.POST.get("shown_total", "")),
                payment_method=form.cleaned_data["payment"],
            )
        except (OrderTooLarge, TotalChanged) as problem:
            return self._page(request, form, problem=problem.message)
        except LinesUnavailable as problem:
            return self._page(request, form, problem="" if problem.issues else problem.message)
        except BasketNotOpen as problem:
            messages.warning(request, problem.message)
            return redirect("basket:summary")
        messages.success(request, f"Đã đặt hàng, mã đơn {order.number}. Người bán sẽ gọi bạn.")
        return self._to_order(request, order)

    def _to_order(self, request, order):
        remember_order(request.session, order)
        return redirect(order.get_absolute_url())

    def _page(self, request, form, *, problem=""):
        """Show the basket as it is now: another tab, or another shopper, may have changed it."""
        basket = fresh_basket(request.basket.pk, request.user)
        if basket.is_empty:
            return redirect("basket:summary")
        method = PerSellerDelivery(Destination(form.chosen_province()))
        page = basket_page(basket, method, editable=False)
        note = page.parcels[0].day_label or "Ngày nhận hiện khi bạn chọn tỉnh."
        if len(page.parcels) > 1:
            note = f"{len(page.parcels)} kiện, mỗi người bán gửi một kiện riêng"
        context = {
            "form": form,
            "page": page,
            "problem": problem,
            "basket_key": basket_key(basket),
            "delivery_notes": {"door": note},
            "payment_notes": {"cod": "Xem hàng rồi trả tiền cho người giao, từng kiện một."},
        }
        return render(request, "checkout/checkout.html", context)


class Destination:
    """As much of an address as the fees need."""

    def __init__(self, province) -> None:
        self.province = province


class CommunesView(View):
    """The communes of a province as ``<option>`` elements."""

    def get(self, request):
        """Return an empty fragment for an unknown province."""
        rows = communes_for_select(request.GET.get("tinh", "")[:2])
        options = format_html_join(
            "\n", '<option value="{}">{}</option>', ((row.code, row.label) for row in rows)
        )
        return HttpResponse(options)


class ThankYouView(View):
    """Oscar's page after an order: our order page says more."""

    def get(self, request, *args, **kwargs):
        """Lead to the last order of this browser."""
        order = Order.objects.filter(pk=request.session.get(LAST_ORDER)).first()
        return redirect(order.get_absolute_url() if order else "orders:find")


def known_values(user) -> dict:
    """Return what the form can start with: the account and its last order's address."""
    values = {"delivery": "door", "payment": "cod"}
    if not user.is_authenticated:
        return values
    values |= {"phone": user.phone, "name": user.full_name}
    address = (
        ShippingAddress.objects.filter(order__user=user, commune__isnull=False)
        .select_related("commune", "province")
        .order_by("-pk")
        .first()
    )
    if address:
        values |= {
            "name": address.first_name,
            "province": address.province.code,
            "commune": address.commune.code,
            "line1": address.line1,
        }
    return values


def typed_values(data) -> dict:
    """Return what was typed, to show again without complaints."""
    names = CheckoutForm.base_fields
    return {"delivery": "door", "payment": "cod"} | {k: data[k] for k in names if k in data}


def shown_total(text: str) -> int:
    """Return the total that the shopper saw; anything unreadable is a total of none."""
    if text.isascii() and text.isdecimal() and len(text) <= MAX_TOTAL_DIGITS:
        return int(text)
    return 0
