"""The code on a slip: made, printed, typed in again, and hashed.

Twelve signs, see ``common.codes``; eleven drawn at random: 19¹¹ of them, 46.7 bits.
"""

from django.utils.crypto import salted_hmac

from common import codes
from common.codes import ALPHABET, check_sign
from common.errors import BusinessRuleError

LENGTH = 12
_DRAWN = LENGTH - 1
_EXAMPLE = "Ví dụ: K7M4-P92T-XH3C."


class MistypedCode(BusinessRuleError):
    """What was typed can be no code of ours: a slip of the finger, no guess."""


def new_code() -> str:
    """Return a code that nobody can guess."""
    return codes.new_code(LENGTH)


def printed(code: str) -> str:
    """Return the code in three groups of four: ``K7M4-P92T-XH3C``."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(typed: str) -> str:
    """Return a typed code as it was made. Asks the database nothing. Raises ``MistypedCode``."""
    code = codes.bare(typed)
    if not code:
        raise MistypedCode(f"Nhập mã in trên phiếu. {_EXAMPLE}")
    if strange := sorted(set(code) - set(ALPHABET)):
        raise MistypedCode(f"Trên phiếu không có chữ “{strange[0]}”. Xem lại rồi gõ lại mã.")
    if len(code) != LENGTH:
        few = "thiếu" if len(code) < LENGTH else "thừa"
        raise MistypedCode(f"Mã {few} {abs(LENGTH - len(code))} chữ. Mã có 12 chữ. {_EXAMPLE}")
    if check_sign(code[:_DRAWN]) != code[-1]:
        raise MistypedCode("Có một chữ gõ sai. Xem từng chữ trên phiếu rồi gõ lại.")
    return code


def hash_code(code: str) -> str:
    """Return what is kept of a code: keyed, so that the table alone opens no account."""
    return salted_hmac("sellers.households.code", code, algorithm="sha256").hexdigest()
