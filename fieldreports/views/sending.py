"""Send a report of goods, a seller, a market or a stall."""

from collections.abc import Callable

from django.shortcuts import redirect, render
from django.views import View

from accounts.addresses import client_ip
from common.errors import BusinessRuleError
from common.files import FileRefused
from fieldreports import sending
from fieldreports.forms import ReportForm
from fieldreports.subjects import Subject

#: Numbers of what this browser sent, whose phone it may prove.
SENT = "field_reports"
_MOST = 20


class SendView(View):
    """``…/phan-anh/`` below the page of what is reported."""

    #: Finds the subject by the words of the address.
    find: Callable[..., Subject] | None = None

    def get(self, request, **names):
        """Show the form."""
        subject = self.find(**names)
        return self.show(subject, self.form(subject))

    def post(self, request, **names):
        """Write it down and lead to its state, or first to the code for the phone."""
        subject = self.find(**names)
        form = self.form(subject, request.POST, request.FILES)
        if form.is_valid():
            try:
                sent = sending.report(
                    subject=subject,
                    ip=client_ip(request),
                    # Every form brings this cookie, also before there is a session.
                    browser=request.META.get("CSRF_COOKIE", ""),
                    user=self.user,
                    **form.cleaned_data,
                )
            except FileRefused as refused:
                form.add_error("photo", refused.message)
            except BusinessRuleError as refused:
                form.add_error(None, refused.message)
            else:
                return self.sent(sent)
        return self.show(subject, form)

    @property
    def user(self):
        """Return who is signed in, or None."""
        return self.request.user if self.request.user.is_authenticated else None

    def form(self, subject, *sent) -> ReportForm:
        """Return the form for a subject."""
        is_known = self.user is not None and bool(self.user.phone)
        return ReportForm(*sent, subject=subject, is_known=is_known)

    def sent(self, one):
        """Lead on."""
        if one.phone and one.phone_proven_at is None:
            kept = [*self.request.session.get(SENT, []), one.number]
            self.request.session[SENT] = kept[-_MOST:]
            return redirect("fieldreports:phone", one.number)
        return redirect("fieldreports:state", one.number)

    def show(self, subject, form):
        """Render the form."""
        context = {"subject": subject, "form": form, "known": self.user}
        return render(self.request, "fieldreports/send.html", context)
