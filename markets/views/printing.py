"""Pages of a market's board on which the codes of all stalls are printed."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView, View

from common.dates import local_date
from common.errors import BusinessRuleError
from markets import printing, prints
from markets.views.boarding import BoardMixin


class PrintsView(BoardMixin, TemplateView):
    """What can be printed, and the files of the last day."""

    template_name = "markets/board_prints.html"

    def get_context_data(self, **kwargs):
        """Add the files; one that a job still has to draw is looked for again."""
        files = [(row, prints.KINDS[row.kind]) for row in printing.newest(self.market)]
        is_waiting = any(
            row.ready_at is None and row.asked_at > timezone.now() - printing.SAME_FOR
            for row, _ in files
        )
        return super().get_context_data(
            kinds=prints.KINDS, files=files, is_waiting=is_waiting, **kwargs
        )

    def post(self, request, slug):
        """Ask for one."""
        try:
            kind = request.POST.get("kind", "")
            printing.ask(market=self.market, kind=kind, actor=request.user)
        except BusinessRuleError as refused:
            messages.warning(request, refused.message)
        return redirect("markets:board-prints", slug=self.market.slug)


class PrintFileView(BoardMixin, View):
    """Hand out a PDF of the own market."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, slug, pk):
        """Send the file; one that is gone or of another market does not exist."""
        row = self.market.prints.filter(pk=pk).exclude(file="").first()
        if row is None or not row.file.storage.exists(row.file.name):
            raise Http404
        name = f"{row.kind}-{slug}-{local_date(row.ready_at):%Y%m%d}.pdf"
        answer = FileResponse(row.file.open("rb"), as_attachment=True, filename=name)
        answer["Content-Type"] = "application/pdf"
        answer["Cache-Control"] = "private, no-store"
        return answer
