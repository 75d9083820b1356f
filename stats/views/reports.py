"""Reports that were filed, making one, and the log of what was taken away."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from common.dates import local_date
from common.errors import BusinessRuleError
from stats import exporting, pages
from stats.models import ExportEntry, OfficialReport
from stats.pages.reports import log_row, report_list_context
from stats.period import Period, month_of
from stats.reports import drawing, making
from stats.scopes import Scope
from stats.views.base import OfficialMixin
from stats.views.files import FileView, refusal
from stats.views.places import one_commune

_PER_PAGE = 50


class ReportListView(OfficialMixin, TemplateView):
    """The reports of the scope, newest first; the button files another."""

    template_name = "stats/reports.html"

    def get_context_data(self, **kwargs):
        """Add one page of reports and the months that may be reported."""
        reports = _in_scope(self.scope).defer("payload").select_related("made_by")
        paginator = Paginator(reports, _PER_PAGE)
        page_obj = paginator.get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            **pages.shell("reports", self.scope),
            **report_list_context(page_obj, self.scope),
            page_obj=page_obj,
            **kwargs,
        )

    def post(self, request):
        """File the report of a month and come back; 404 for a commune that is none of ours."""
        period = _month(request.POST.get("thang", ""))
        scope = self.scope
        if code := request.POST.get("xa"):
            scope = one_commune(code, scope)
        try:
            report = making.make_report(scope=scope, period=period, by=request.user)
        except BusinessRuleError as refused:
            return refusal(request, self.scope, refused)
        messages.success(request, f"Đã lập báo cáo số {report.number}, {period.label}.")
        return redirect("stats:reports")


class ReportFileView(FileView):
    """A filed report, drawn again from its stored figures: the same bytes each time."""

    def get(self, request, pk: int, file_format: str):
        """Draw and send; 404 outside the scope and for a format that is none of ours."""
        table = request.GET.get("bang", "xa") if file_format == "csv" else ""
        drawing.require(file_format, table)
        report = get_object_or_404(_in_scope(self.scope), pk=pk)
        exporting.require_proved()
        parts = (drawing.REPORT, report.number, local_date(report.made_at).year, table)
        what = "-".join(str(part) for part in parts if part)
        file = drawing.draw(making.stored_payload(report), file_format, table, what=what)
        return self.send(file, what, f"id={report.pk}")


class ExportLogView(OfficialMixin, TemplateView):
    """Who took which figures away, newest first; for the whole province's people."""

    template_name = "stats/export_log.html"

    def get_context_data(self, **kwargs):
        """Add one page of entries."""
        paginator = Paginator(ExportEntry.objects.all(), _PER_PAGE)
        page_obj = paginator.get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            **pages.shell("exports", self.scope),
            log_rows=[log_row(entry) for entry in page_obj],
            page_obj=page_obj,
            **kwargs,
        )


def _in_scope(scope: Scope):
    reports = OfficialReport.objects.all()
    if scope.is_whole:
        return reports
    return reports.filter(commune_code__in=scope.commune_codes)


def _month(text: str) -> Period:
    """Return a whole month that is over; 404 for anything else."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error
    if first not in {month.first for month in making.months_to_report()}:
        raise Http404
    return month_of(first.year, first.month)
