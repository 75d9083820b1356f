"""The envelope of a payment QR: numbered objects with a length, closed by a checksum.

What the objects mean stands in ``payload.py``.
Source: EMVCo QR Code Specification, Merchant-Presented Mode: data organisation; CRC, ID "63".
"""

import re
from binascii import crc_hqx
from collections.abc import Collection, Mapping
from enum import StrEnum

CRC = "63"
_CRC_HEAD = "6304"
_CRC_CHARS = 4
_HEAD_CHARS = 4
_LONGEST = 99
_HEAD = re.compile(r"[0-9]{4}")


class Reason(StrEnum):
    """Why a payment text is refused."""

    NOT_ASCII = "not plain ASCII text"
    CRC_NOT_LAST = "the checksum is not the last object"
    WRONG_CRC = "wrong checksum"
    BAD_HEAD = "an id or a length is not two digits"
    TRUNCATED = "shorter than its length says"
    EMPTY = "an empty value"
    DUPLICATE = "written twice"
    OUT_OF_ORDER = "out of order"
    MISSING = "missing"
    UNEXPECTED = "not known here"
    BAD_VALUE = "a value out of its rule"
    TOO_LONG = "longer than two digits can say"


class PayloadError(ValueError):
    """A payment text that breaks a rule; ``at`` is the object, as in ``38.01``."""

    def __init__(self, reason: Reason, at: str = "") -> None:
        self.reason = reason
        self.at = at
        super().__init__(f"{at}: {reason.value}" if at else reason.value)


def crc(text: str) -> str:
    """Return the four upper-case hex digits of CRC-16/CCITT-FALSE over an ASCII text."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def seal(text: str) -> str:
    """Return a text with its checksum behind it."""
    return f"{text}{_CRC_HEAD}{crc(text + _CRC_HEAD)}"


def check_seal(text: str) -> None:
    """Check that a text is ASCII and ends with its right checksum. Raises ``PayloadError``."""
    if not text.isascii():
        raise PayloadError(Reason.NOT_ASCII)
    body, end = text[:-_CRC_CHARS], text[-_CRC_CHARS:]
    if not body.endswith(_CRC_HEAD):
        raise PayloadError(Reason.CRC_NOT_LAST, CRC)
    if crc(body) != end:
        raise PayloadError(Reason.WRONG_CRC, CRC)


def write(objects: Mapping[str, str], at: str = "") -> str:
    """Return objects as text in order of their ids, without the empty ones.

    Raises ``PayloadError`` when a value is too long to say its length.
    """
    parts = []
    for tag, value in sorted(objects.items()):
        if len(value) > _LONGEST:
            raise PayloadError(Reason.TOO_LONG, path(at, tag))
        if value:
            parts.append(f"{tag}{len(value):02d}{value}")
    return "".join(parts)


def read(text: str, at: str = "") -> dict[str, str]:
    """Return the values of a text by id. Ids must rise. Raises ``PayloadError``."""
    objects: dict[str, str] = {}
    last, start = "", 0
    while start < len(text):
        head = text[start : start + _HEAD_CHARS]
        if len(head) < _HEAD_CHARS:
            raise PayloadError(Reason.TRUNCATED, at)
        if not _HEAD.fullmatch(head):
            raise PayloadError(Reason.BAD_HEAD, at)
        tag, length = head[:2], int(head[2:])
        if tag in objects:
            raise PayloadError(Reason.DUPLICATE, path(at, tag))
        if tag < last:
            raise PayloadError(Reason.OUT_OF_ORDER, path(at, tag))
        if not length:
            raise PayloadError(Reason.EMPTY, path(at, tag))
        start += _HEAD_CHARS
        value = text[start : start + length]
        if len(value) < length:
            raise PayloadError(Reason.TRUNCATED, path(at, tag))
        objects[tag] = value
        last, start = tag, start + length
    return objects


def read_known(
    text: str, *, required: Collection[str], optional: Collection[str] = (), at: str = ""
) -> dict[str, str]:
    """Return the values of a text that holds the required ids and none but the known.

    Raises ``PayloadError``.
    """
    objects = read(text, at)
    for tag in objects:
        if tag not in required and tag not in optional:
            raise PayloadError(Reason.UNEXPECTED, path(at, tag))
    for tag in required:
        if tag not in objects:
            raise PayloadError(Reason.MISSING, path(at, tag))
    return objects


def path(at: str, tag: str) -> str:
    """Return the place of an object: ``38`` and ``01`` → ``38.01``."""
    return f"{at}.{tag}" if at else tag
