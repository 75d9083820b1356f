"""The step in which a signed-in person types a code that was sent to the own phone."""

from django.http import HttpResponse

from accounts import codes, signin
from accounts.addresses import client_ip
from accounts.forms import CodeForm
from accounts.models import OneTimeCode
from common.errors import BusinessRuleError


class OwnCodeMixin:
    """Send and check a code of one ``purpose``; the view says in ``proved`` what follows.

    The view has ``show(form, problem=…)``.
    """

    purpose: OneTimeCode.Purpose

    def proved(self) -> HttpResponse:
        """Do what the code was asked for. A ``BusinessRuleError`` is told beside the code."""
        raise NotImplementedError

    def asking(self) -> dict[str, str]:
        """Return what a code of this browser is bound to."""
        key = signin.browser_key(self.request.session)
        return {"phone": self.request.user.phone, "purpose": self.purpose, "browser_key": key}

    def send(self) -> HttpResponse:
        """Send a code to the own phone and ask for it."""
        try:
            codes.request_code(**self.asking(), ip=client_ip(self.request), is_known=True)
        except codes.TooManyCodes as problem:
            form = CodeForm() if codes.has_open_code(**self.asking()) else None
            return self.show(form, problem=problem.message)
        return self.show(CodeForm())

    def check(self) -> HttpResponse:
        """Use the code up and go on."""
        form = CodeForm(self.request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            codes.check_code(**self.asking(), code=form.cleaned_data["code"])
            return self.proved()
        except BusinessRuleError as problem:
            form.add_error("code", problem.message)
            return self.show(form)
