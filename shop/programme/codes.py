"""Codes of vouchers: how they are made, compared and kept."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from common.errors import BusinessRuleError
from common.phones import InvalidPhone, parse_phone
from shop.programme.models import Programme, ProgrammePhone, VoucherCode

#: No letter that is read for another: no I, L, O, U.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 13 letters of 32 are 65 bits.
_PERSONAL_LETTERS = 13
LEAST, MOST = 4, 20
MOST_AT_ONCE = 5_000


class BadCode(BusinessRuleError):
    """The word cannot be a code."""

    message = f"Mã gồm {LEAST} đến {MOST} chữ không dấu và số, ví dụ TETOCOP."


class BadPhone(BusinessRuleError):
    """A line of a list is no phone."""


class CodeTaken(BusinessRuleError):
    """Another programme has the code."""

    message = "Mã này đã có. Bạn đặt mã khác."


def plain(typed: str) -> str:
    """Return a code as it is compared: no spaces, no dashes, capitals."""
    return "".join(typed.split()).replace("-", "").upper()


def hash_of(code: str) -> str:
    """Return the keyed hash under which a code is kept."""
    return salted_hmac("programme.code", plain(code), algorithm="sha256").hexdigest()


def phone_hash(phone: str) -> str:
    """Return the keyed hash under which a phone of a list is kept."""
    return salted_hmac("programme.phone", phone, algorithm="sha256").hexdigest()


def code_of(typed: str) -> VoucherCode | None:
    """Return the code that was typed, with its programme. 1 query, none for what is none."""
    text = plain(typed)
    if not LEAST <= len(text) <= MOST or not text.isascii() or not text.isalnum():
        return None
    found = VoucherCode.objects.select_related("programme")
    return found.filter(code_hash=hash_of(text)).first()


@transaction.atomic
def add_common(*, programme: Programme, typed: str) -> VoucherCode:
    """Make a code that everybody may know. Raises ``BadCode`` or ``CodeTaken``."""
    text = plain(typed)
    if not LEAST <= len(text) <= MOST or not text.isascii() or not text.isalnum():
        raise BadCode
    code, is_new = VoucherCode.objects.get_or_create(
        code_hash=hash_of(text),
        defaults={"programme": programme, "shown": text, "made_at": timezone.now()},
    )
    if not is_new:
        raise CodeTaken
    return code


@transaction.atomic
def make_personal(*, programme: Programme, count: int) -> list[str]:
    """Make codes that work once each and return them; they are not shown again."""
    texts = [_personal() for _ in range(min(count, MOST_AT_ONCE))]
    now = timezone.now()
    VoucherCode.objects.bulk_create(
        VoucherCode(programme=programme, code_hash=hash_of(text), is_personal=True, made_at=now)
        for text in texts
    )
    return texts


@transaction.atomic
def list_phones(*, programme: Programme, typed: str) -> int:
    """Put phones on the list, one a line; return how many are new. Raises ``BadPhone``."""
    hashes = {phone_hash(_phone(line)) for line in typed.splitlines() if line.strip()}
    known = programme.phones.filter(phone_hash__in=hashes)
    new = hashes - set(known.values_list("phone_hash", flat=True))
    ProgrammePhone.objects.bulk_create(
        ProgrammePhone(programme=programme, phone_hash=one) for one in sorted(new)
    )
    return len(new)


def _phone(line: str) -> str:
    try:
        return parse_phone(line)
    except InvalidPhone as problem:
        raise BadPhone(f"Dòng “{line.strip()[:30]}”: {problem.message}") from problem


def _personal() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_PERSONAL_LETTERS))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
