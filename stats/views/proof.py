"""Do the figures equal the orders."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from jobs import heartbeat
from stats import pages, proof, tasks
from stats.pages.proof import proof_context
from stats.views.base import OfficialMixin

_WORKER_IS_ALIVE = timedelta(seconds=60)


class ProofView(OfficialMixin, TemplateView):
    """Do the figures equal the orders; the button compares now."""

    template_name = "stats/proof.html"

    def get_context_data(self, **kwargs):
        """Add the last comparisons."""
        return super().get_context_data(
            **pages.shell("proof", self.scope), **proof_context(), **kwargs
        )

    def post(self, request):
        """Compare everything, by the worker where one is alive, and come back."""
        if proof_by_worker():
            messages.info(
                request, "Máy đang đối soát. Mở lại trang này sau ít phút để xem kết quả."
            )
            return redirect("stats:proof")
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


def proof_by_worker() -> bool:
    """Ask a worker to compare; tell whether one that lives was asked."""
    last = heartbeat.last_beat_at()
    has_broker = not settings.CELERY_BROKER_URL.startswith("memory:")
    if not has_broker or last is None or timezone.now() - last > _WORKER_IS_ALIVE:
        return False
    try:
        tasks.check.apply_async(retry=False)
    except Exception:  # no broker: the page does the work itself
        return False
    return True
