"""The trader's own page of a stall: one tap for a sale, taking it back, rents to pay."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.generic import View

from common.codes import bare
from common.dates import local_today
from common.errors import BusinessRuleError
from common.money import format_vnd
from markets import board_queries, linking, selling
from markets.forms import SaleForm
from markets.models import InPersonSale, StallCharge
from markets.reach import own_stalls


class OwnStallMixin:
    """Give the view ``self.stall``; a stall of somebody else does not exist."""

    def setup(self, request, *args, **kwargs):
        """Find the stall among the own ones."""
        super().setup(request, *args, **kwargs)
        rows = own_stalls(request.user).select_related("market", "trader__partner")
        self.stall = rows.filter(code=bare(kwargs["code"])).first()
        if self.stall is None:
            raise Http404


class SellView(OwnStallMixin, View):
    """``/quay/<code>/ban/``: write a sale down."""

    def get(self, request, code):
        """Ask for the amount."""
        return self._page(request, SaleForm.fresh())

    def post(self, request, code):
        """Write it down, or say what to mend with the amount kept."""
        form = SaleForm(request.POST)
        if form.is_valid():
            clean = form.cleaned_data
            try:
                sale = selling.record_sale(
                    stall=self.stall,
                    amount_vnd=clean["amount"],
                    how=clean["how"],
                    key=str(clean["key"]),
                    actor=request.user,
                )
            except BusinessRuleError as refused:
                form.add_error(None, refused.message)
            else:
                words = f"Đã ghi {format_vnd(sale.amount_vnd)}, {sale.get_how_display().lower()}."
                messages.success(request, words)
                return redirect("markets:sell", code=self.stall.code)
        return self._page(request, form)

    def _page(self, request, form):
        stall = self.stall
        context = {
            "stall": stall,
            "form": form,
            "today": board_queries.sold(stall.sales.filter(sold_on=local_today())),
            "sales": board_queries.sales_of(stall),
            "charges": board_queries.own_charges(stall),
            "can_link": stall.trader.partner_id is None and _owns_a_shop(request.user, stall),
        }
        return render(request, "markets/sell.html", context)


class UndoView(OwnStallMixin, View):
    """Take a sale of today back."""

    http_method_names = ["post"]

    def post(self, request, code, pk):
        """Write the opposite row."""
        sale = InPersonSale.objects.filter(stall=self.stall, pk=pk).first()
        if sale is None:
            raise Http404
        try:
            selling.undo(sale=sale, actor=request.user)
        except BusinessRuleError as refused:
            messages.warning(request, refused.message)
        else:
            messages.success(request, f"Đã bỏ khoản {format_vnd(sale.amount_vnd)}.")
        return redirect("markets:sell", code=self.stall.code)


class LinkView(OwnStallMixin, View):
    """Put the own shop behind the stall."""

    http_method_names = ["post"]

    def post(self, request, code):
        """Link it."""
        try:
            linking.link_shop(stall=self.stall, user=request.user)
        except BusinessRuleError as refused:
            messages.warning(request, refused.message)
        else:
            messages.success(
                request,
                (
                    "Quầy đã gắn với gian hàng. Tiền vào tài khoản gian hàng. Mã in cũ vẫn trả về "
                    "tài khoản cũ: gỡ xuống, nhờ ban quản lý in lại."
                ),
            )
        return redirect("markets:sell", code=self.stall.code)


class RentView(OwnStallMixin, View):
    """``/quay/<code>/phi/<pk>/``: the code that pays one rent."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, code, pk):
        """Show it."""
        rows = StallCharge.objects.select_related("stall__trader", "market")
        charge = rows.filter(stall=self.stall, pk=pk).first()
        if charge is None:
            raise Http404
        context = {"page": board_queries.charge_page(charge), "stall": self.stall}
        return render(request, "markets/rent.html", context)


def _owns_a_shop(user, stall) -> bool:
    """Tell whether the person behind the phone of the stall has a shop of the own."""
    if not stall.trader.phone or stall.trader.phone != user.phone:
        return False
    return user.memberships.filter(role="owner").exists()
