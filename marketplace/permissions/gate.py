"""The gate before every page: what the matrix does not allow is refused."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed

from accounts.operators import sessions
from accounts.roles import Role, has_role, rest
from marketplace.gates import to_the_door
from marketplace.permissions import matrix
from marketplace.permissions.rows import SELLERS, Audience
from sellers.gates import page_of


class PermissionMiddleware:
    """Ask the matrix once the page is known, before its view runs.

    Nobody's page does not exist; visitors are sent to sign in; others are refused. Whom only
    the role of an operator lets in needs the second factor as well. Whose things a page
    reaches is the business of its queries.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Pass on; the page is known in ``process_view`` only."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Refuse by role first and by method then: outsiders do not learn what a page takes."""
        row = matrix.row_of(request.resolver_match.view_name)
        if row is None:
            raise Http404
        audience = row.audience(request.method)
        asked = audience or row.anybody
        # A page for everybody is not to open a session.
        if asked.is_signed_in:
            if not request.user.is_authenticated:
                return redirect_to_login(page_of(request.get_full_path()))
            if not matrix.allows(asked, request.user):
                raise PermissionDenied
            if _needs_session(asked, request):
                return to_the_door(request, has_page=row.get is not None)
        # A shop's own gate, which knows its team and helpers, comes before its wrong methods.
        if audience is None and asked is not SELLERS:
            return HttpResponseNotAllowed(row.methods)
        request.is_let_through = True
        return None


def _needs_session(asked: Audience, request) -> bool:
    """Tell whether an operator who lets the second factor out is let in by nothing else.

    Who gets in by another role does not carry the operator's in with it: that one rests.
    """
    is_office = asked.is_staff or (asked.roles and has_role(request.user, Role.OPERATOR))
    if asked.is_at_the_door or not is_office or sessions.is_open(request):
        return False
    rest(request.user)
    return asked.is_staff or not matrix.allows(asked, request.user)
