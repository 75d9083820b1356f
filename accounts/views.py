"""Signing in by phone and code, signing out, the account home."""

from http import HTTPStatus
from math import ceil

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView, View

from accounts import codes, devices, queries, signin
from accounts.addresses import client_ip
from accounts.forms import CodeForm, NameForm, PhoneForm
from accounts.models import OneTimeCode
from accounts.openid import joining, linking
from accounts.operators import sessions
from common.errors import BusinessRuleError
from common.phones import format_phone
from common.redirects import safe_next

PURPOSE = OneTimeCode.Purpose.LOGIN


def send_code(request: HttpRequest, phone: str) -> None:
    """Send a sign-in code for this browser."""
    codes.request_code(
        phone=phone,
        purpose=PURPOSE,
        browser_key=signin.browser_key(request.session),
        ip=client_ip(request),
        is_known=devices.is_known_for(request, phone),
    )


def slow_down(page: HttpResponse, error: codes.TooManyCodes) -> HttpResponse:
    """Tell programs too that they ask too often, and for how long."""
    page.status_code = HTTPStatus.TOO_MANY_REQUESTS
    page["Retry-After"] = str(ceil(error.wait.total_seconds()))
    return page


def has_open_code(request: HttpRequest, phone: str) -> bool:
    """Tell whether this browser holds a sign-in code that can still be entered."""
    return codes.has_open_code(
        phone=phone, purpose=PURPOSE, browser_key=signin.browser_key(request.session)
    )


@method_decorator(never_cache, name="dispatch")
class PhoneView(FormView):
    """Ask for the phone, then send a code; registering is the same way."""

    form_class = PhoneForm
    template_name = "accounts/phone.html"
    success_url = reverse_lazy("accounts:code")
    is_register = False

    def dispatch(self, request, *args, **kwargs):
        """Send people who are signed in on their way."""
        self.next_url = safe_next(request, self._next_asked(request))
        if request.user.is_authenticated:
            return redirect(self.next_url or "accounts:home")
        return super().dispatch(request, *args, **kwargs)

    def _next_asked(self, request: HttpRequest) -> str:
        return request.POST.get("next", request.GET.get("next", ""))

    def get_context_data(self, **kwargs):
        """Add the way on and the wording of the page."""
        return super().get_context_data(
            next_url=self.next_url,
            is_register=self.is_register,
            identity=joining.waiting(self.request.session),
            identity_label=linking.label(),
            **kwargs,
        )

    def get_initial(self):
        """Offer the phone that the identity service claims; only a code proves it."""
        identity = joining.waiting(self.request.session)
        return {"phone": identity.phone} if identity else {}

    def post(self, request, *args, **kwargs):
        """Take the phone, or let the identity go that waits for one."""
        if "not_me" in request.POST:
            joining.forget_waiting(request.session)
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """Send the code and go on to the code page."""
        phone = form.cleaned_data["phone"]
        try:
            send_code(self.request, phone)
        except codes.TooManyCodes as error:
            if not has_open_code(self.request, phone):
                form.add_error("phone", error.message)
                return slow_down(self.form_invalid(form), error)
        signin.start(self.request.session, phone=phone, next_url=self.next_url)
        return super().form_valid(form)


class PendingMixin:
    """Run only while a sign-in is on its way; otherwise start over with the phone."""

    needs_verified = False

    def dispatch(self, request, *args, **kwargs):
        """Read the sign-in on its way from the session."""
        self.pending = signin.pending(request.session)
        if self.pending is None or (self.needs_verified and not self.pending.is_verified):
            return redirect("accounts:login")
        return super().dispatch(request, *args, **kwargs)

    def finish(self, user, *, is_checked: bool = False) -> HttpResponse:
        """Sign in and go where the person wanted to go; after a long silence ask first."""
        try:
            signin.finish(self.request, user=user, is_checked=is_checked)
        except signin.RecheckDue:
            signin.mark_verified(self.request.session, self.pending)
            return redirect("accounts:recheck")
        if words := joining.link_waiting(self.request.session, user=user):
            messages.info(self.request, words)
        next_url = safe_next(self.request, self.pending.next_url)
        answer = redirect(next_url or "accounts:home")
        devices.leave_mark(self.request, answer)
        return answer


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class CodeView(PendingMixin, FormView):
    """Ask for the code; a known person is in, a new one gives a name."""

    form_class = CodeForm
    template_name = "accounts/code.html"

    def get_context_data(self, **kwargs):
        """Add the phone and how long until another code may be sent."""
        phone = self.pending.phone
        is_known = devices.is_known_for(self.request, phone)
        return super().get_context_data(
            phone_shown=format_phone(phone),
            wait_text=codes.wait_text(phone=phone, is_known=is_known),
            next_url=self.pending.next_url,
            **kwargs,
        )

    def form_valid(self, form):
        """Use up the code, then sign in or ask for the name."""
        try:
            codes.check_code(
                phone=self.pending.phone,
                purpose=PURPOSE,
                code=form.cleaned_data["code"],
                browser_key=signin.browser_key(self.request.session),
            )
            user = signin.known_user(phone=self.pending.phone)
        except BusinessRuleError as error:
            form.add_error("code", error.message)
            return self.form_invalid(form)
        if user is not None:
            return self.finish(user)
        signin.mark_verified(self.request.session, self.pending)
        return redirect("accounts:name")


@method_decorator(never_cache, name="dispatch")
class ResendView(PendingMixin, View):
    """Send another code to the same phone."""

    http_method_names = ["post"]

    def post(self, request):
        """Send it, or say why not yet."""
        try:
            send_code(request, self.pending.phone)
        except codes.TooManyCodes as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, "Đã gửi mã mới. Bạn xem tin nhắn.")
        return redirect("accounts:code")


@method_decorator(never_cache, name="dispatch")
class NameView(PendingMixin, FormView):
    """Ask a new person for the name, then sign in."""

    form_class = NameForm
    template_name = "accounts/name.html"
    needs_verified = True

    def get_initial(self):
        """Offer the name that the identity service says."""
        identity = joining.waiting(self.request.session)
        return {"full_name": identity.name} if identity else {}

    def form_valid(self, form):
        """Create the account and sign in."""
        try:
            user = signin.register(phone=self.pending.phone, **form.cleaned_data)
        except signin.AccountClosed as error:
            form.add_error(None, error.message)
            return self.form_invalid(form)
        return self.finish(user)


class LogoutView(View):
    """End the session."""

    http_method_names = ["post"]

    def post(self, request):
        """Sign out and go to the front page."""
        sessions.leave(request)
        logout(request)
        return redirect("/")


@method_decorator(never_cache, name="dispatch")
class HomeView(LoginRequiredMixin, TemplateView):
    """List what this person can do."""

    template_name = "accounts/home.html"

    def get_context_data(self, **kwargs):
        """Add the links and the phone as people write it."""
        user = self.request.user
        return super().get_context_data(
            account_links=queries.account_links(user=user),
            phone_shown=format_phone(user.phone),
            **kwargs,
        )
