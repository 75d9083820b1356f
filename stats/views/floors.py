"""Other floors' reports: what is known, and entering a file after a look at what it does."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView, TemplateView, View

from accounts.roles import RoleRequiredMixin
from common.errors import BusinessRuleError
from stats import pages
from stats.floor_forms import FloorFileForm
from stats.floors import importing, publishing, queries
from stats.models import FloorImport, FloorReport
from stats.pages import floors
from stats.scopes import scope_of

_PER_PAGE = 50


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


class FloorReportsView(RoleRequiredMixin, FormView):
    """All reports of other floors with their revisions; a file is handed in here."""

    template_name = "stats/floors.html"
    form_class = FloorFileForm

    def get_context_data(self, **kwargs):
        """Add one page of reports and the newest files."""
        paginator = Paginator(queries.reports(), _PER_PAGE)
        page_obj = paginator.get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            **pages.shell("outside", scope_of(self.request.user)),
            rows=floors.report_rows(page_obj),
            imports=queries.imports()[:10],
            page_obj=page_obj,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        """Decide what is published, or take a file."""
        doing = request.POST.get("viec", "")
        if doing not in ("cong-bo", "rut"):
            return super().post(request, *args, **kwargs)
        report = get_object_or_404(FloorReport, pk=_number(request.POST.get("bao-cao", "")))
        try:
            if doing == "rut":
                publishing.withdraw(report=report, by=request.user)
            else:
                revision = _number(request.POST.get("lan", ""))
                publishing.publish(report=report, revision=revision, by=request.user)
        except BusinessRuleError as refused:
            messages.warning(request, refused.message)
        else:
            words = "công bố" if doing == "cong-bo" else "thôi công bố"
            messages.success(
                request, f"Đã ghi: {words} {report.floor}. Tệp dữ liệu mở đổi trong đêm nay."
            )
        return redirect("stats:floors")

    def form_valid(self, form):
        """Keep the file and show what it would do; nothing is entered yet."""
        data = form.cleaned_data
        try:
            run = importing.upload(
                content=data["file"],
                source=data["source"],
                evidence_url=data["evidence_url"],
                by=self.request.user,
            )
        except BusinessRuleError as refused:
            form.add_error("file", refused.message)
            return self.form_invalid(form)
        return redirect("stats:floor-import", run.pk)


class FloorImportView(RoleRequiredMixin, TemplateView):
    """What one file would do; the button enters it."""

    template_name = "stats/floor_import.html"

    def get(self, request, *args, pk: int, **kwargs):
        """Show the look ahead; a file that is entered leads to the list."""
        run = get_object_or_404(FloorImport, pk=pk)
        if run.applied_at:
            return redirect("stats:floors")
        return self.render_to_response(
            self.get_context_data(
                **pages.shell("outside", scope_of(request.user)),
                **floors.preview_context(run, importing.preview(run)),
            )
        )

    def post(self, request, pk: int):
        """Enter the file."""
        run = get_object_or_404(FloorImport, pk=pk)
        try:
            done = importing.apply(run=run, by=request.user).counts
        except BusinessRuleError as refused:
            messages.info(request, refused.message)
            return redirect("stats:floors")
        messages.success(
            request,
            f"Đã nhập: {done[importing.NEW]} kỳ mới, {done[importing.CHANGED]} kỳ sửa,"
            f" {done[importing.SAME]} kỳ giữ nguyên, {done[importing.REFUSED]} dòng không nhận.",
        )
        return redirect("stats:floors")


class FloorFileView(RoleRequiredMixin, View):
    """The file that a report came with, as it was handed in."""

    def get(self, request, pk: int):
        """Send it; 404 for one that is gone."""
        run = get_object_or_404(FloorImport, pk=pk)
        if not run.file:
            raise Http404
        answer = FileResponse(run.file.open("rb"), as_attachment=True, filename=run.file_name)
        answer["Content-Type"] = "application/octet-stream"
        answer["Cache-Control"] = "private, no-store"
        return answer
