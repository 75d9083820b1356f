"""Codes that people type from paper: drawn at random, the last sign checks the others.

Nineteen signs. No vowel and no D: a phone with a Vietnamese keyboard turns none of them into
another, and none looks like another. Their order and the weights never change: paper is out there.
"""

import re
import secrets

ALPHABET = "23456789CFHKMNPRTVX"
_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_BETWEEN = re.compile(r"[\W_]+")


def new_code(length: int) -> str:
    """Return a code of so many signs, at most 18, that does not follow from another one."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return drawn + check_sign(drawn)


def check_sign(drawn: str) -> str:
    """Return the last sign of a code.

    The weighted sum of all signs is 0 modulo 19. 19 is prime and the weights differ, so one
    wrong sign and any two signs in each other's place are always noticed.
    """
    total = sum(weight * _VALUE[sign] for weight, sign in enumerate(drawn, 1))
    return ALPHABET[-total * pow(len(drawn) + 1, -1, len(ALPHABET)) % len(ALPHABET)]


def bare(typed: str) -> str:
    """Return what was typed in capitals, without hyphens and spaces."""
    return _BETWEEN.sub("", typed).upper()


def is_whole(code: str, length: int) -> bool:
    """Tell whether a bare code has its length, only known signs, and the right last sign."""
    return len(code) == length and set(code) <= set(ALPHABET) and check_sign(code[:-1]) == code[-1]
