"""Vietnamese phone numbers: reading, showing and masking them; stored as E.164."""

import re

from common.text import normalize

#: How the stand-in of a phone begins whose holder was forgotten.
ERASED = "xoa"
_EXAMPLE = "Ví dụ: 0912 345 678"
_SEPARATORS = re.compile(r"[\s.\-()]")
# Source: mobile prefixes in force in 2026; 031… is free, 02x is a landline.
_MOBILE = re.compile(r"(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}")
_LANDLINE = re.compile(r"2[0-9]{9}")
_PREFIX = re.compile(r"(?:\+?84|0)(?=[0-9])")
_MOBILE_DIGITS = 9


class InvalidPhone(ValueError):
    """A phone number that cannot be dialled; ``message`` is for the person typing."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def parse_phone(text: str, *, allow_landline: bool = False) -> str:
    """Return ``+84912345678`` from the ways people write a Vietnamese number.

    Landlines (02x) pass only as contact numbers, with ``allow_landline``.
    Raises ``InvalidPhone`` with a Vietnamese sentence and an example.
    """
    typed = _SEPARATORS.sub("", normalize(str(text)))
    if not typed:
        raise InvalidPhone(f"Nhập số điện thoại. {_EXAMPLE}")
    if not re.fullmatch(r"\+?[0-9]+", typed):
        raise InvalidPhone(f"Số điện thoại chỉ gồm chữ số. {_EXAMPLE}")
    prefix = _PREFIX.match(typed)
    if not prefix:
        raise InvalidPhone(f"Số điện thoại phải bắt đầu bằng số 0. {_EXAMPLE}")
    national = typed[prefix.end() :]
    if _MOBILE.fullmatch(national) or (allow_landline and _LANDLINE.fullmatch(national)):
        return f"+84{national}"
    raise InvalidPhone(_what_is_wrong(national, allow_landline=allow_landline))


def format_phone(phone: str) -> str:
    """Return ``0912 345 678`` for ``+84912345678``; other text comes back unchanged."""
    if phone and phone.startswith(ERASED):
        return "(đã xoá)"
    if not phone or not phone.startswith("+84"):
        return phone or ""
    local = f"0{phone[3:]}"
    if len(local) == 10:
        return f"{local[:4]} {local[4:7]} {local[7:]}"
    return f"{local[:4]} {local[4:8]} {local[8:]}"


def mask_phone(phone: str) -> str:
    """Return ``0912 *** 678``: enough to recognise, not enough to dial."""
    if phone and phone.startswith(ERASED):
        return "***"
    local = f"0{phone[3:]}" if phone and phone.startswith("+84") else phone or ""
    if len(local) < 8:
        return "***" if local else ""
    return f"{local[:4]} *** {local[-3:]}"


def _what_is_wrong(national: str, *, allow_landline: bool) -> str:
    if national.startswith("2"):
        if not allow_landline:
            return f"Đây là số máy bàn. Nhập số di động. {_EXAMPLE}"
        return "Số máy bàn chưa đúng. Ví dụ: 0208 3852 114"
    if len(national) < _MOBILE_DIGITS:
        missing = _MOBILE_DIGITS - len(national)
        return f"Số điện thoại thiếu {missing} số. {_EXAMPLE}"
    if len(national) > _MOBILE_DIGITS:
        extra = len(national) - _MOBILE_DIGITS
        return f"Số điện thoại thừa {extra} số. {_EXAMPLE}"
    return f"Không có đầu số 0{national[:2]}. Kiểm tra lại số điện thoại. {_EXAMPLE}"
