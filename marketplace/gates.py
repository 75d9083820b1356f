"""What no request passes, whatever page it asks for."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from accounts.operators import sessions
from accounts.roles import Role, has_role
from common.redirects import safe_next
from shop.dashboard import pages

STAFF_AREA = "/quan-tri/"
#: Our own pages there: the role of an operator is enough.
DOOR = f"{STAFF_AREA}phien/"
OWN_PAGES = (DOOR, f"{STAFF_AREA}nhat-ky/")
#: Pages of Oscar and Django that would take a password, without limits on guessing.
PASSWORD_PAGES = (f"{STAFF_AREA}login/", f"{STAFF_AREA}he-thong/login/")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class NoNulMiddleware:
    """Refuse addresses with a NUL: PostgreSQL cannot take one, and no person types it."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Answer that there is no such page before the database is asked for it."""
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "\0" in query or "%00" in query:
            raise Http404
        return self.get_response(request)


class WrongMethodMiddleware:
    """Tell a person who opened the address of a button, by reloading or typing it, what to do."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Give a page to an empty 405; programs, which do not ask for HTML, keep the bare one."""
        answer = self.get_response(request)
        wants_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not wants_page:
            return answer
        page = render(request, "405.html", status=answer.status_code)
        page["Allow"] = answer["Allow"]
        return page


class StaffPolicyMiddleware:
    """Give the staff area a policy that allows Oscar's inline scripts, and nothing else more."""

    POLICY = (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Add the header where the strict policy is left out, to error pages too."""
        answer = self.get_response(request)
        if request.path_info.startswith(STAFF_AREA):
            answer.headers.setdefault("Content-Security-Policy", self.POLICY)
        return answer


class StaffAreaMiddleware:
    """Keep everybody but staff out of Oscar's dashboard and Django's admin.

    Inside, they work in a session that the second factor opens and that ends by itself.
    Oscar's own permissions also let holders of ``partner.dashboard_access`` in, and both
    would show their password page to the world; staff sign in with a code like all others.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Send visitors to sign in, and refuse people who are not staff."""
        if request.path_info.startswith(STAFF_AREA):
            if not request.user.is_authenticated:
                return redirect_to_login(_wanted(request))
            is_own = request.path_info.startswith(OWN_PAGES)
            if not (request.user.is_staff or (is_own and has_role(request.user, Role.OPERATOR))):
                raise PermissionDenied
            if not request.path_info.startswith(DOOR) and not sessions.is_open(request):
                return to_the_door(request, has_page=False)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Let closed pages of the dashboard not exist, and refuse forms where it only shows."""
        name = request.resolver_match.view_name
        if not pages.is_open(name) or pages.asks_for_file(name, request.GET):
            raise Http404
        if request.method not in SAFE_METHODS and not pages.takes_forms(name):
            messages.error(request, pages.READ_ONLY)
            return redirect(request.path)
        return None


def to_the_door(request, *, has_page: bool):
    """Ask for the second factor, then go on to a page; a form has to be sent anew.

    ``has_page``: the address of the form can be opened too.
    """
    if request.method not in SAFE_METHODS:
        messages.warning(request, "Phiên làm việc đã đóng. Vào lại rồi làm lại việc vừa bấm.")
        if not has_page:
            return redirect(DOOR)
    return redirect(f"{DOOR}?{urlencode({'next': request.get_full_path()}, safe='/')}")


def _wanted(request) -> str:
    """Return where the visitor wanted to go; a password page only says it in ``next``."""
    if request.path_info not in PASSWORD_PAGES:
        return request.get_full_path()
    return safe_next(request, request.GET.get("next", "")) or STAFF_AREA
