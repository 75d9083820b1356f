"""A household stops a helper by the link of a message, without signing in."""

from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from common.errors import BusinessRuleError
from sellers.helping import grants, queries, stop_links, words
from sellers.views.message_links import behind_token


@method_decorator(never_cache, name="dispatch")
class StopHelpView(View):
    """Show who helps, with one button. Looking changes nothing, also for robots."""

    http_method_names = ["get", "head", "post"]

    def get(self, request, token):
        """Ask, or say that it is over."""
        grant = behind_token(request, token, stop_links.grant_of)
        return self.show(request, token, grant)

    def post(self, request, token):
        """End it; the helper's next request is refused."""
        grant = behind_token(request, token, stop_links.grant_of)
        try:
            grants.end(grant=grant, by=words.owner_of(grant.seller))
        except BusinessRuleError:
            grant.refresh_from_db(fields=["ended_at"])
            return self.show(request, token, grant, status=409)
        return redirect("sellers:stop-help", token=token)

    def show(self, request, token, grant, status=200):
        """Render the question, or that the help is over."""
        context = {"token": token, "grant": grant, "is_open": queries.is_open(grant)}
        response = render(request, "sellers/stop_help.html", context, status=status)
        response["X-Robots-Tag"] = "noindex"
        return response
