"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Return the address of the visitor.

    Behind ``TRUSTED_PROXY_COUNT`` own proxies it is that entry of X-Forwarded-For from the
    right; entries further left can be invented by the visitor.
    """
    proxies = getattr(settings, "TRUSTED_PROXY_COUNT", 0)
    direct = request.META.get("REMOTE_ADDR", "")
    if not proxies:
        return direct
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return forwarded[-min(proxies, len(forwarded))].strip() or direct
