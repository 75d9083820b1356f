"""Files for robots, and the goods as files for other floors."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from discovery import feed_files, robots, sitemaps
from discovery.feeds import FORMS, floor_table
from discovery.goods import all_goods
from sellers.floors.known import FLOORS
from shop.partner.models import Partner

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


@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out ``/du-lieu-mo/hang/<name>``: the newest file that a job has written."""
    path = feed_files.path_of(name)
    try:
        file = path.open("rb")
    except FileNotFoundError:
        soon = HttpResponse("Tệp đang được viết. Bạn quay lại sau một giờ.\n", status=503)
        soon["Content-Type"], soon["Retry-After"] = "text/plain; charset=utf-8", "3600"
        return soon
    content_type = FORMS[name].content_type if name in FORMS else "text/csv; charset=utf-8"
    answer = FileResponse(file, content_type=content_type)
    answer["Content-Disposition"] = _disposition(name)
    answer["Last-Modified"] = http_date(path.stat().st_mtime)
    return answer


@require_safe
def seller_feed(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Write ``/gian-hang/<slug>/<name>``: what one shop sells, as of now."""
    partner = get_object_or_404(Partner, code=slug, may_sell=True)
    form = FORMS[name]
    answer = HttpResponse("".join(form.pieces(all_goods(partner))), content_type=form.content_type)
    answer["Content-Disposition"] = _disposition(f"{slug}-{name}")
    return answer


@require_safe
def floor_feed(request: HttpRequest, slug: str, floor: str) -> HttpResponse:
    """Write ``/gian-hang/<slug>/cho-<floor>.csv``: one shop's goods as one floor sorts them."""
    partner = get_object_or_404(Partner, code=slug, may_sell=True)
    if floor not in FLOORS:
        raise Http404
    form = floor_table(floor)
    answer = HttpResponse("".join(form.pieces(all_goods(partner))), content_type=form.content_type)
    answer["Content-Disposition"] = _disposition(f"{slug}-{floor}.csv")
    return answer


def _disposition(name: str) -> str:
    return f'{"inline" if name.endswith(".xml") else "attachment"}; filename="{name}"'
