"""How VNPAY signs what it sends and wants signed. Pure.

Source: VNPAY, "Tài liệu kết nối cổng thanh toán PAY", version 2.1.0, checksum.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import quote_plus

HASH = "vnp_SecureHash"
_UNSIGNED = {HASH, "vnp_SecureHashType"}


def query_string(params: Mapping[str, str]) -> str:
    """Return the parameters as they are sent and signed: sorted, none empty, all encoded.

    A name is encoded too: one with "&" in it must not read like two parameters.
    """
    kept = sorted((k, v) for k, v in params.items() if k not in _UNSIGNED and v != "")
    return "&".join(f"{quote_plus(key)}={quote_plus(str(value))}" for key, value in kept)


def sign(secret: str, text: str) -> str:
    """Return the HMAC-SHA512 of a text in hex."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def is_signed(text: str, given: str, secrets: Iterable[str]) -> bool:
    """Say whether one of the secrets made the signature; nothing is signed without a secret."""
    given_bytes = given.strip().lower().encode()
    tries = [sign(secret, text).encode() for secret in secrets if secret]
    return any([hmac.compare_digest(one, given_bytes) for one in tries])  # noqa: C419
