"""Buyers' phones on pages that a helper sees: enough to recognise, not enough to dial."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from common.phones import mask_phone

Shown = TypeVar("Shown")
#: A phone as people type it into a note, not inside a word, an address or a longer number.
_PHONE = re.compile(r"(?<![\w/+])(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?![\w/])")


def masked(value: Shown) -> Shown:
    """Return what a page shows with every phone in it masked, however deep it stands."""
    if isinstance(value, str):
        return _PHONE.sub(lambda found: _mask(found[0]), value)
    if isinstance(value, list | tuple):
        return type(value)(masked(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: masked(getattr(value, f.name)) for f in fields(value)})
    return value


def _mask(typed: str) -> str:
    digits = re.sub(r"\D", "", typed)
    national = digits[2:] if digits.startswith("84") else digits[1:]
    return mask_phone(f"+84{national}")
