"""Vietnamese tax numbers: 10 digits, a branch with 3 more, or the 12 of a person.

Source: TT 86/2024/TT-BTC Đ.5 (a household's number is its personal number since 1/7/2025);
the check digit as in stdnum ``vn.mst``.
"""

import re

from stdnum.exceptions import ValidationError
from stdnum.vn import mst

_PERSONAL = re.compile(r"0(?:0[1-9]|[1-8]\d|9[0-6])\d{9}")


class BadTaxNumber(ValueError):
    """The number cannot be one; ``message`` tells what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def parse_tax_number(typed: str, *, personal: bool = False) -> str:
    """Return the digits alone: ``4600 100 155`` → ``4600100155``, a branch as 13 digits.

    ``personal`` takes the 12 digits of a person too. Raises ``BadTaxNumber``.
    """
    digits = re.sub(r"[\s.\-]", "", typed)
    if not (digits.isascii() and digits.isdigit()):
        raise BadTaxNumber("Mã số thuế chỉ gồm chữ số. Ví dụ: 4600100155.")
    if len(digits) == 12 and personal:
        if not _PERSONAL.fullmatch(digits):
            raise BadTaxNumber("Số 12 chữ số này không đúng. Xem lại số định danh trên căn cước.")
        return digits
    if len(digits) not in (10, 13):
        lengths = "10, 12 hoặc 13" if personal else "10 hoặc 13"
        raise BadTaxNumber(f"Mã số thuế có {lengths} chữ số. Ví dụ: 4600100155.")
    try:
        return mst.validate(digits)
    except ValidationError as problem:
        raise BadTaxNumber("Mã số thuế gõ sai một số nào đó. Xem lại trên giấy.") from problem


def masked(last: str) -> str:
    """Return a number of which only the last digits are shown: ``••• 155``."""
    return f"••• {last}"
