"""What of a provider's notice an operator needs to see: names, accounts and balances do not."""

import json
import re
from urllib.parse import parse_qsl

from shop.payment.models import PaymentInbox

_HIDDEN = ("accumulated", "vnp_SecureHash", "vnp_SecureHashType", "user")
_LAST_DIGITS = ("accountNumber", "subAccount", "vnp_CardNumber")
_MEMO = re.compile(r"(TNDH\W{0,3}[0-9]{10})", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{7,}")
MAX_ROWS = 40


def rows_of(notice: PaymentInbox) -> list[tuple[str, str]]:
    """Return the fields of a notice with personal data masked."""
    found = _pairs(notice.raw)[:MAX_ROWS]
    return [(key, mask(key, value)) for key, value in found if key not in _HIDDEN]


def mask(key: str, value: str) -> str:
    """Return one value without whole account and phone numbers; memos of ours stay."""
    if key in _LAST_DIGITS:
        return f"…{value[-4:]}" if value else ""
    if not key.lower().startswith(("content", "description", "message")):
        return value
    pieces = _MEMO.split(value)
    # Every second piece is a memo.
    return "".join(
        piece if place % 2 else _NUMBER.sub(_short, piece) for place, piece in enumerate(pieces)
    )


def _short(match: re.Match) -> str:
    return f"…{match[0][-3:]}"


def _pairs(raw: str) -> list[tuple[str, str]]:
    try:
        sent = json.loads(raw)
    except ValueError:
        return parse_qsl(raw)
    if not isinstance(sent, dict):
        return []
    return [(key, "" if value is None else str(value)) for key, value in sent.items()]
