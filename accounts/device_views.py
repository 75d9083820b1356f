"""Pages about where somebody is signed in, and about a number that was silent for long."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts import devices, programs, recycled, signin
from accounts.forms import NameForm
from accounts.openid import linking
from accounts.views import PendingMixin
from common.errors import BusinessRuleError


@method_decorator(never_cache, name="dispatch")
class DevicesView(LoginRequiredMixin, TemplateView):
    """List the browsers; sign one or all others out."""

    template_name = "accounts/devices.html"

    def get_context_data(self, **kwargs):
        """Add where the person is signed in."""
        return super().get_context_data(
            places=devices.places_of(self.request),
            identity_label=linking.label() if self.request.user.identities.exists() else "",
            **kwargs,
        )

    def post(self, request):
        """Sign out what the button names."""
        pk = request.POST.get("may", "")
        if pk.isascii() and pk.isdigit() and len(pk) < 19:
            if not devices.sign_out(request, pk=int(pk)):
                messages.info(request, "Máy này không còn đăng nhập.")
            else:
                messages.success(request, "Đã đăng xuất máy đó.")
        elif "others" in request.POST:
            devices.sign_out_others(request)
            programs.end_all(user=request.user)
            # Somebody else's e-identity would come in again without a code.
            linking.unlink(user=request.user)
            messages.success(request, "Đã đăng xuất mọi máy khác và mọi ứng dụng.")
        return redirect("accounts:devices")


@method_decorator(never_cache, name="dispatch")
class RecheckView(PendingMixin, FormView):
    """Ask whose account it is; who says "not mine" gets a new one, and the old one stays shut."""

    form_class = NameForm
    template_name = "accounts/recheck.html"
    needs_verified = True

    def dispatch(self, request, *args, **kwargs):
        """Find the account; without one there is nothing to ask."""
        pending = signin.pending(request.session)
        if pending and pending.is_verified:
            # Before the code was right nobody hears whether there is an account.
            try:
                self.user = signin.known_user(phone=pending.phone)
            except signin.AccountClosed as closed:
                messages.error(request, closed.message)
                return redirect("accounts:login")
            if self.user is None:
                return redirect("accounts:name")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Take the answer, or let the old account go."""
        if "not_me" not in request.POST:
            return super().post(request, *args, **kwargs)
        if not recycled.is_due(request, user=self.user):
            raise Http404
        recycled.detach(user=self.user, only_silent=True)
        return redirect("accounts:name")

    def form_valid(self, form):
        """Open the account to who knows its name."""
        try:
            recycled.check_name(user=self.user, name=form.cleaned_data["full_name"])
        except BusinessRuleError as error:
            form.add_error("full_name", error.message)
            return self.form_invalid(form)
        return self.finish(self.user, is_checked=True)
