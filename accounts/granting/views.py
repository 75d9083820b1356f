"""The page on which a citizen lets an app in, and the address where the app fetches its tokens."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django.views.generic import View

from accounts import programs, signin
from accounts.granting import clients, codes
from accounts.models import ProgramAccess
from accounts.proving import ask_first
from common.phones import format_phone


class ToApp(HttpResponseRedirect):
    """Back to the app, whose address may have a scheme of its own."""

    def __init__(self, wish: clients.Wish, **words: str) -> None:
        sent = {name: value for name, value in words.items() if value}
        sent |= {"state": wish.state} if wish.state else {}
        sent["iss"] = settings.SITE_URL
        self.allowed_schemes = [urlsplit(wish.redirect_uri).scheme]
        joint = "&" if "?" in wish.redirect_uri else "?"
        super().__init__(f"{wish.redirect_uri}{joint}{urlencode(sent)}")


@method_decorator(never_cache, name="dispatch")
class ConsentView(LoginRequiredMixin, View):
    """Say which app wants to do what; one button allows it, the other one does not."""

    http_method_names = ["get", "post"]

    def dispatch(self, request, *args, **kwargs):
        """Read what the app asks for; the form carries it in its address and it is read again."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not clients.any_registered():
            raise Http404
        try:
            self.wish = clients.wish_of(request.GET)
        except clients.WrongCaller:
            return render(request, "accounts/grant_wrong.html", status=400)
        except clients.WishRefused as refused:
            return ToApp(refused.wish, error=refused.error)
        if not signin.is_proved(request.session):
            return ask_first(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        """Show it."""
        context = {"wish": self.wish, "phone_shown": format_phone(request.user.phone)}
        page = render(request, "accounts/grant.html", context)
        # Browsers hold the answer to the form against the policy too.
        page._csp_update = {"form-action": [_source(self.wish.redirect_uri)]}
        return page

    def post(self, request):
        """Send the app back with a code, or with the answer no."""
        if "allow" not in request.POST:
            return ToApp(self.wish, error="access_denied")
        try:
            code = codes.give(user=request.user, wish=self.wish)
        except codes.SignedOut:
            return HttpResponseRedirect(request.get_full_path())
        return ToApp(self.wish, code=code)


@method_decorator(
    [csrf_exempt, never_cache, sensitive_post_parameters()],
    name="dispatch",
)
class ToldByAppView(View):
    """An app sends a form; it brings no cookie and none counts. Errors: RFC 6749, 5.2."""

    http_method_names = ["post"]

    def post(self, request):
        """Answer an app that is registered, whatever else is wrong."""
        if not clients.any_registered():
            raise Http404
        sent = {name: request.POST[name] for name in request.POST}
        if clients.client_of(sent.get("client_id", "")) is None:
            return _error("invalid_client", status=401)
        return self.answer(sent)


class TokenView(ToldByAppView):
    """Change a code, or a refresh token, for tokens. Names: RFC 6749, 5.1."""

    def answer(self, sent: dict[str, str]) -> JsonResponse:
        """Return tokens, or the word for why there are none."""
        ways = {"authorization_code": self._by_code, "refresh_token": self._by_refresh}
        way = ways.get(sent.get("grant_type", ""))
        if way is None:
            return _error("unsupported_grant_type")
        try:
            return _told(way(sent))
        except (codes.CodeRefused, programs.TokenRefused):
            return _error("invalid_grant")

    def _by_code(self, sent: dict[str, str]) -> programs.Tokens:
        return codes.change(
            code=sent.get("code", ""),
            client_id=sent["client_id"],
            redirect_uri=sent.get("redirect_uri", ""),
            verifier=sent.get("code_verifier", ""),
        )

    def _by_refresh(self, sent: dict[str, str]) -> programs.Tokens:
        return programs.renew(refresh=sent.get("refresh_token", ""), client_id=sent["client_id"])


class RevokeView(ToldByAppView):
    """Its citizen signs out of an app: both its tokens end. Source: RFC 7009."""

    def answer(self, sent: dict[str, str]) -> HttpResponse:
        """Say 200 also to a token that is over or was never ours: it opens nothing."""
        if not sent.get("token"):
            return _error("invalid_request")
        try:
            programs.revoke(token=sent["token"], client_id=sent["client_id"])
        except programs.TokenRefused:
            return _error("invalid_grant")
        return HttpResponse(headers={"Cache-Control": "no-store"})


@require_safe
@cache_control(public=True, max_age=3600)
def metadata(request):
    """Show where an app asks what. Source: RFC 8414."""
    if not clients.any_registered():
        raise Http404
    site = settings.SITE_URL
    return JsonResponse(
        {
            "issuer": site,
            "authorization_endpoint": site + reverse("accounts:grant"),
            "token_endpoint": site + reverse("app-token"),
            "revocation_endpoint": site + reverse("app-revoke"),
            "userinfo_endpoint": f"{site}/api/v1/me",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "revocation_endpoint_auth_methods_supported": ["none"],
            "service_documentation": f"{site}/api/v1/docs/#ung-dung",
            "scopes_supported": list(ProgramAccess.Right.values),
            "authorization_response_iss_parameter_supported": True,
        }
    )


def _told(tokens: programs.Tokens) -> JsonResponse:
    return JsonResponse(
        {
            "access_token": tokens.access,
            "token_type": "Bearer",
            "expires_in": int(programs.ACCESS_FOR.total_seconds()),
            "refresh_token": tokens.refresh,
            "scope": " ".join(tokens.row.rights),
        },
        headers={"Cache-Control": "no-store"},
    )


def _error(word: str, *, status: int = 400) -> JsonResponse:
    return JsonResponse({"error": word}, status=status, headers={"Cache-Control": "no-store"})


def _source(uri: str) -> str:
    parts = urlsplit(uri)
    return f"https://{parts.netloc}" if parts.scheme == "https" else f"{parts.scheme}:"
