"""Follow a report by its number, and prove the phone that the answer goes to."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts import signin
from accounts.forms import CodeForm
from accounts.models import OneTimeCode
from accounts.own_code import OwnCodeMixin
from common import codes
from common.phones import format_phone
from fieldreports import answering, sending
from fieldreports.models import FieldReport
from fieldreports.subjects import subject_of, with_subject
from fieldreports.views.sending import SENT
from sellers.feedback.complaint_times import times

_OWN = 10


def _found(number: str) -> FieldReport | None:
    reports = with_subject(FieldReport.objects.all())
    return reports.filter(number=codes.bare(number)).first()


@require_safe
def state(request, number: str = ""):
    """Show ``/phan-anh/<number>/``: how far a report is; without a number, ask for it."""
    typed = number or request.GET.get("ma", "")
    found = _found(typed) if typed else None
    if found and not number:
        return redirect("fieldreports:state", found.number)
    context = {"report": found, "typed": codes.bare(typed)}
    if found:
        context |= {
            "subject": subject_of(found),
            "what": times()[found.reason].what,
            "who": answering.who(found),
            "may_prove": found.phone
            and found.phone_proven_at is None
            and found.number in request.session.get(SENT, []),
        }
    elif request.user.is_authenticated and request.user.phone:
        own = FieldReport.objects.filter(
            phone=request.user.phone, phone_proven_at__isnull=False
        ).order_by("-pk")[:_OWN]
        context["own"] = [(one, times()[one.reason].what) for one in own]
    status = 404 if number and not found else 200
    answer = render(request, "fieldreports/state.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class PhoneView(OwnCodeMixin, View):
    """``/phan-anh/<number>/so-dien-thoai/``: a code to the phone, in the browser that sent it."""

    purpose = OneTimeCode.Purpose.REPORT

    def dispatch(self, request, *args, number: str, **kwargs):
        """Find the report among those of this browser. Raises ``Http404``."""
        self.report = _found(number) if number in request.session.get(SENT, []) else None
        if self.report is None or not self.report.phone:
            raise Http404
        return super().dispatch(request, *args, number=number, **kwargs)

    def get(self, request, number):
        """Ask whether the phone is right."""
        if self.report.phone_proven_at is not None:
            return redirect("fieldreports:state", number)
        return self.show()

    def post(self, request, number):
        """Send the code, or check it."""
        return self.check() if "code" in request.POST else self.send()

    def asking(self) -> dict[str, str]:
        """Return what a code of this browser is bound to."""
        key = signin.browser_key(self.request.session)
        return {"phone": self.report.phone, "purpose": self.purpose, "browser_key": key}

    def proved(self):
        """Note it and show the report."""
        sending.prove(report=self.report)
        return redirect("fieldreports:state", self.report.number)

    def show(self, form: CodeForm | None = None, problem: str = ""):
        """Render the step."""
        phone = format_phone(self.report.phone)
        context = {"report": self.report, "form": form, "problem": problem, "phone_shown": phone}
        return render(self.request, "fieldreports/phone.html", context)
