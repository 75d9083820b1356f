"""Where a request comes from."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Return the address of the visitor.

    Behind ``TRUSTED_PROXY_COUNT`` own proxies it is that entry of X-Forwarded-For from the
    right; entries further left can be invented by the visitor, and all of them by whoever comes
    past the proxy: the sender must be in ``TRUSTED_PROXIES``. A socket file has no address.
    """
    proxies = getattr(settings, "TRUSTED_PROXY_COUNT", 0)
    direct = request.META.get("REMOTE_ADDR", "")
    if not proxies or (direct and not _is_proxy(direct, tuple(settings.TRUSTED_PROXIES))):
        return direct
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return forwarded[-min(proxies, len(forwarded))].strip() or direct


@lru_cache(maxsize=256)
def _is_proxy(address: str, networks: tuple[str, ...]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    # A socket of both kinds writes an IPv4 address as one of IPv6.
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ipaddress.ip_network(one) for one in networks)
