"""Answers of the machine itself: health and calm error pages."""

import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.operators import sessions
from accounts.roles import Role, has_role
from audit import append_only as audit
from marketplace.compact import is_compact
from marketplace.watching import faults
from markets import append_only as markets
from pagecache import triggers as page_triggers
from sellers import append_only as sellers
from shop.invariants.nightly import last_check
from shop.programme import append_only as programmes
from stats import triggers

#: So soon may one come again when the database was busy.
RETRY_S = 5


def healthz(request):
    """Say that the process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request):
    """Say whether the database answers and the triggers of statistics and trail stand.

    A broken invariant is told but not 503: books that differ need a person, and a site that
    goes down for them helps nobody.
    """
    try:
        guards = (triggers, sellers, markets, programmes, audit, page_triggers)
        missing = [name for guard in guards for name in guard.missing(connection)]
        invariants = _invariants(request)
    except Exception as problem:  # any fault of any driver means: not ready
        return JsonResponse({"ok": False, "reason": type(problem).__name__}, status=503)
    if missing:
        return JsonResponse({"ok": False, "reason": "triggers", "missing": missing}, status=503)
    return JsonResponse({"ok": True} | invariants)


def _invariants(request) -> dict:
    """Return the last check of the invariants; which ones are broken is for operators."""
    last = last_check()
    if last is None:
        return {}
    if not (has_role(request.user, Role.OPERATOR) and sessions.is_open(request)):
        return {"invariants": "broken" if last.broken else "ok"}
    age_s = max(0, int((timezone.now() - last.at).total_seconds()))
    return {"invariants": {"ok": not last.broken, "age_s": age_s, "broken": last.broken}}


def server_error(request):
    """Ask to come again when the database is away or busy; say sorry for anything else."""
    return _come_again(request) if _is_away(sys.exception()) else _calm(request, 500)


def bad_request(request, exception):
    """Do the same for a session that could not be written; Django takes it for one that is gone."""
    return _come_again(request) if _is_away(exception) else _calm(request, 400)


def _calm(request, status: int) -> HttpResponse:
    """Return an error page that asks neither session nor database for anything."""
    page = render_to_string(f"{status}.html", {"compact": is_compact(request)})
    return HttpResponse(page, status=status)


def _come_again(request) -> HttpResponse:
    # Seen by whoever watches, although it is no 500 for the visitor.
    faults.note()
    is_page = request.method in ("GET", "HEAD")
    told = {"is_page": is_page, "seconds": RETRY_S, "compact": is_compact(request)}
    page = render_to_string("503.html", told)
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_S)})


def _is_away(problem: BaseException | None) -> bool:
    """Tell whether a fault is, or follows from, a database that is away or busy."""
    while problem is not None:
        if isinstance(problem, OperationalError | InterfaceError):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def csrf_failure(request, reason=""):
    """Tell the visitor to load the form again; the page was open for too long."""
    return render(request, "403_csrf.html", status=403)
