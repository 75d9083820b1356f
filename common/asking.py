"""One question to a server of others: TLS, no redirects, a small answer, one end to all waiting.

The usual timeout of Python holds for each piece; who sends a byte now and then would hold a thread.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import SplitResult, urlsplit

_CHUNK = 16 * 1024

#: Gives the addresses of a host and port that may be called.
LookUp = Callable[[str, int], list[tuple[str, int]]]


def addresses_of(host: str, port: int) -> list[tuple[str, int]]:
    """Return every address of a host. Raises ``OSError`` when it has none."""
    return [row[4][:2] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def ask(
    method: str,
    url: str,
    body: bytes | str | None,
    headers: Mapping[str, str],
    *,
    within_s: float,
    most_bytes: int,
    look_up: LookUp = addresses_of,
) -> tuple[int, bytes]:
    """Return the status and at most about ``most_bytes`` of the answer; redirects are not followed.

    The seconds count from after the name was looked up: addresses, TLS, head and body together.
    Raises ``OSError`` (a ``TimeoutError`` at the end) or ``http.client.HTTPException``.
    """
    parts = urlsplit(url)
    is_tls = parts.scheme == "https"
    kind = http.client.HTTPSConnection if is_tls else http.client.HTTPConnection
    connection = kind(parts.netloc)
    found = look_up(connection.host, connection.port)
    stop_at = time.monotonic() + within_s
    connection.sock = _link(parts, connection.host, found, stop_at)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.response_class = partial(_answer_until, stop_at)
        connection.sock.settimeout(_left(stop_at))
        connection.request(method, path, body, dict(headers))
        answer, text = connection.getresponse(), b""
        while not answer.isclosed() and len(text) <= most_bytes:
            chunk = answer.read1(_CHUNK)
            if not chunk:
                break
            text += chunk
        return answer.status, text
    finally:
        connection.close()


def _link(parts: SplitResult, host: str, found: list, stop_at: float) -> socket.socket:
    """Return a link whose addresses were tried, and whose TLS was agreed, in time."""
    link = _dialled(found, stop_at)
    if parts.scheme != "https":
        return link
    try:
        # Python counts the timeout for the whole handshake, not for each word of it.
        link.settimeout(_left(stop_at))
        return ssl.create_default_context().wrap_socket(link, server_hostname=host)
    except BaseException:
        link.close()
        raise


def _dialled(found: list[tuple[str, int]], stop_at: float) -> socket.socket:
    """Try each address; one that swallows everything leaves time for the others."""
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
