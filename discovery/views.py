"""Files for robots."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from discovery import robots, sitemaps

_XML = "application/xml; charset=utf-8"


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Show ``/robots.txt``."""
    return HttpResponse(robots.robots_txt(), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Show ``/sitemap.xml``."""
    return HttpResponse(sitemaps.index(), content_type=_XML)


@require_safe
def sitemap_part(request: HttpRequest, section: str, number: str) -> HttpResponse:
    """Show ``/sitemap/<section>-<number>.xml``."""
    try:
        return HttpResponse(sitemaps.part(section, int(number)), content_type=_XML)
    except sitemaps.NoSuchPart as problem:
        raise Http404 from problem
