"""Questions to the provider of e-identities: TLS, no redirects, small answers, an end to waits."""

import base64
import http.client
import json
import ssl
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings

from sellers.identity.providers import ProofRefused

TIMEOUT_S = 5
MAX_BYTES = 256 * 1024
_LOOPBACK = {"127.0.0.1", "localhost"}


def is_allowed(url: str) -> bool:
    """Tell whether an address may be asked: https, or this machine where the setting says so."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username:
        return False
    is_own = parts.hostname in _LOOPBACK and settings.IDENTITY_OIDC["allow_loopback"]
    return parts.scheme == "https" or (parts.scheme == "http" and is_own)


def get_json(url: str) -> dict:
    """Return the object at an address. Raises ``ProofRefused``."""
    return _ask("GET", url, None, {})


def post_form(url: str, form: dict[str, str], *, basic: tuple[str, str] | None) -> dict:
    """Return the object that a form is answered with. Raises ``ProofRefused``."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if basic:
        # RFC 6749 2.3.1: both parts are form-encoded before they are joined.
        pair = ":".join(quote(part, safe="") for part in basic)
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return _ask("POST", url, urlencode(form), headers)


def _ask(method: str, url: str, body: str | None, headers: dict[str, str]) -> dict:
    if not is_allowed(url):
        raise ProofRefused
    parts = urlsplit(url)
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            parts.netloc, timeout=TIMEOUT_S, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request(method, path, body, {"Accept": "application/json", **headers})
        answer = connection.getresponse()
        text = answer.read(MAX_BYTES + 1)
        found = json.loads(text) if answer.status == 200 and len(text) <= MAX_BYTES else None
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise ProofRefused("Trang xác thực không trả lời. Lát nữa bà con thử lại.") from problem
    finally:
        connection.close()
    if not isinstance(found, dict):
        raise ProofRefused
    return found
