"""Ask a signed-in person for a fresh code from the own phone before something that weighs."""

from urllib.parse import urlencode, urlsplit

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts import signin
from accounts.forms import CodeForm
from accounts.granting import clients
from accounts.models import OneTimeCode
from accounts.openid import linking
from accounts.own_code import OwnCodeMixin
from common.phones import format_phone
from common.redirects import safe_next


def ask_first(next_url: str) -> HttpResponse:
    """Lead to the page that asks, and from there to ``next_url``; ``signin.is_proved`` then."""
    return redirect(f"{reverse('accounts:prove')}?{urlencode({'next': next_url}, safe='/')}")


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class ProveView(LoginRequiredMixin, OwnCodeMixin, View):
    """One button sends the code, the next one checks it.

    It lies outside of the pages in office, whose forms are one transaction: tries are counted
    whatever happens then.
    """

    purpose = OneTimeCode.Purpose.PROVE

    def dispatch(self, request, *args, **kwargs):
        """Remember where to go on."""
        asked = request.POST.get("next", request.GET.get("next", ""))
        self.next_url = safe_next(request, asked)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        """Say what is asked and why."""
        return self.show()

    def post(self, request):
        """Do what the button says."""
        return self.send() if "send" in request.POST else self.check()

    def proved(self):
        """Go on where the code was asked for."""
        signin.prove_number(self.request)
        return redirect(self.next_url or "accounts:home")

    def show(self, form: CodeForm | None = None, *, problem: str = ""):
        """Render the step."""
        context = {
            "form": form,
            "problem": problem,
            "next_url": self.next_url,
            "phone_shown": format_phone(self.request.user.phone),
            "app": self._app(),
            "identity_label": linking.label(),
        }
        return render(self.request, "accounts/prove.html", context)

    def _app(self) -> clients.Client | None:
        """Return the app that waits to be let in, if it is for one that the code is asked."""
        where = urlsplit(self.next_url)
        if where.path != reverse("accounts:grant"):
            return None
        return clients.client_of(QueryDict(where.query).get("client_id", ""))
