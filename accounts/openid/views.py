"""Citizens sign in by the province's identity service, and link it to their account."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts import devices, moving, signin
from accounts.openid import flow, joining, leaving, linking
from accounts.openid.provider import NotProved, Reason
from accounts.proving import ask_first
from common.errors import BusinessRuleError
from common.redirects import safe_next

_KEPT, _WAY = "accounts.oidc", "accounts.oidc_way"
_SENT = ("code", "state", "iss", "error")
_LONG = 2000
_WORDS = {
    Reason.TOO_LATE: "Lần vào này đã quá lâu, đã dùng rồi, hoặc bắt đầu ở trình duyệt khác. Mở lại"
    " ở đúng trình duyệt lúc bạn bấm, hoặc dùng số điện thoại.",
    Reason.DECLINED: "Bạn chưa đồng ý ở trang {label}. Bạn làm lại, hoặc dùng số điện thoại.",
    Reason.NOT_ANSWERING: "Trang {label} không trả lời. Bạn vào bằng số điện thoại nhé.",
    Reason.WRONG: "Chưa vào được bằng {label}. Bạn làm lại, hoặc vào bằng số điện thoại.",
}


def _back_url() -> str:
    """Return the address that the provider was told of; no other one is ever sent."""
    return settings.SITE_URL + reverse("accounts:identity-back")


class SetUpMixin:
    """Pages that are there once a provider is set up."""

    def dispatch(self, request, *args, **kwargs):
        """Without one there is no such page."""
        self.label = linking.label()
        # What is not allowed at all stays "not allowed".
        if not self.label and request.method.lower() in self._takes():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def _takes(self) -> set[str]:
        return {name for name in self.http_method_names if hasattr(self, name)}

    def refuse(self, reason: Reason):
        """Say calmly why not; the way by phone stays."""
        messages.error(self.request, _WORDS[reason].format(label=self.label))
        is_in = self.request.user.is_authenticated
        return redirect("accounts:identity" if is_in else "accounts:login")


@method_decorator(never_cache, name="dispatch")
class LeaveView(SetUpMixin, View):
    """Make ready to leave for the provider; the link on the page leads there."""

    http_method_names = ["post"]

    def post(self, request):
        """Keep the secrets in this browser; an account is linked with a fresh code only."""
        is_in = request.user.is_authenticated
        if is_in and not signin.is_proved(request.session):
            return ask_first(reverse("accounts:identity"))
        try:
            if is_in:
                moving.require_settled(request.user)
            url = flow.begin(
                session=request.session,
                kept_as=_KEPT,
                provider=linking.provider(),
                back_url=_back_url(),
            )
        except NotProved as problem:
            return self.refuse(problem.reason)
        except moving.PhoneMoving as problem:
            messages.error(request, problem.message)
            return redirect("accounts:identity")
        request.session[_WAY] = {
            "user": request.user.pk,
            "next": safe_next(request, request.POST.get("next", "")),
        }
        return render(request, "accounts/identity_leave.html", {"url": url, "label": self.label})


@method_decorator(never_cache, name="dispatch")
class BackView(SetUpMixin, View):
    """Back from the provider: only the browser that left, only once.

    Opening it elsewhere changes nothing, so no button is needed.
    """

    http_method_names = ["get"]

    def get(self, request):
        """Have the answer checked, then sign in, link, or ask for the phone."""
        answer = {name: request.GET[name][:_LONG] for name in _SENT if name in request.GET}
        way = request.session.pop(_WAY, None) or {"user": None, "next": ""}
        try:
            claims = flow.finish(
                session=request.session,
                kept_as=_KEPT,
                provider=linking.provider(),
                answer=answer,
                back_url=_back_url(),
            )
        except NotProved as problem:
            return self.refuse(problem.reason)
        if request.user.pk != way["user"]:
            # Somebody signed in or out here meanwhile.
            return self.refuse(Reason.WRONG)
        identity = linking.identity_of(claims)
        try:
            return self._link(identity) if way["user"] else self._enter(identity, way["next"])
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return redirect("accounts:identity" if way["user"] else "accounts:login")

    def _link(self, identity: linking.Identity):
        joining.link(user=self.request.user, identity=identity)
        messages.success(self.request, f"Đã liên kết. Lần sau bạn vào bằng {self.label} được.")
        return redirect("accounts:identity")

    def _enter(self, identity: linking.Identity, next_url: str):
        user = linking.account_of(identity)
        if user is None:
            joining.wait_for_phone(self.request.session, identity)
            query = f"?{urlencode({'next': next_url}, safe='/')}" if next_url else ""
            return redirect(f"{reverse('accounts:login')}{query}")
        joining.forget_waiting(self.request.session)
        signin.finish_by_identity(self.request, user=user)
        leaving.note(self.request.session, identity)
        answer = redirect(safe_next(self.request, next_url) or "accounts:home")
        devices.leave_mark(self.request, answer)
        return answer


@method_decorator(never_cache, name="dispatch")
class LinkedView(LoginRequiredMixin, SetUpMixin, View):
    """Whether an identity opens this account; link one, or stop that."""

    def get(self, request):
        """Show it."""
        row = request.user.identities.order_by("-pk").first()
        context = {"linked": row, "label": self.label}
        return render(request, "accounts/identity.html", context)

    def post(self, request):
        """Stop that an identity opens the account."""
        if linking.unlink(user=request.user, is_told=True):
            messages.success(request, "Đã bỏ liên kết. Bạn vẫn vào bằng số điện thoại.")
        return redirect("accounts:identity")


@method_decorator([csrf_exempt, never_cache, sensitive_post_parameters()], name="dispatch")
class SignedOutView(View):
    """The provider tells that somebody signed out there.

    No browser comes here and no cookie counts, so there is nothing that another site could use:
    the signature of the provider is what lets the word in.
    """

    http_method_names = ["post"]

    def post(self, request):
        """End the sessions; 200 also when there are none (Back-Channel Logout 1.0, 2.8)."""
        if not linking.label():
            raise Http404
        try:
            leaving.end_sessions(token=request.POST.get("logout_token", ""))
        except NotProved:
            return JsonResponse({"error": "invalid_request"}, status=400)
        return HttpResponse()
