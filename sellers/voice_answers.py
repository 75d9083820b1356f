"""What the voice gateway tells about a key: signed, fresh, and harmless when told twice.

Signature: ``X-Signature: sha256=<hex>``, the HMAC-SHA256 of the Unix seconds of ``X-Timestamp``, a
full stop and the raw body.
"""

import hashlib
import hmac
import json
import re
import time

from django.conf import settings
from django.http import HttpRequest

MAX_BYTES = 4 * 1024
#: A clock may be wrong by this much, both ways; older requests are replays.
MAX_DRIFT_S = 300


class Forged(Exception):
    """The request is not signed by the gateway, or not lately."""


class Unreadable(Exception):
    """The signed request says nothing we know."""


def is_open() -> bool:
    """Say whether this installation takes answers by key."""
    return bool(_secrets())


def read(request: HttpRequest) -> tuple[str, str]:
    """Return the token of the call and the pressed key. Raises ``Forged``, ``Unreadable``."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not str(length).isdigit() or int(length) > MAX_BYTES:
        raise Unreadable
    body = request.body
    stamp = request.headers.get("X-Timestamp", "")
    if not re.fullmatch(r"[0-9]{1,12}", stamp) or abs(time.time() - int(stamp)) > MAX_DRIFT_S:
        raise Forged
    given = request.headers.get("X-Signature", "").strip().lower().encode()
    if not any([hmac.compare_digest(one, given) for one in _signatures(stamp, body)]):  # noqa: C419
        raise Forged
    try:
        said = json.loads(body)
        token, digit = said["answer"], said["digit"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable from None
    if not isinstance(token, str) or digit not in ("1", "2", "3"):
        raise Unreadable
    return token, digit


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return the value of the signature header."""
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def _signatures(stamp: str, body: bytes) -> list[bytes]:
    return [signature(secret, stamp, body).encode() for secret in _secrets()]


def _secrets() -> list[str]:
    return [secret for secret in settings.VOICE_ANSWER_SECRETS if secret]
