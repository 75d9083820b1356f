"""What shoppers open: the heritage sites, and one of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heritage import queries
from heritage.sites import BY_SLUG
from pagecache import tags
from pagecache.declaring import shared_page


@require_safe
@shared_page(tags.HERITAGE)
def sites(request: HttpRequest) -> HttpResponse:
    """Show ``/di-san/``."""
    return render(request, "heritage/list.html", {"sites": queries.site_list()})


@require_safe
@shared_page(tags.HERITAGE, tags.GOODS)
def site(request: HttpRequest, slug: str) -> HttpResponse:
    """Show ``/di-san/<slug>/``."""
    if slug not in BY_SLUG:
        raise Http404
    return render(request, "heritage/site.html", {"page": queries.site_page(BY_SLUG[slug])})
