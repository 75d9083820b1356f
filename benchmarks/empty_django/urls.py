"""One address."""

from django.http import HttpResponse
from django.urls import path


def empty(request):
    """Answer with its length, so that the connection stays open."""
    return HttpResponse("ok", headers={"Content-Length": "2"})


urlpatterns = [path("", empty)]
