"""The owner asks for a file of all own data, and takes it away."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from common.dates import local_date
from common.errors import BusinessRuleError
from sellers.gates import SellerRequiredMixin
from sellers.own_data import exporting

ROWS = 5


@method_decorator(never_cache, name="dispatch")
class OwnDataView(SellerRequiredMixin, View):
    """What is in the file, the files there are, a button for another."""

    def get(self, request):
        """Show the files."""
        rows = [(one, exporting.file_of(one)) for one in self.seller.data_exports.all()[:ROWS]]
        return render(request, "sellers/own_data.html", {"rows": rows})

    def post(self, request):
        """Queue another."""
        try:
            exporting.ask(seller=self.seller, actor=request.user)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Đang gom dữ liệu. Xong sẽ nhắn tin cho bà con.")
        return redirect("sellers:own-data")


@method_decorator(never_cache, name="dispatch")
class DownloadView(SellerRequiredMixin, View):
    """Send a file to the owner; each time is written down."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Send it while its days last."""
        export = self.seller.data_exports.select_related("seller").filter(pk=pk).first()
        path = exporting.file_of(export) if export else None
        if path is None:
            raise Http404
        exporting.note_download(export=export, actor=request.user)
        name = f"{self.seller.partner.code}-{local_date(export.ready_at):%Y-%m-%d}.zip"
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
        )
