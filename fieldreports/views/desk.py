"""The list of those who answer, one report, its photo."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from accounts.roles import RoleRequiredMixin
from common.errors import BusinessRuleError
from fieldreports import answering, desks, due
from fieldreports.forms import DecisionForm, ListFilter, PassOnForm
from fieldreports.models import FieldReport
from fieldreports.subjects import subject_of
from sellers.feedback.complaint_times import times

PER_PAGE = 30


class DeskMixin(RoleRequiredMixin):
    """Those who answer; a report out of reach does not exist."""

    def own(self, pk: int) -> FieldReport:
        """Return one report in reach."""
        return get_object_or_404(desks.reports_of(self.request.user), pk=pk)


class ReportsView(DeskMixin, TemplateView):
    """What waits, the first answer that is due soonest first; what is late; what is closed."""

    template_name = "fieldreports/list.html"

    def get_context_data(self, **kwargs):
        """Add one page of reports."""
        asked = ListFilter(self.request.GET)
        asked.is_valid()
        shown, about = (asked.cleaned_data.get(name, "") for name in ("xem", "ve"))
        found = self.rows(shown)
        if about:
            found = found.filter(subject=about)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            page_obj=page,
            rows=[(one, times()[one.reason].what, subject_of(one)) for one in page.object_list],
            kinds=ListFilter.KINDS,
            shown=shown,
            about=about,
            abouts=asked.fields["ve"].choices,
            kept="&".join(f"{k}={v}" for k, v in (("xem", shown), ("ve", about)) if v),
            **kwargs,
        )

    def rows(self, shown: str):
        """Return the reports of one list."""
        user = self.request.user
        if shown == "xong":
            closed = desks.reports_of(user).exclude(state__in=answering.OPEN)
            return closed.order_by("-decided_at")
        waiting = answering.waiting(user)
        return waiting.filter(due.late(timezone.now())) if shown == "qua-han" else waiting


class ReportView(DeskMixin, View):
    """One report: begin to look, answer, or pass it on."""

    def get(self, request, pk):
        """Show it."""
        return self.show(self.own(pk))

    def post(self, request, pk):
        """Do what the button says."""
        one, decision = self.own(pk), request.POST.get("decision", "")
        if decision == "pass":
            return self.pass_on(one)
        form = DecisionForm(request.POST)
        if decision != "begin" and not form.is_valid():
            return self.show(one, form)
        try:
            if decision == "begin":
                answering.begin(report=one, by=request.user)
                messages.success(request, "Đã ghi: đang xem.")
                return redirect("fieldreports:report", pk)
            answering.decide(
                report=one, by=request.user, upheld=decision == "uphold", **form.cleaned_data
            )
            messages.success(request, "Đã trả lời người phản ánh.")
        except BusinessRuleError as refused:
            messages.info(request, refused.message)
        return redirect("fieldreports:reports")

    def pass_on(self, one: FieldReport):
        """Give it to another desk."""
        form = PassOnForm(self.request.POST, report=one)
        if form.is_valid():
            try:
                answering.pass_on(report=one, by=self.request.user, **form.cleaned_data)
            except BusinessRuleError as refused:
                form.add_error("desk", refused.message)
            else:
                messages.success(self.request, "Đã chuyển.")
                return redirect("fieldreports:reports")
        return self.show(one, passing=form)

    def show(self, one, form=None, passing=None):
        """Render the report; ``error_form`` is the one to mend."""
        user = self.request.user
        context = {
            "report": one,
            "subject": subject_of(one),
            "what": times()[one.reason].what,
            "who": answering.who(one),
            "sees_sender": desks.may_see_sender(user, one),
            "opens_listing": desks.opens_listing(user, one),
            "form": form or DecisionForm(),
            "passing": passing or PassOnForm(report=one, initial={"desk": one.desk}),
            "error_form": form or passing,
        }
        return render(self.request, "fieldreports/one.html", context)


class ReportPhotoView(DeskMixin, View):
    """The photo of a report."""

    def get(self, request, pk):
        """Send the file, which has no public address."""
        one = self.own(pk)
        try:
            with one.photo.open("rb") as file:
                answer = HttpResponse(file.read(), content_type="image/jpeg")
        except (FileNotFoundError, ValueError):
            raise Http404 from None
        answer["Cache-Control"] = "private, no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
