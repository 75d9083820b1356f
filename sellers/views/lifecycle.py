"""Rest, open again, close."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.generic import FormView, View

from accounts.models import OneTimeCode
from common.dates import format_date
from common.errors import BusinessRuleError
from sellers import lifecycle
from sellers.gates import SellerRequiredMixin
from sellers.lifecycle_forms import CloseForm, PauseForm
from sellers.views.owner_code import OwnerCodeView


class PauseView(SellerRequiredMixin, FormView):
    """Rest until a day."""

    form_class = PauseForm
    template_name = "sellers/pause.html"

    def form_valid(self, form):
        """Hide the goods until then."""
        day = form.cleaned_data["back_on"]
        try:
            lifecycle.pause(seller=self.seller, back_on=day, actor=self.request.user)
        except lifecycle.BadDay as refused:
            form.add_error("back_on", refused.message)
            return self.form_invalid(form)
        except BusinessRuleError as refused:
            messages.error(self.request, refused.message)
        else:
            messages.success(self.request, f"Đã tạm nghỉ, bán lại ngày {format_date(day)}.")
        return redirect("sellers:home")


class ReopenView(SellerRequiredMixin, View):
    """Open a resting shop."""

    def get(self, request):
        """Ask."""
        context = {
            "title": "Mở lại gian hàng?",
            "lead": "Hàng đã duyệt hiện ra cho người mua ngay.",
            "button": "Mở lại",
            "back_url": "/ban-hang/",
        }
        return render(request, "sellers/order_step.html", context)

    def post(self, request):
        """Show the goods."""
        try:
            lifecycle.reopen(seller=self.seller, actor=request.user)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Đã mở lại gian hàng.")
        return redirect("sellers:home")


class CloseView(OwnerCodeView):
    """Close for good, with a code of the owner's phone, when nothing is under way."""

    purpose = OneTimeCode.Purpose.CLOSE_SHOP
    template_name = "sellers/close.html"

    def form_for(self, data=None):
        """Return the empty form."""
        return CloseForm(data)

    def allow(self) -> None:
        """Send no code while something stands against it."""
        if against := lifecycle.hindrances(self.seller):
            raise lifecycle.CannotClose(against[0].words)

    def do(self, form) -> str:
        """Close."""
        lifecycle.close(seller=self.seller, actor=self.request.user)
        messages.success(self.request, "Đã đóng gian hàng.")
        return "sellers:home"

    def words(self) -> dict:
        """Add what stands against it."""
        return super().words() | {
            "against": lifecycle.hindrances(self.seller),
            "is_closed": self.seller.state == self.seller.State.CLOSED,
        }
