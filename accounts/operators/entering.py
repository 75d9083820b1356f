"""Pages by which operators enter a session, set up the second factor, and leave."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, View

from accounts import proving, signin
from accounts.models import SecondFactor
from accounts.operators import factor, sessions
from common.errors import BusinessRuleError
from common.qr import qr_svg
from common.redirects import safe_next

#: Where staff and other operators begin.
STAFF_HOME, HOME = "/quan-tri/", "/duyet/"


class FactorForm(forms.Form):
    """Ask for a code of the app, or one from paper."""

    code = forms.CharField(
        label="Mã bảo vệ",
        help_text="Mã 6 số trong ứng dụng xác thực, hoặc một mã dự phòng.",
        max_length=24,
        error_messages={"required": "Nhập mã 6 số trong ứng dụng xác thực. Ví dụ: 123456"},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "enterkeyhint": "done"}),
    )


class _CodePage(FormView):
    """A page that takes a code; the code is used up when it is right."""

    form_class = FactorForm

    def form_valid(self, form):
        """Check the code, then go on."""
        try:
            factor.check(user=self.request.user, typed=form.cleaned_data["code"])
            return self.passed()
        except BusinessRuleError as error:
            form.add_error("code", error.message)
            return self.form_invalid(form)


_page = method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")


@_page
class EnterView(_CodePage):
    """Ask for the second factor; whoever has none sets it up first."""

    template_name = "accounts/operators/enter.html"

    def dispatch(self, request, *args, **kwargs):
        """Send people without a factor to make one."""
        self.next_url = safe_next(request, request.POST.get("next", request.GET.get("next", "")))
        if not factor.has_factor(request.user):
            return redirect("operators:set-up")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add the way on, and on a machine for trying out the code of the demo."""
        return super().get_context_data(
            next_url=self.next_url, demo_code=demo_code(self.request), **kwargs
        )

    def passed(self):
        """Begin the session."""
        sessions.enter(self.request, user=self.request.user)
        return redirect(self.next_url or home_of(self.request.user))


@_page
class SetUpView(_CodePage):
    """Show the secret for the app until a first code is right, then the codes for paper.

    Only the browser that began it sees it, and it begins with a code from the own phone that is
    fresh: a session left open or stolen makes no factor.
    """

    template_name = "accounts/operators/set_up.html"

    def dispatch(self, request, *args, **kwargs):
        """Ask for the phone where that is due; a confirmed factor is not shown again."""
        if factor.has_factor(request.user):
            return redirect("operators:enter")
        self.browser = {
            "user": request.user,
            "browser_key": signin.browser_key(request.session),
        }
        self.factor = factor.begun(**self.browser)
        if self.factor is None and not signin.is_proved(request.session):
            return proving.ask_first(request.path)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        """Show the secret, a new one where none waits."""
        self.factor = factor.begin(**self.browser)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Check the first code of the secret that was shown."""
        if self.factor is None:
            messages.warning(request, factor.NotBegun.message)
            return redirect("operators:set-up")
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add the secret as a picture and in letters."""
        secret = factor.secret_of(self.factor)
        return super().get_context_data(
            qr=qr_svg(factor.uri_of(self.factor), title="Mã QR cho ứng dụng xác thực"),
            secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
            **kwargs,
        )

    def passed(self):
        """Confirm the factor, begin the session, show the codes for paper once."""
        codes = factor.confirm(**self.browser)
        sessions.enter(self.request, user=self.request.user)
        grouped = [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]
        context = {"codes": grouped, "home": home_of(self.request.user)}
        return render(self.request, "accounts/operators/recovery.html", context)


class LeaveView(View):
    """End the session."""

    http_method_names = ["post"]

    def post(self, request):
        """End it and go to the account."""
        sessions.leave(request)
        return redirect("accounts:home")


def home_of(user) -> str:
    """Return where an operator begins: Oscar's dashboard is for staff only."""
    return STAFF_HOME if user.is_staff else HOME


def demo_code(request: HttpRequest) -> str:
    """Return the code of now for the operator of the demo, on a machine for trying out only."""
    if not settings.EMBEDDED or settings.HTTPS:
        return ""
    found = SecondFactor.objects.filter(user=request.user, is_demo=True).first()
    return factor.code_at(found) if found else ""
