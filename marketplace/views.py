"""Answers of the machine itself: health and calm error pages."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.operators import sessions
from accounts.roles import Role, has_role
from audit import append_only as audit
from markets import append_only as markets
from pagecache import triggers as page_triggers
from sellers import append_only as sellers
from shop.invariants.nightly import last_check
from stats import triggers


def healthz(request):
    """Say that the process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request):
    """Say whether the database answers and the triggers of statistics and trail stand.

    A broken invariant is told but not 503: books that differ need a person, and a site that
    goes down for them helps nobody.
    """
    try:
        guards = (triggers, sellers, markets, audit, page_triggers)
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
    age_s = int((timezone.now() - last.at).total_seconds())
    return {"invariants": {"ok": not last.broken, "age_s": age_s, "broken": last.broken}}


def csrf_failure(request, reason=""):
    """Tell the visitor to load the form again; the page was open for too long."""
    return render(request, "403_csrf.html", status=403)
