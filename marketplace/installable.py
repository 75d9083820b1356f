"""What makes the shop an app on a phone: the manifest, its service worker, pages it may keep."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

#: Pages that say the same to every visitor, and the basket: kept on the phone of a guest.
KEPT_VIEWS = frozenset(
    {
        "home",
        "basket:summary",
        "catalogue:category",
        "catalogue:commune",
        "catalogue:communes",
        "catalogue:detail",
        "catalogue:index",
        "search:search",
        "sellers:storefront",
        "giao-hang",
        "doi-tra",
        "quy-che",
        "bao-ve-du-lieu",
        "khieu-nai",
    }
)
KEEP_HEADER = "X-Keep-Offline"
OFFLINE_PATH = "/ngoai-mang/"
#: What every page needs; the rest is kept as it is seen.
SHELL = (
    "css/shop.css",
    "js/app.js",
    "js/shop-offline.js",
    "img/icons.svg",
    "img/logo.svg",
    "favicon.svg",
)
_SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
_LEAF, _PAPER = "#1B5A38", "#FFFFFF"


class KeepOfflineMiddleware:
    """Tell the service worker which answers a phone may keep: none of people who are signed in."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer; asks who somebody is only when there is a session."""
        answer = self.get_response(request)
        match = request.resolver_match
        if request.method != "GET" or match is None or match.view_name not in KEPT_VIEWS:
            return answer
        if _is_signed_in(request):
            answer[KEEP_HEADER] = "nothing"
        elif answer.status_code == 200:
            answer[KEEP_HEADER] = "page"
        return answer


def _is_signed_in(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show ``/ngoai-mang/``: what a phone without network can still show."""
    return render(request, "pages/ngoai-mang.html")


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Show ``/tho-viec.js``: the worker, or where it is switched off the one that removes it.

    Its name is made from all that it keeps, so a new style sheet brings a new worker.
    """
    if not settings.OFFLINE_PAGES:
        return _script((_SCRIPTS / "shop-worker-off.js").read_text(encoding="utf-8"))
    script = (_SCRIPTS / "shop-worker.js").read_text(encoding="utf-8")
    urls = [OFFLINE_PATH, *(static(name) for name in SHELL)]
    version = hashlib.sha256(json.dumps([script, urls, _shell_digest()]).encode()).hexdigest()[:12]
    return _script(
        f'"use strict";\nconst VERSION = "{version}";\nconst SHELL = {json.dumps(urls)};\n{script}'
    )


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Show ``/ung-dung.webmanifest``. Source: W3C Web Application Manifest."""
    icons = [("img/icon-192.png", 192, "any"), ("img/icon-512.png", 512, "any")]
    icons.append(("img/icon-maskable-512.png", 512, "maskable"))
    told = {
        "id": "/",
        "name": settings.OSCAR_SHOP_NAME,
        "short_name": "Nông sản TN",
        "description": settings.OSCAR_SHOP_TAGLINE,
        "lang": "vi",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": _LEAF,
        "background_color": _PAPER,
        "categories": ["shopping", "food"],
        "icons": [
            {
                "src": static(name),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, side, purpose in icons
        ],
        "shortcuts": [
            {"name": "Tìm hàng", "url": "/tim-kiem/"},
            {"name": "Giỏ hàng", "url": "/gio-hang/"},
            {"name": "Tra đơn hàng", "url": "/don-hang/"},
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _script(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def _shell_digest() -> str:
    """Return a digest of the kept files, whose names tell nothing where they carry no hash."""
    digest = hashlib.sha256()
    for name in SHELL:
        digest.update((Path(settings.BASE_DIR) / "static" / name).read_bytes())
    return digest.hexdigest()
