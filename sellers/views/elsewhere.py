"""One product on other floors: where it is offered, what was sold there."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import FormView

from catalogue.models import Product
from common.errors import BusinessRuleError
from common.numbers import format_number
from sellers.floor_forms import FloorSaleForm
from sellers.floors import selling
from sellers.floors.known import FLOORS
from sellers.floors.queries import elsewhere
from sellers.gates import SellerRequiredMixin


class ElsewhereView(SellerRequiredMixin, FormView):
    """Show the floors; note that one was told, left, or sold something."""

    template_name = "sellers/elsewhere.html"
    form_class = FloorSaleForm

    @cached_property
    def listing(self) -> Product:
        """Return the listing when it is this seller's."""
        return self.own_listing(self.kwargs["pk"])

    def get_initial(self):
        """Number the sale that may be sent from this page."""
        return {"reference": f"{selling.BY_HAND}{uuid4().hex[:20]}"}

    def get_context_data(self, **kwargs):
        """Add where the product stands."""
        return super().get_context_data(
            listing=self.listing, elsewhere=elsewhere(self.listing), **kwargs
        )

    def post(self, request, *args, **kwargs):
        """Do what the pressed button says; a sale is a form."""
        doing = request.POST.get("viec", "")
        if doing in ("dang", "thoi"):
            return self._listed(doing, request.POST.get("san", ""))
        if doing in ("huy", "tru", "xong"):
            return self._settled(doing, request.POST.get("lan", ""))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """Take the units out of stock."""
        data = form.cleaned_data
        try:
            sale = selling.record_sale(
                product=self.listing,
                floor=data["floor"],
                reference=data["reference"],
                quantity=data["quantity"],
                actor=self.request.user,
            )
        except BusinessRuleError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        if sale.reversed_at:
            words = "Lần ghi này đã hủy, kho không đổi. Bán thêm lần nữa thì bạn ghi lại."
            messages.warning(self.request, words)
        elif sale.is_case:
            messages.warning(self.request, "Kho không đủ. Xem việc cần làm ở dưới.")
        else:
            messages.success(self.request, f"Đã trừ {format_number(sale.taken)} khỏi kho.")
        return self._again()

    def _listed(self, doing: str, floor: str):
        if floor not in FLOORS:
            raise Http404
        act = selling.tell if doing == "dang" else selling.leave
        act(product=self.listing, floor=floor)
        words = "đang bán" if doing == "dang" else "thôi bán"
        messages.success(self.request, f"Đã ghi: {words} ở {FLOORS[floor]}.")
        return self._again()

    def _settled(self, doing: str, number: str):
        pk = int(number) if number.isdecimal() and len(number) < 19 else 0
        sale = get_object_or_404(self.listing.sold_elsewhere, pk=pk)
        if doing == "huy":
            self._reversed(sale)
            return self._again()
        left = selling.settle(sale=sale, from_stock=doing == "tru", actor=self.request.user)
        if left:
            words = f"Kho còn thiếu {format_number(left)}. Thêm hàng vào kho rồi bấm lại."
            messages.warning(self.request, words)
        else:
            messages.success(self.request, "Đã ghi là xong.")
        return self._again()

    def _reversed(self, sale) -> None:
        back = selling.reverse_sale(sale=sale, actor=self.request.user)
        if back:
            messages.success(self.request, f"Đã trả {format_number(back)} vào kho.")
        elif back == 0:
            messages.success(self.request, "Đã ghi là hủy. Kho không đổi.")

    def _again(self):
        return redirect("sellers:elsewhere", pk=self.listing.pk)
