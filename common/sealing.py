"""Numbers that must not be read from a copy of the database: sealed with a key of the settings.

AES-256-GCM; what the number belongs to is bound in, so a sealed number moved to another row does
not open. Source: NIST SP 800-38D.
"""

import base64
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

_NONCE = 12


class CannotUnseal(ValueError):
    """No key of the settings opens it, or it was sealed for something else."""


def seal(text: str, *, of: str) -> str:
    """Return a text that only ``unseal`` with the same ``of`` opens; never twice the same."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_keys()[0]).encrypt(nonce, text.encode(), of.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, of: str) -> str:
    """Return the text again; keys of before are tried too. Raises ``CannotUnseal``."""
    try:
        raw = base64.urlsafe_b64decode(sealed)
    except ValueError as problem:
        raise CannotUnseal from problem
    for key in _keys():
        try:
            return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], of.encode()).decode()
        except (InvalidTag, ValueError):
            continue
    raise CannotUnseal


def mark_of(text: str, *, kind: str) -> str:
    """Return a keyed hash by which equal numbers are found without opening them."""
    secret = _keys()[-1]
    return salted_hmac(f"sealing.{kind}", text, secret=secret, algorithm="sha256").hexdigest()


def _keys() -> list[bytes]:
    """Return the keys, the newest first; without ``SEAL_KEYS`` one made from ``SECRET_KEY``."""
    words = settings.SEAL_KEYS or [f"sealing:{settings.SECRET_KEY}"]
    return [hashlib.sha256(word.encode()).digest() for word in words]
