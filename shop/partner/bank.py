"""The account on which a seller is paid. Rows are never edited: a change counts from its hour on.

A stolen phone must not move money at once: only the first account of a seller counts at once,
every later one after three days in which the old one stays in force and its owner is warned.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import moving
from accounts.models import User
from common.dates import format_datetime
from common.errors import BusinessRuleError
from common.locks import hold
from common.phones import format_phone
from common.text import fold
from jobs.messages import send_message
from shop.partner.models import BankAccount, Partner
from shop.payment.vietqr.banks import bank_of
from shop.payment.vietqr.payload import PayloadError, TransferQr, build

WAIT = timedelta(hours=72)
MAX_HOLDER = 50
_NUMBER = re.compile(r"[0-9A-Z]{6,19}")


class BadAccount(BusinessRuleError):
    """The account cannot be read; ``field`` names the answer to mend."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Accounts:
    """What is paid now, and what will be paid from when on."""

    current: BankAccount | None
    coming: BankAccount | None


def accounts_of(partner: Partner, *, at: datetime | None = None) -> Accounts:
    """Return the account in force and the one that waits. 1 query."""
    now = at or timezone.now()
    rows = list(BankAccount.objects.filter(partner=partner, withdrawn_at=None))
    rows.sort(key=lambda row: (row.usable_from, row.pk), reverse=True)
    current = next((row for row in rows if row.usable_from <= now), None)
    coming = next((row for row in rows if row.usable_from > now), None)
    return Accounts(current, coming)


@transaction.atomic
def set_account(
    *, partner: Partner, bank_bin: str, number: str, holder: str, actor=None
) -> BankAccount:
    """Name the account that is paid; the first counts at once, a change after ``WAIT``.

    The same account again changes nothing. Raises ``BadAccount``, ``PhoneMoving``.
    """
    if actor is not None:
        moving.require_settled(actor)
    number, holder = clean_number(number), clean_holder(holder)
    if bank_of(bank_bin) is None:
        raise BadAccount("bank_bin", "Chọn ngân hàng trong danh sách.")
    hold(f"bank-account:{partner.pk}")
    # SQLite takes its write lock with the transaction, so both see the other's row.
    now = timezone.now()
    known = accounts_of(partner, at=now)
    wanted = (bank_bin, number, holder)
    for row in (known.coming, known.current if known.coming is None else None):
        if row and (row.bank_bin, row.number, row.holder) == wanted:
            return row
    is_first = not BankAccount.objects.filter(partner=partner).exists()
    _drop(BankAccount.objects.filter(partner=partner, usable_from__gt=now), now)
    account = BankAccount.objects.create(
        partner=partner,
        bank_bin=bank_bin,
        number=number,
        holder=holder,
        usable_from=now if is_first else now + WAIT,
        created_by=actor,
    )
    _warn(account, is_first)
    return account


@transaction.atomic
def withdraw(*, account: BankAccount, actor=None) -> None:
    """Stop using an account; one in force takes older ones with it, so that none comes back."""
    now = timezone.now()
    rows = BankAccount.objects.filter(pk=account.pk)
    if account.usable_from <= now:
        rows = BankAccount.objects.filter(
            partner=account.partner_id, usable_from__lte=account.usable_from
        )
    if _drop(rows, now):
        _tell(account, f"Đã bỏ tài khoản {short(account)} khỏi gian hàng.", "withdrawn")


def clean_number(number: str) -> str:
    """Return the number without spaces, dots and dashes. Raises ``BadAccount``."""
    cleaned = re.sub(r"[\s.\-]", "", number).upper()
    if not _NUMBER.fullmatch(cleaned):
        raise BadAccount("number", "Số tài khoản có từ 6 đến 19 chữ số. Ví dụ: 8500 2051 2345 6.")
    return cleaned


def clean_holder(holder: str) -> str:
    """Return the name as banks print it: ``Trần Thị Ngọc`` → ``TRAN THI NGOC``."""
    cleaned = fold(holder).upper()
    if len(cleaned) < 3 or not re.fullmatch(r"[A-Z0-9 ]+", cleaned):
        raise BadAccount("holder", "Nhập tên chủ tài khoản. Ví dụ: Trần Thị Ngọc.")
    if len(cleaned) > MAX_HOLDER:
        raise BadAccount("holder", f"Tên dài quá. Viết gọn trong {MAX_HOLDER} chữ cái.")
    return cleaned


def short(account: BankAccount) -> str:
    """Return the bank and the last digits, as a message may show them."""
    bank = bank_of(account.bank_bin)
    return f"{bank.short_name if bank else account.bank_bin} …{account.number[-4:]}"


def preview_text(account: BankAccount) -> str:
    """Return the text of a QR without an amount; empty when it cannot be drawn."""
    try:
        return build(TransferQr(bin=account.bank_bin, account=account.number))
    except PayloadError:
        return ""


def _drop(rows, now: datetime) -> int:
    return rows.filter(withdrawn_at=None).update(withdrawn_at=now)


def _warn(account: BankAccount, is_first: bool) -> None:
    if is_first:
        words = f"Gian hàng nhận tiền vào tài khoản {short(account)} từ bây giờ."
    else:
        words = (
            f"Có người đổi tài khoản nhận tiền của gian hàng thành {short(account)}. "
            f"Đổi từ {format_datetime(account.usable_from)}, trước đó tiền vẫn vào tài khoản cũ."
        )
    _tell(account, words, "set")


def _hearing(partner: Partner) -> set[str]:
    """Return the number of the shop and those that its owner had lately, whichever one it writes.

    2 queries.
    """
    owners = User.objects.filter(memberships__seller__partner=partner, memberships__role="owner")
    return {partner.phone, *moving.former_phones(*owners)} - {""}


def _tell(account: BankAccount, words: str, what: str) -> None:
    for phone in sorted(_hearing(account.partner)):
        send_message(
            to_phone=phone,
            template="bank-account",
            text=f"{words} Nếu không phải bà con làm, gọi ngay "
            f"{format_phone(settings.OPERATOR['phone'])}",
            dedupe_key=f"bank-account-{what}:{account.pk}:{phone}",
            urgent=True,
        )
