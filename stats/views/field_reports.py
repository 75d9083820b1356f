"""Reports of citizens counted, as a page and as a file."""

from django.urls import reverse
from django.views.generic import TemplateView, View

from stats import exporting, pages
from stats.figures import Asked
from stats.pages import field_reports
from stats.views.base import OfficialMixin


class FieldReportsView(OfficialMixin, TemplateView):
    """How many came in a period, and how many were answered in time."""

    template_name = "stats/field_reports.html"

    def get_context_data(self, **kwargs):
        """Add the counts."""
        csv_url = f"{reverse('stats:field-reports-csv')}?{pages.query_of(self.words)}"
        return super().get_context_data(
            **pages.shell("field-reports", self.scope),
            **field_reports.reports_context(
                self.scope, self.period, self.freshness, self.links, csv_url
            ),
            **kwargs,
        )


class FieldReportsFileView(OfficialMixin, View):
    """The counts of each commune and subject as CSV, noted in the log before it leaves."""

    http_method_names = ["get"]

    def get(self, request):
        """Draw, note and send."""
        return exporting.csv_answer(
            field_reports.reports_rows(self.scope, self.period),
            what="phan-anh",
            name="thong-ke-phan-anh",
            by=request.user,
            query=exporting.query_of(scope=self.scope, period=self.period, asked=Asked()),
        )
