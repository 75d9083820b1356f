"""Text made small once, for as many readers as come; its beginning may differ for each of them.

A page is cut behind its last slot (``pagecache.slots``): gzip makes the two parts small apart from
each other, so that only the beginning, some kilobytes, is made small again for a visitor.
"""

import functools
import gzip
import re
import struct
import zlib
from dataclasses import dataclass

import brotli

#: A page of 60 KB takes about 2 ms; the next steps take ten times that and save 3 %.
_BROTLI, _GZIP = 5, 6
_REFUSED = re.compile(r"q\s*=\s*0(\.0*)?\s*$")
#: Source: RFC 1952. No name, no time, any system.
_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_GZIP_TRAILER = struct.Struct("<II")


@dataclass(frozen=True, slots=True)
class Small:
    """A text in its small forms."""

    br: bytes
    gzip: bytes
    #: Where the part that stays begins: in ``gzip``, and how long and with which checksum it is.
    stays_at: int
    stays_length: int
    stays_crc: int

    @property
    def size(self) -> int:
        """Return the bytes that are kept."""
        return len(self.br) + len(self.gzip)

    def of(self, coding: str) -> bytes:
        """Return the text in an encoding; without one as it was."""
        return {"br": self.br, "gzip": self.gzip}[coding] if coding else gzip.decompress(self.gzip)

    def beginning(self) -> bytes:
        """Return the part that may differ, as it was."""
        squeezed = self.gzip[len(_GZIP_HEADER) : self.stays_at]
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(squeezed)

    def gzip_with(self, beginning: bytes) -> bytes:
        """Return the text behind another beginning, in gzip."""
        crc = _joined(zlib.crc32(beginning), self.stays_crc, self.stays_length)
        stays = self.gzip[self.stays_at : -_GZIP_TRAILER.size]
        length = len(beginning) + self.stays_length
        return b"".join([_GZIP_HEADER, _open(beginning), stays, _GZIP_TRAILER.pack(crc, length)])


def small(body: bytes, cut: int = 0) -> Small:
    """Make a text small; what follows ``cut`` stays the same for everybody."""
    beginning, stays = body[:cut], body[cut:]
    opened = _GZIP_HEADER + _open(beginning)
    squeeze = zlib.compressobj(_GZIP, zlib.DEFLATED, -zlib.MAX_WBITS)
    closed = squeeze.compress(stays) + squeeze.flush()
    return Small(
        br=brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI),
        gzip=opened + closed + _GZIP_TRAILER.pack(zlib.crc32(body), len(body)),
        stays_at=len(opened),
        stays_length=len(stays),
        stays_crc=zlib.crc32(stays),
    )


def best(accepted: str) -> str:
    """Return the smallest encoding that an ``Accept-Encoding`` takes; empty for none."""
    if not accepted:
        return ""
    words = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        words[name.strip()] = not _REFUSED.search(weight)
    return next((name for name in ("br", "gzip") if words.get(name)), "")


def _open(beginning: bytes) -> bytes:
    """Make a beginning small so that whole bytes end it and what follows refers to none of it."""
    squeeze = zlib.compressobj(_GZIP, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(beginning) + squeeze.flush(zlib.Z_FULL_FLUSH)


def _joined(crc: int, crc_behind: int, length_behind: int) -> int:
    """Return the checksum of two texts together: CRC-32 is linear in the bits before."""
    for bit, effect in enumerate(_effects(length_behind)):
        if crc >> bit & 1:
            crc_behind ^= effect
    return crc_behind


@functools.lru_cache(maxsize=4096)
def _effects(length: int) -> tuple[int, ...]:
    """Return what each bit of a checksum does to that of so many bytes behind it."""
    zeros = bytes(length)
    base = zlib.crc32(zeros)
    return tuple(zlib.crc32(zeros, 1 << bit) ^ base for bit in range(32))
