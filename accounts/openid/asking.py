"""Questions to a provider of e-identities: TLS, no redirects, small answers, an end to waits."""

import base64
import http.client
import json
import logging
import ssl
import time
from urllib.parse import quote, urlencode, urlsplit

from django.core.cache import cache

from accounts.openid.provider import NotProved, Provider, Reason

log = logging.getLogger(__name__)
#: For one question, however slowly its answer drips.
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
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            parts.netloc, timeout=TIMEOUT_S, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request(method, path, body, {"Accept": "application/json", **headers})
        # The answer outlives the connection's hold on it when the server closes.
        link = connection.sock
        link.settimeout(_left(stop_at))
        answer, text = connection.getresponse(), b""
        while not answer.isclosed() and len(text) <= MAX_BYTES:
            link.settimeout(_left(stop_at))
            chunk = answer.read1(_CHUNK)
            if not chunk:
                break
            text += chunk
        return answer.status, text
    finally:
        connection.close()


def _left(stop_at: float) -> float:
    left = stop_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
