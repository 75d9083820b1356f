"""Reports of listings: send one, see its state; the moderators' list."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from accounts.addresses import client_ip
from accounts.roles import RoleRequiredMixin
from catalogue.reviews.views import public_product
from common import codes
from common.errors import BusinessRuleError
from common.files import FileRefused
from sellers.feedback import reports
from sellers.feedback.complaint_times import times
from sellers.models import ListingReport
from sellers.report_forms import DecisionForm, ReportForm

PER_PAGE = 30


class ReportView(View):
    """``/san-pham/<slug>-<id>/phan-anh/``"""

    def get(self, request, product_slug, pk):
        """Show the form."""
        return self.show(public_product(pk), ReportForm())

    def post(self, request, product_slug, pk):
        """Write it down and lead to its state."""
        product, form = public_product(pk), ReportForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                sent = reports.report(product=product, ip=client_ip(request), **form.cleaned_data)
            except FileRefused as refused:
                form.add_error("photo", refused.message)
            except BusinessRuleError as refused:
                form.add_error(None, refused.message)
            else:
                return redirect("sellers:report-state", sent.number)
        return self.show(product, form)

    def show(self, product, form):
        """Render the form."""
        return render(self.request, "catalogue/report.html", {"product": product, "form": form})


@require_safe
def report_state(request, number: str = ""):
    """Show ``/phan-anh/<number>/``: how far a report is; without a number, ask for it."""
    typed = codes.bare(number or request.GET.get("ma", ""))
    found = ListingReport.objects.filter(number=typed).select_related("product").first()
    if found and not number:
        return redirect("sellers:report-state", found.number)
    context = {"report": found, "typed": typed, "time": found and times()[found.reason]}
    status = 404 if number and not found else 200
    answer = render(request, "catalogue/report_state.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


class ReportsMixin(RoleRequiredMixin):
    """Operators and the province; a report out of reach does not exist."""

    def own(self, pk: int) -> ListingReport:
        """Return one report in reach."""
        return get_object_or_404(reports.reports_of(self.request.user), pk=pk)


class ReportQueueView(ReportsMixin, TemplateView):
    """What waits, the first answer that is due soonest first; or what is closed."""

    template_name = "sellers/reports.html"

    def get_context_data(self, **kwargs):
        """Add one page of reports."""
        user, is_closed = self.request.user, self.request.GET.get("xem") == "xong"
        found = reports.waiting(user)
        if is_closed:
            found = reports.reports_of(user).exclude(state__in=reports.OPEN).order_by("-decided_at")
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            page_obj=page,
            rows=[(one, times()[one.reason].what) for one in page.object_list],
            is_closed=is_closed,
            kept="xem=xong" if is_closed else "",
            **kwargs,
        )


class ReportDecisionView(ReportsMixin, View):
    """One report: begin to look, then answer."""

    def get(self, request, pk):
        """Show it."""
        return self.show(self.own(pk), DecisionForm())

    def post(self, request, pk):
        """Do what the button says."""
        one, decision = self.own(pk), request.POST.get("decision", "")
        form = DecisionForm(request.POST)
        if decision != "begin" and not form.is_valid():
            return self.show(one, form)
        try:
            if decision == "begin":
                reports.begin(report=one, by=request.user)
                messages.success(request, "Đã ghi: đang xem.")
                return redirect("sellers:report", pk)
            reports.decide(
                report=one, by=request.user, upheld=decision == "uphold", **form.cleaned_data
            )
            messages.success(request, "Đã trả lời người phản ánh.")
        except BusinessRuleError as refused:
            messages.info(request, refused.message)
        return redirect("sellers:reports")

    def show(self, one, form):
        """Render the report."""
        context = {"report": one, "what": times()[one.reason].what, "form": form}
        return render(self.request, "sellers/report.html", context)


class ReportPhotoView(ReportsMixin, View):
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
