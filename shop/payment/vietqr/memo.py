"""The words that tie a bank transfer to a payment, and finding them in what a bank sends.

A memo is ``TNDH`` and ten digits: a reference of nine and its Luhn digit. No symbols, because
banks strip them; a fixed length, because banks glue the next number on.
"""

import re
from functools import cache

from stdnum import luhn

PREFIX = "TNDH"
_DIGITS = 9
_MOST = 10**_DIGITS - 1

# Banks wrap lines and turn symbols into others: one mark may stand between two signs.
_GAP = r"(?:\r\n|[\W_])"
_EXACT = "{prefix}([0-9]{{10}})"


@cache
def _pattern(prefix: str) -> re.Pattern:
    """Return what finds memos of a prefix.

    Digits may be cut once. A cut number must end where its last group ends: the group after
    "TNDH12345678 2026" is a year, not the rest of the number.
    """
    letters = f"{_GAP}?".join(prefix)
    return re.compile(
        rf"{letters}[\W_]{{0,3}}"
        rf"(?P<digits>[0-9]{{10}}|[0-9]{{1,9}}{_GAP}[0-9]{{1,9}}(?![0-9]))",
        re.IGNORECASE,
    )


def memo_of(reference: int | str, *, prefix: str = PREFIX) -> str:
    """Return the memo of a payment reference of one to nine digits: 42 → ``TNDH0000000422``.

    Raises ``ValueError`` when the reference is not a whole number from 1 to 999 999 999.
    """
    text = str(reference)
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= _MOST:
        raise ValueError(f"a payment reference has one to nine digits, not {reference!r}")
    body = text.zfill(_DIGITS)
    return f"{prefix}{body}{luhn.calc_check_digit(body)}"


def reference_of(memo: str, *, prefix: str = PREFIX) -> int:
    """Return the reference inside a memo as we write it. Raises ``ValueError``."""
    match = re.fullmatch(_EXACT.format(prefix=prefix), memo)
    if not match or not _is_ours(match[1]):
        raise ValueError(f"not a memo of ours: {memo!r}")
    return int(match[1]) // 10


def find_memos(content: str, *, prefix: str = PREFIX) -> list[str]:
    """Return the different memos in the words of a bank transfer, first found first.

    Forgives case, symbols, spaces and line breaks; a number with a wrong check digit is no memo.
    """
    found = (re.sub(r"[^0-9]", "", match["digits"]) for match in _pattern(prefix).finditer(content))
    memos = (prefix + digits for digits in found if _is_ours(digits))
    return list(dict.fromkeys(memos))


def _is_ours(digits: str) -> bool:
    return len(digits) == _DIGITS + 1 and luhn.is_valid(digits) and int(digits) > 0
