"""What a bank feed tells about transfers on the sellers' accounts, in the format of SePay.

Signature: ``X-SePay-Signature: sha256=<hex>``, the HMAC-SHA256 of the Unix seconds of
``X-SePay-Timestamp``, a full stop and the raw body.
Source: developer.sepay.vn, "Xác thực webhook", "Tích hợp webhook".
"""

import hashlib
import hmac
import json
import re
import time
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from common.dates import VIETNAM
from shop.payment.gateways import BadNotice, ForgedNotice, Notice

PROVIDER = "sepay"
MAX_BYTES = 64 * 1024
#: A clock may be wrong by this much, both ways; older requests are replays.
MAX_DRIFT_S = 300
_MOST_VND = 10**13
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")


def verify(request) -> Notice:
    """Return what a request of the feed says. Raises ``ForgedNotice`` or ``BadNotice``."""
    body = _body(request)
    stamp = request.headers.get("X-SePay-Timestamp", "")
    if not is_fresh(stamp, time.time()):
        raise ForgedNotice
    if not is_signed(stamp, body, request.headers.get("X-SePay-Signature", "")):
        raise ForgedNotice
    return read(body)


def is_open() -> bool:
    """Say whether this installation has a feed."""
    return bool(_secrets())


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return the value of the signature header."""
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def is_signed(stamp: str, body: bytes, given: str) -> bool:
    """Say whether one of our secrets made the signature; an old one counts while it is listed."""
    given_bytes = given.strip().lower().encode()
    tries = [signature(secret, stamp, body).encode() for secret in _secrets()]
    return any([hmac.compare_digest(one, given_bytes) for one in tries])  # noqa: C419


def is_fresh(stamp: str, now: float) -> bool:
    """Say whether the Unix seconds of a request are near enough to ours."""
    if not re.fullmatch(r"[0-9]{1,12}", stamp):
        return False
    return abs(now - int(stamp)) <= MAX_DRIFT_S


def read(body: bytes) -> Notice:
    """Return the transfer in a signed body. Raises ``BadNotice``."""
    try:
        text = body.decode("utf-8")
        sent = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BadNotice("not JSON") from None
    if not isinstance(sent, dict):
        raise BadNotice("not an object")
    return Notice(
        provider=PROVIDER,
        reference=_reference(sent.get("id")),
        amount_vnd=_amount(sent.get("transferAmount")),
        is_paid=True,
        is_incoming=_is_incoming(sent.get("transferType")),
        raw=text,
        memo=_plain(sent.get("content")) or _plain(sent.get("description")),
        account=_accounts(sent),
        occurred_at=_instant(sent.get("transactionDate")),
    )


def _secrets() -> list[str]:
    return [secret for secret in settings.BANK_FEED_SECRETS if secret]


def _body(request) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not str(length).isdigit() or int(length) > MAX_BYTES:
        raise BadNotice("too long")
    body = request.body
    if len(body) > MAX_BYTES:
        raise BadNotice("too long")
    return body


def _once(pairs: list) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadNotice("a key is written twice")
    return found


def _refuse(word: str):
    raise BadNotice(f"{word} is not JSON")


def _reference(value) -> str:
    if type(value) is int and 0 < value < 10**18:
        return str(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9A-Za-z_-]{1,64}", value):
        return value
    raise BadNotice("id")


def _amount(value) -> Decimal:
    if type(value) is not int or not 0 < value < _MOST_VND:
        raise BadNotice("transferAmount")
    return Decimal(value)


def _is_incoming(value) -> bool:
    if value not in ("in", "out"):
        raise BadNotice("transferType")
    return value == "in"


def _accounts(sent: dict) -> str:
    """Return the account and the virtual one under it; a payer may have used either."""
    found = [sent.get("accountNumber"), sent.get("subAccount")]
    if not isinstance(found[0], str):
        raise BadNotice("accountNumber")
    plain = [re.sub(r"[\s.-]", "", value).upper() for value in found if isinstance(value, str)]
    return " ".join(dict.fromkeys(value for value in plain if _ACCOUNT.fullmatch(value)))


def _plain(value) -> str:
    """Return text that every database can keep."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadNotice("content")
    return value.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _instant(value) -> datetime | None:
    if value in (None, ""):
        return None
    try:
        local = datetime.strptime(value, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
    except (TypeError, ValueError):
        raise BadNotice("transactionDate") from None
    return local.replace(tzinfo=VIETNAM)
