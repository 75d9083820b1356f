"""What lets apps open addresses of this site by themselves: who they are, and which addresses.

Source: Digital Asset Links (Android), apple-app-site-association (iOS).
"""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

#: Addresses that stay; docs of the API name them (``templates/api/app.html``).
OPENED = (
    "/san-pham/?*",
    "/gian-hang/?*",
    "/cho/*",
    "/quay/?*",
    "/truy-xuat/?*",
    "/don-hang/?*",
    "/tai-khoan/don-hang/*",
)
#: Inside them, but files and forms for the browser.
NOT_OPENED = ("/gian-hang/*.xml", "/gian-hang/*.csv", "/don-hang/*/phieu/")
_once_an_hour = cache_control(public=True, max_age=3600)


@require_safe
@_once_an_hour
def android(request: HttpRequest) -> JsonResponse:
    """Show ``assetlinks.json``; not there without an app."""
    if not (settings.APP_ANDROID_PACKAGE and settings.APP_ANDROID_CERTS):
        raise Http404
    told = {
        "relation": ["delegate_permission/common.handle_all_urls"],
        "target": {
            "namespace": "android_app",
            "package_name": settings.APP_ANDROID_PACKAGE,
            "sha256_cert_fingerprints": settings.APP_ANDROID_CERTS,
        },
    }
    return JsonResponse([told], safe=False)


@require_safe
@_once_an_hour
def apple(request: HttpRequest) -> JsonResponse:
    """Show ``apple-app-site-association``; not there without an app."""
    if not settings.APP_IOS_IDS:
        raise Http404
    components = [{"/": path, "exclude": True} for path in NOT_OPENED]
    components += [{"/": path} for path in OPENED]
    details = [{"appIDs": settings.APP_IOS_IDS, "components": components}]
    return JsonResponse({"applinks": {"details": details}})
