"""The code on a slip: made, printed, typed in again, and hashed.

Twelve signs of 19, eleven drawn at random and one that checks them. No vowel and no D: a phone
with a Vietnamese keyboard turns none of these signs into another. None looks like another
either. The order of the signs and the weights never change: slips are out there.
"""

import re
import secrets

from django.utils.crypto import salted_hmac

from common.errors import BusinessRuleError

ALPHABET = "23456789CFHKMNPRTVX"
LENGTH = 12
_DRAWN = LENGTH - 1
_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_BETWEEN = re.compile(r"[\W_]+")
_EXAMPLE = "Ví dụ: K7M4-P92T-XH3C."


class MistypedCode(BusinessRuleError):
    """What was typed can be no code of ours: a slip of the finger, no guess."""


def new_code() -> str:
    """Return a code that nobody can guess: 19¹¹ of them, 46.7 bits."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(_DRAWN))
    return drawn + check_sign(drawn)


def check_sign(drawn: str) -> str:
    """Return the last sign of a code.

    The weighted sum of all twelve is 0 modulo 19. 19 is prime and the weights differ, so one
    wrong sign and any two signs in each other's place are always noticed.
    """
    total = sum(weight * _VALUE[sign] for weight, sign in enumerate(drawn, 1))
    return ALPHABET[-total * pow(LENGTH, -1, len(ALPHABET)) % len(ALPHABET)]


def printed(code: str) -> str:
    """Return the code in three groups of four: ``K7M4-P92T-XH3C``."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(typed: str) -> str:
    """Return a typed code as it was made. Asks the database nothing. Raises ``MistypedCode``."""
    code = _BETWEEN.sub("", typed).upper()
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
