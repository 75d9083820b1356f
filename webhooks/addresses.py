"""Which addresses may be called: public ones over TLS, and the very address that was checked."""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from common.errors import BusinessRuleError

_TLS_PORT = 443
#: What is given out of IPv6; translators (64:ff9b::/96) and old forms (::10.0.0.1) lie outside.
_IPV6_PUBLIC = ipaddress.ip_network("2000::/3")


class AddressRefused(BusinessRuleError):
    """The address is not one that the market calls."""

    message = "Địa chỉ phải là https công khai, cổng 443, không có tên và mật khẩu."


def check_url(url: str) -> SplitResult:
    """Return the parts of an address that may be called. Raises ``AddressRefused``."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise AddressRefused from wrong
    is_open = settings.WEBHOOKS_PRIVATE and parts.scheme == "http"
    if parts.username or parts.password or not parts.hostname or parts.fragment:
        raise AddressRefused
    if not is_open and (parts.scheme != "https" or (port or _TLS_PORT) != _TLS_PORT):
        raise AddressRefused
    if not url.isascii() or any(sign.isspace() for sign in url):
        raise AddressRefused
    return parts


def public_ip(host: str, port: int) -> str:
    """Return an address of a host, after looking at every one that it has.

    Who connects to it, and not to the name again, cannot be led elsewhere by a second answer.
    Raises ``AddressRefused`` when one is not public, ``OSError`` when there is none.
    """
    found = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not settings.WEBHOOKS_PRIVATE and not all(map(_is_public, found)):
        raise AddressRefused
    return found[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    address = mapped or address
    if isinstance(address, ipaddress.IPv6Address) and address not in _IPV6_PUBLIC:
        return False
    return address.is_global and not address.is_multicast
