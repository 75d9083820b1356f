"""Pages on which a person asks for another phone number, and on which the old phone stops it."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts import codes, moving, signin
from accounts.addresses import client_ip
from accounts.forms import CodeForm, NewPhoneForm
from accounts.models import OneTimeCode
from accounts.proving import ask_first
from common.errors import BusinessRuleError


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class ChangePhoneView(LoginRequiredMixin, View):
    """A code of the old phone, the new number, a code of the new phone; then three days' wait."""

    def dispatch(self, request, *args, **kwargs):
        """Ask for a code of the old phone before anything can be asked for."""
        if request.user.is_authenticated:
            self.change = moving.waiting_change(request.user)
            if self.change is None and not signin.is_proved(request.session):
                return ask_first(reverse("accounts:change-phone"))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        """Show what waits, or ask for the number."""
        return self.show(NewPhoneForm())

    def post(self, request):
        """Do what the button says."""
        if self.change:
            return self.stop() if "stop" in request.POST else redirect("accounts:change-phone")
        form = NewPhoneForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        is_check = "code" in request.POST and "resend" not in request.POST
        return self.check(form) if is_check else self.send(form)

    def stop(self):
        """Keep the number that is."""
        if moving.stop(change=self.change, by=self.request.user):
            messages.success(self.request, "Đã dừng. Bạn vẫn dùng số cũ.")
        return redirect("accounts:change-phone")

    def send(self, form):
        """Send a code to the new phone, whoever it is: nobody hears here whose it is."""
        asking = self.asking(form)
        try:
            codes.request_code(**asking, ip=client_ip(self.request))
        except codes.TooManyCodes as problem:
            form.add_error("phone", problem.message)
            return self.show(form, CodeForm() if codes.has_open_code(**asking) else None)
        return self.show(form, CodeForm())

    def check(self, form):
        """Begin the change with a right code."""
        typed = CodeForm(self.request.POST)
        if not typed.is_valid():
            return self.show(form, typed)
        try:
            codes.check_code(**self.asking(form), code=typed.cleaned_data["code"])
        except BusinessRuleError as problem:
            typed.add_error("code", problem.message)
            return self.show(form, typed)
        user, phone = self.request.user, form.cleaned_data["phone"]
        try:
            moving.ask(user=user, new_phone=phone, by=user)
        except BusinessRuleError as problem:
            form.add_error("phone", problem.message)
            return self.show(form)
        return redirect("accounts:change-phone")

    def asking(self, form) -> dict[str, str]:
        """Return what a code of the new phone is bound to."""
        return {
            "phone": form.cleaned_data["phone"],
            "purpose": OneTimeCode.Purpose.NEW_PHONE,
            "browser_key": signin.browser_key(self.request.session),
        }

    def show(self, form, code_form=None):
        """Render the step."""
        context = {"form": form, "code_form": code_form, "change": self.change}
        return render(self.request, "accounts/change_phone.html", context)


@method_decorator(never_cache, name="dispatch")
class StopPhoneView(View):
    """The link in the message to the old phone. Looking changes nothing, also for robots."""

    http_method_names = ["get", "head", "post"]

    def get(self, request, token):
        """Ask, or say how it stands."""
        return self.show(token)

    def post(self, request, token):
        """Stop it and sign everybody out."""
        if moving.stop(change=self.behind(token), is_stranger=True):
            return redirect("accounts:stop-phone", token=token)
        return self.show(token, status=409)

    def behind(self, token):
        """Return the change of a genuine link."""
        found = moving.change_of(token)
        if found is None:
            raise Http404
        return found

    def show(self, token, status=200):
        """Render the question, or what became of it."""
        context = {"token": token, "change": self.behind(token)}
        answer = render(self.request, "accounts/stop_phone.html", context, status=status)
        answer["X-Robots-Tag"] = "noindex"
        return answer
