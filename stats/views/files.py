"""Tables as files."""

from django.http import Http404, HttpResponse
from django.views.generic import View

from stats import downloads
from stats.scopes import Scope
from stats.views.base import OfficialMixin


class DownloadView(OfficialMixin, View):
    """One table as a CSV file."""

    def get(self, request, table: str):
        """Send the file; 404 for a table that is none of ours."""
        if table not in downloads.TABLES:
            raise Http404
        scope = self.scope
        if code := request.GET.get("xa"):
            self.require(code)
            scope = Scope(frozenset({code}))
        page = self.summary(scope)
        answer = HttpResponse(
            downloads.write_csv(page, table), content_type="text/csv; charset=utf-8"
        )
        name = f"thong-ke-{table}-{page.period.first:%Y%m%d}-{page.period.last:%Y%m%d}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "private, no-store"
        return answer
