"""The packing sheet and the labels of parcels, of the own seller only."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from common.errors import BusinessRuleError
from sellers import labels, packing
from sellers.gates import SellerRequiredMixin
from shop.order.models import SellerOrder


@method_decorator(never_cache, name="dispatch")
class PackingView(SellerRequiredMixin, View):
    """Everything to pack, to print and tick off."""

    def get(self, request):
        """Show the sheet."""
        sheet = self.shown(packing.packing_list(self.seller.partner))
        return render(request, "sellers/packing.html", {"sheet": sheet, "seller": self.seller})


@method_decorator(never_cache, name="dispatch")
class LabelsView(SellerRequiredMixin, View):
    """The labels of all parcels that wait to be packed."""

    def get(self, request):
        """Give the file."""
        try:
            return _file(labels.labels_pdf(packing.to_pack(self.seller.partner)), "nhan-gui-hang")
        except BusinessRuleError:
            messages.error(request, "Chưa có đơn nào cần gói.")
            return redirect("sellers:packing")


@method_decorator(never_cache, name="dispatch")
class LabelView(SellerRequiredMixin, View):
    """The label of one parcel."""

    def get(self, request, number):
        """Give the file."""
        own = SellerOrder.objects.filter(pk=self.own_order(number).pk)
        try:
            return _file(labels.labels_pdf(own), f"nhan-{number}")
        except BusinessRuleError:
            raise Http404 from None


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
