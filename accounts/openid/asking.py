"""Questions to a provider of e-identities, and what counts as an answer."""

import base64
import http.client
import json
import logging
from urllib.parse import quote, urlencode, urlsplit

from django.core.cache import cache

from accounts.openid.provider import NotProved, Provider, Reason
from common import asking

log = logging.getLogger(__name__)
#: For one question after its name was looked up: addresses, TLS, head and body together.
TIMEOUT_S = 4
#: One that did not answer is not asked meanwhile, so that it holds no more threads (ADR 0057).
REST_S = 15
MAX_BYTES = 256 * 1024
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
        status, text = asking.ask(
            method,
            url,
            body,
            {"Accept": "application/json", **headers},
            within_s=TIMEOUT_S,
            most_bytes=MAX_BYTES,
        )
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
