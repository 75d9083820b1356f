"""Keyed hashes of the trail: of what a row says, and of the seals one after the other."""

import hashlib
import hmac
import json
from datetime import UTC

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from audit.models import AuditEvent

#: Before the first seal.
START = "0" * 64


def mark_of(event: AuditEvent, *, key: bytes | None = None) -> str:
    """Return the keyed hash of what an event says."""
    said = [
        event.actor_id,
        event.actor_label,
        event.role,
        event.household_id,
        event.household_label,
        event.action,
        event.object_kind,
        event.object_key,
        event.object_label,
        event.changes,
        event.address_hash,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(event.nonce),
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return _hash(key or keys()[0], text)


def is_true(event: AuditEvent) -> bool:
    """Tell whether a row says what was written with one of the keys of the settings."""
    return any(hmac.compare_digest(mark_of(event, key=key), event.mark) for key in keys())


def seal_of(before: str, number: int, event_id: int, mark: str, *, key: bytes | None = None) -> str:
    """Return the hash of a seal: it covers the hash before it and the event's mark."""
    return _hash(key or keys()[0], f"{before}|{number}|{event_id}|{mark}")


def fits(seal_hash: str, before: str, number: int, event_id: int, mark: str) -> bool:
    """Tell whether a seal follows the one before it, with any key of the settings."""
    tried = (seal_of(before, number, event_id, mark, key=key) for key in keys())
    return any(hmac.compare_digest(one, seal_hash) for one in tried)


def address_hash(address: str) -> str:
    """Return a keyed hash of an address; empty for none."""
    return _hash(keys()[-1], f"address|{address}") if address else ""


def keys() -> list[bytes]:
    """Return the keys, the newest first; without ``AUDIT_KEYS`` one made from ``SECRET_KEY``."""
    words = settings.AUDIT_KEYS or [f"audit:{settings.SECRET_KEY}"]
    return [hashlib.sha256(word.encode()).digest() for word in words]


def _hash(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), "sha256").hexdigest()
