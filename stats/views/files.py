"""Figures as files: each is drawn, noted in the log, and only then sent."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from common.errors import BusinessRuleError
from stats import exporting, pages
from stats.asking import read_asked
from stats.period import read_period
from stats.reports import drawing, making
from stats.scopes import Scope
from stats.views.base import OfficialMixin
from stats.views.places import one_commune


class FileView(OfficialMixin, View):
    """Send a file, or say in a sentence why it may not leave."""

    def dispatch(self, request, *args, **kwargs):
        """Answer a refusal with its sentence and 409, a file that does not exist with 404."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except drawing.NoSuchFile as missing:
            raise Http404 from missing
        except BusinessRuleError as refused:
            return refusal(request, self.scope, refused)

    def send(self, file: exporting.File, name: str, query: str) -> HttpResponse:
        """Note the file in the log and send it."""
        exporting.record(file, by=self.request.user, query=query)
        answer = HttpResponse(file.content, content_type=drawing.CONTENT_TYPES[file.file_format])
        answer["Content-Disposition"] = f'attachment; filename="{name}.{file.file_format}"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class DownloadView(FileView):
    """The figures of the query words as they are now: one table, or all of them as a report."""

    file_format = "csv"

    def get(self, request, table: str = drawing.REPORT):
        """Draw and send; 404 for a table or commune that is none of ours, 403 for a foreign one."""
        chosen = "" if table == drawing.REPORT else table
        drawing.require(self.file_format, chosen)
        scope = self.scope
        if code := request.GET.get("xa"):
            scope = one_commune(code, self.scope)
        period, asked = read_period(self.words), read_asked(self.words)
        payload = making.payload_for(
            scope=scope, period=period, asked=asked, by_commune=not self.scope.is_whole
        )
        return self.send(
            drawing.draw(payload, self.file_format, chosen),
            f"thong-ke-{table}-{period.first:%Y%m%d}-{period.last:%Y%m%d}",
            exporting.query_of(scope=scope, period=period, asked=asked),
        )


def refusal(request, scope: Scope, refused: BusinessRuleError) -> HttpResponse:
    """Return the page that says why nothing was made."""
    context = {**pages.shell("reports", scope), "sentence": refused.message}
    return render(request, "stats/refused.html", context, status=409)
