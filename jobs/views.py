"""The message log for developers. Nothing here is reachable unless the site is EMBEDDED."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobs import queries


@never_cache
@require_safe
def message_log(request: HttpRequest) -> HttpResponse:
    """Show the messages that the file backend wrote, newest first."""
    if not settings.EMBEDDED:
        raise Http404
    context = {"logged_messages": queries.logged_messages()}
    return render(request, "jobs/message_log.html", context)
