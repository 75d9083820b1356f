"""The shop on other floors: its goods there, and lists of orders that those floors give."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView, TemplateView, View

from common.errors import BusinessRuleError
from sellers.floor_forms import FloorSaleFileForm
from sellers.floors import sale_files, sending
from sellers.floors.sale_words import cases, entered, look_ahead, recent
from sellers.floors.standing import listings_on_floors, sendable
from sellers.gates import SellerRequiredMixin
from sellers.models import FloorSaleFile


class FloorsView(SellerRequiredMixin, FormView):
    """Show what is to do on other floors; a list of orders is handed in here."""

    template_name = "sellers/floors.html"
    form_class = FloorSaleFileForm

    def get_context_data(self, **kwargs):
        """Add what waits and the newest lists."""
        partner = self.seller.partner
        return super().get_context_data(
            cases=cases(sale_files.open_cases(partner)),
            files=recent(partner),
            page_obj=listings_on_floors(partner, self.request.GET.get("trang")),
            sendable=sendable(),
            **kwargs,
        )

    def form_valid(self, form):
        """Keep the rows and show what they would do; no stock is touched yet."""
        try:
            run = sale_files.upload(
                partner=self.seller.partner,
                floor=form.cleaned_data["floor"],
                content=form.cleaned_data["file"],
                by=self.request.user,
            )
        except BusinessRuleError as refused:
            form.add_error("file", refused.message)
            return self.form_invalid(form)
        return redirect("sellers:floor-sales", run.pk)


class FloorFileView(SellerRequiredMixin, View):
    """The table of the whole shop for one floor; what it holds is noted as sent."""

    http_method_names = ["post", "options"]

    def post(self, request, floor: str):
        """Send it."""
        if floor not in dict(sendable()):
            raise Http404
        partner = self.seller.partner
        file = sending.make_file(partner=partner, floor=floor)
        answer = HttpResponse(file.text, content_type=file.content_type)
        answer["Content-Disposition"] = f'attachment; filename="{partner.code}-{floor}.csv"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class FloorSalesView(SellerRequiredMixin, TemplateView):
    """What one list of orders would do, or did; the button enters it."""

    template_name = "sellers/floor_sales.html"

    def _run(self) -> FloorSaleFile:
        pk = self.kwargs["pk"]
        if pk >= 2**63:
            raise Http404
        return get_object_or_404(
            FloorSaleFile.objects.select_related("partner"), partner=self.seller.partner, pk=pk
        )

    def get_context_data(self, **kwargs):
        """Add the rows in words, or what became of them."""
        run = self._run()
        words = entered(run) if run.applied_at else look_ahead(run)
        return super().get_context_data(**words, **kwargs)

    def post(self, request, pk: int):
        """Enter the list; rows that ask first are entered with a tick."""
        ticked = frozenset(
            int(number)
            for number in request.POST.getlist("dong")
            if number.isdecimal() and len(number) < 10
        )
        try:
            sale_files.apply(run=self._run(), ticked=ticked, by=request.user)
        except BusinessRuleError as refused:
            messages.info(request, refused.message)
        else:
            messages.success(request, "Đã nhập xong.")
        return redirect("sellers:floor-sales", pk)
