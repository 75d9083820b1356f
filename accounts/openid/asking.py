"""Questions to a provider of e-identities: TLS, no redirects, small answers, an end to waits."""

import base64
import http.client
import io
import json
import logging
import socket
import ssl
import time
from functools import partial
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from django.core.cache import cache

from accounts.openid.provider import NotProved, Provider, Reason

log = logging.getLogger(__name__)
#: For one question after its name was looked up: addresses, TLS, head and body together.
TIMEOUT_S = 4
#: One that did not answer is not asked meanwhile, so that it holds no more threads (ADR 0057).
REST_S = 15
MAX_BYTES = 256 * 1024
_CHUNK = 16 * 1024
_LOOPBACK = {"127.0.0.1", "localhost"}


def is_allowed(url: str, *, provider: Provider) -> bool:
    """Tell whether an address may be asked: https, or this machine where the setting says so."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username:
        return False
    is_own = parts.hostname in _LOOPBACK and provider.allow_loopback
    return parts.scheme == "https" or (parts.scheme == "http" and is_own)


def get_json(url: str, *, provider: Provider) -> dict:
    """Return the object at an address. Raises ``NotProved``."""
    return _ask("GET", url, None, {}, provider)


def post_form(url: str, form: dict[str, str], *, provider: Provider) -> dict:
    """Return the object that a form is answered with. Raises ``NotProved``."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if provider.client_secret:
        # RFC 6749 2.3.1: both parts are form-encoded before they are joined.
        pair = ":".join(quote(x, safe="") for x in (provider.client_id, provider.client_secret))
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return _ask("POST", url, urlencode(form), headers, provider)


def _ask(method: str, url: str, body: str | None, headers: dict, provider: Provider) -> dict:
    if not is_allowed(url, provider=provider):
        raise NotProved
    rests = f"openid.rests:{provider.issuer}"
    if cache.get(rests):
        raise NotProved(Reason.NOT_ANSWERING)
    try:
        status, text = _answer(method, url, body, headers)
    except (OSError, http.client.HTTPException) as problem:
        cache.set(rests, True, REST_S)
        log.warning("openid: %s does not answer: %s", provider.issuer, type(problem).__name__)
        raise NotProved(Reason.NOT_ANSWERING) from problem
    if status >= http.client.INTERNAL_SERVER_ERROR:
        raise NotProved(Reason.NOT_ANSWERING)
    try:
        found = json.loads(text) if status == http.client.OK and len(text) <= MAX_BYTES else None
    except ValueError as problem:
        raise NotProved from problem
    if not isinstance(found, dict):
        raise NotProved
    return found


def _answer(method: str, url: str, body: str | None, headers: dict) -> tuple[int, bytes]:
    stop_at, parts = time.monotonic() + TIMEOUT_S, urlsplit(url)
    connection = _connected(parts, stop_at)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.response_class = partial(_answer_until, stop_at)
        connection.sock.settimeout(_left(stop_at))
        connection.request(method, path, body, {"Accept": "application/json", **headers})
        answer, text = connection.getresponse(), b""
        while not answer.isclosed() and len(text) <= MAX_BYTES:
            chunk = answer.read1(_CHUNK)
            if not chunk:
                break
            text += chunk
        return answer.status, text
    finally:
        connection.close()


def _connected(parts: SplitResult, stop_at: float) -> http.client.HTTPConnection:
    """Return a connection whose addresses were tried, and whose TLS was agreed, in time."""
    is_tls = parts.scheme == "https"
    kind = http.client.HTTPSConnection if is_tls else http.client.HTTPConnection
    connection = kind(parts.netloc)
    link = _dialled(connection.host, connection.port, stop_at)
    try:
        if is_tls:
            # Python counts the timeout for the whole handshake, not for each word of it.
            link.settimeout(_left(stop_at))
            context = ssl.create_default_context()
            link = context.wrap_socket(link, server_hostname=connection.host)
    except BaseException:
        link.close()
        raise
    connection.sock = link
    return connection


def _dialled(host: str, port: int, stop_at: float) -> socket.socket:
    """Try each address of a host; one that swallows everything leaves time for the others."""
    found = [row[4][:2] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    last: OSError = TimeoutError()
    for tried, address in enumerate(found):
        try:
            timeout = _left(stop_at) / (len(found) - tried)
            link = socket.create_connection(address, timeout=timeout)
        except OSError as problem:
            last = problem
        else:
            # Head and form leave as two pieces; the second must not wait for a word on the first.
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return link
    raise last


def _answer_until(stop_at: float, link: socket.socket, **facts) -> http.client.HTTPResponse:
    """Return the answer, of which each piece, of its head too, must come by then."""
    answer = http.client.HTTPResponse(link, **facts)
    answer.fp = io.BufferedReader(_Until(link, answer.fp.detach(), stop_at))
    return answer


class _Until(io.RawIOBase):
    """Reads from a socket with the time that is left, however small the pieces."""

    def __init__(self, link: socket.socket, raw: io.RawIOBase, stop_at: float) -> None:
        self._link, self._raw, self._stop_at = link, raw, stop_at

    def readable(self) -> bool:
        return True

    def readinto(self, space) -> int | None:
        self._link.settimeout(_left(self._stop_at))
        return self._raw.readinto(space)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _left(stop_at: float) -> float:
    left = stop_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
