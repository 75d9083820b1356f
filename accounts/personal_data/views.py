"""A shopper's own data: take it along, or have it forgotten."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts.models import OneTimeCode
from accounts.own_code import OwnCodeMixin
from accounts.personal_data import erasing, exporting


@method_decorator(never_cache, name="dispatch")
class OwnDataView(LoginRequiredMixin, View):
    """Say what is kept; give it as a file when asked."""

    def get(self, request):
        """Show the page."""
        return render(request, "accounts/own_data.html")

    def post(self, request):
        """Send the file."""
        answer = HttpResponse(exporting.own_data(request.user), content_type="application/json")
        answer["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
        return answer


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class EraseView(LoginRequiredMixin, OwnCodeMixin, View):
    """Three presses at one address: send a code, forget with the code, or take the wish back."""

    purpose = OneTimeCode.Purpose.ERASE

    def get(self, request):
        """Say what happens."""
        return self.show()

    def post(self, request):
        """Do what the button says."""
        if "cancel" in request.POST:
            if erasing.cancel(user=request.user):
                messages.success(request, "Đã thôi xoá. Thông tin của bạn vẫn như cũ.")
            return redirect("accounts:erase")
        if erasing.why_not(request.user):
            return self.show()
        is_check = "code" in request.POST and "resend" not in request.POST
        return self.check() if is_check else self.send()

    def proved(self):
        """Forget; who is forgotten is signed out."""
        done = erasing.ask(user=self.request.user)
        if done.done_at is None:
            return redirect("accounts:erase")
        logout(self.request)
        messages.success(self.request, "Đã xoá tên, số điện thoại và địa chỉ của bạn trên sàn.")
        return redirect("/")

    def show(self, form=None, *, problem: str = ""):
        """Render the step."""
        user = self.request.user
        context = {
            "code_form": form,
            "problem": problem,
            "refused": erasing.why_not(user),
            "waiting": erasing.open_request(user),
        }
        return render(self.request, "accounts/erase.html", context)
