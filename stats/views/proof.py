"""Do the figures equal the orders."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.generic import TemplateView

from stats import pages, proof
from stats.views.base import OfficialMixin


class ProofView(OfficialMixin, TemplateView):
    """Do the figures equal the orders; the button compares now."""

    template_name = "stats/proof.html"
    needs_whole = True

    def get_context_data(self, **kwargs):
        """Add the last comparisons."""
        return super().get_context_data(
            **pages.shell("proof", self.scope), **pages.proof_context(), **kwargs
        )

    def post(self, request):
        """Compare everything and come back."""
        outcome = proof.check_stats()
        if outcome.ok:
            messages.success(request, "Đã đối soát xong. Số liệu khớp với đơn hàng.")
        else:
            messages.warning(
                request,
                f"Có {outcome.differences} ô lệch. Máy đang tính lại các ô này."
                " Bấm đối soát lần nữa để xem kết quả.",
            )
        return redirect("stats:proof")
