"""Stand before every page of the seller while somebody acts for a household."""

from django.contrib import messages
from django.shortcuts import redirect, render

from sellers.helping import acting, rules, trail

_AREA = "/ban-hang/"


class HelpingMiddleware:
    """Let a helper through where the table says so, and keep the trail of what it changes."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Pass on; the address is known in ``process_view`` only."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Check consent and rule, in this order, before the view runs."""
        if not request.path_info.startswith(_AREA):
            return None
        try:
            grant = acting.grant_of(request)
        except acting.HelpEnded:
            acting.leave(request)
            messages.error(request, "Hộ này không cho làm giúp nữa. Việc vừa bấm chưa được ghi.")
            return redirect("sellers:helping")
        if grant is None:
            return None
        rule = rules.rule_of(request.resolver_match.view_name)
        if not rule.allows(request):
            context = {"why": rule.why or rules.NO_ROW.why}
            return render(request, "sellers/helping_closed.html", context, status=403)
        request.helping_rule = rule
        if request.method in rules.SAFE:
            return None
        with trail.kept(grant, rule, request, kwargs):
            return view(request, *args, **kwargs)
