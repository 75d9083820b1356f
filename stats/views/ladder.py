"""Farm households step by step, as a page and as a file."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView, View

from common.csv_text import csv_bytes
from stats import exporting, pages
from stats.pages import ladder
from stats.views.base import OfficialMixin


class LadderView(OfficialMixin, TemplateView):
    """Each step and how many households stop before it."""

    template_name = "stats/ladder.html"

    def get_context_data(self, **kwargs):
        """Add the steps."""
        csv_url = reverse("stats:ladder-csv")
        return super().get_context_data(
            **pages.shell("ladder", self.scope),
            **ladder.ladder_context(self.scope, self.freshness, self.links, csv_url),
            **kwargs,
        )


class LadderFileView(OfficialMixin, View):
    """The steps of each commune as CSV, noted in the log before it leaves."""

    http_method_names = ["get"]

    def get(self, request):
        """Draw, note and send."""
        rows = ladder.ladder_rows(self.scope)
        content = csv_bytes(rows)
        codes = self.scope.commune_codes
        exporting.record(
            exporting.File(content, "ho", "csv", len(rows) - 1),
            by=request.user,
            query="" if codes is None else f"xa={','.join(sorted(codes))}",
        )
        answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="thong-ke-ho.csv"'
        answer["Cache-Control"] = "private, no-store"
        return answer
