"""Answers of the machine itself: health and calm error pages."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from stats import triggers


def healthz(request):
    """Say that the process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request):
    """Say whether the database answers and the triggers of the statistics stand."""
    try:
        missing = triggers.missing(connection)
    except Exception as problem:  # any fault of any driver means: not ready
        return JsonResponse({"ok": False, "reason": type(problem).__name__}, status=503)
    if missing:
        return JsonResponse({"ok": False, "reason": "triggers", "missing": missing}, status=503)
    return JsonResponse({"ok": True})


def csrf_failure(request, reason=""):
    """Tell the visitor to load the form again; the page was open for too long."""
    return render(request, "403_csrf.html", status=403)
