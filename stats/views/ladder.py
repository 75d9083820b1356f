"""Farm households step by step, as a page and as a file."""

from django.urls import reverse
from django.views.generic import TemplateView, View

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
        return exporting.csv_answer(
            ladder.ladder_rows(self.scope),
            what="ho",
            name="thong-ke-ho",
            by=request.user,
            query=exporting.place_query(self.scope),
        )
