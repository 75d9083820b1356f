"""What a trader is told of the own stall: only they know when a change is wrong."""

from django.conf import settings
from django.utils import timezone

from audit.models import AuditEvent
from common.phones import format_phone
from jobs.messages import send_message
from markets.models import Stall, Trader
from markets.paying import Account


def phones_of(trader: Trader) -> set[str]:
    """Return the phones that hear of a change: the one now, and the one that was lately."""
    changed = trader.phone_changed_at
    is_late = changed is None or timezone.now() - changed > Trader.FORMER_PHONE_HEARS
    return {trader.phone, "" if is_late else trader.former_phone} - {""}


def tell_phone(stall: Stall, trader: Trader, phones: set[str], event: AuditEvent) -> None:
    """Tell the phones that were known that another one is written now, or none."""
    words = "không còn ghi số điện thoại này"
    if trader.phone:
        words = f"đổi sang số điện thoại …{trader.phone[-3:]}"
    _tell(stall, words, phones - {trader.phone}, event, "stall-phone")


def tell_account(
    stall: Stall, trader: Trader, phones: set[str], event: AuditEvent, *, paper: bool = False
) -> None:
    """Tell which account the code of the stall pays; ``paper`` may name the one before."""
    account = Account(trader.bank_bin, trader.bank_account, trader.bank_holder)
    words = "không còn nhận chuyển khoản"
    if trader.bank_account:
        words = f"nhận tiền vào {_short(account)}"
    if paper:
        words += ". Mã in cũ vẫn trả vào tài khoản cũ, nhớ in lại"
    _tell(stall, words, phones, event, "stall-account")


def tell_link(
    stall: Stall, shop: str, account: Account, phones: set[str], event: AuditEvent
) -> None:
    """Tell that a shop stands behind the stall, and which account is paid from now on."""
    words = f"gắn với gian hàng {shop}, nhận tiền vào {_short(account)}"
    _tell(stall, words, phones, event, "stall-linked")


def _short(account: Account) -> str:
    return f"{account.bank} …{account.number[-4:]}"


def _tell(stall: Stall, words: str, phones: set[str], event: AuditEvent, template: str) -> None:
    operator = format_phone(settings.OPERATOR["phone"])
    for phone in sorted(phones):
        send_message(
            to_phone=phone,
            template=template,
            text=f"Quầy {stall.place}, {stall.market.name} {words}. Nếu không đúng, gọi ngay "
            f"{operator}",
            # One message for each change, however soon the next one follows.
            dedupe_key=f"{template}:{event.pk}:{phone}",
            urgent=True,
        )
