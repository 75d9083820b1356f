"""The shop of a trader stands behind the own stall. Only the trader does so, never the board.

A board writes the phone by which a trader is known, so a phone that was changed links nothing for
three days, in which the one before is told and can call.
"""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from common.dates import format_datetime
from common.errors import BusinessRuleError
from markets import telling
from markets.boards import label_of, lock_open
from markets.models import Stall, Trader
from markets.paying import Account
from shop.partner.bank import WAIT
from shop.partner.bank_queries import usable_account


class NoShop(BusinessRuleError):
    """The person has no shop on the floor that could stand behind the stall."""

    message = "Tài khoản này chưa có gian hàng trên sàn."


class NoAccount(BusinessRuleError):
    """The shop cannot be paid, so the stall could not either."""

    message = "Gian hàng chưa có tài khoản nhận tiền. Thêm tài khoản trước, rồi gắn quầy."


class PhoneIsNew(BusinessRuleError):
    """Somebody changed the phone of the trader lately."""


@transaction.atomic
def link_shop(*, stall: Stall, user: User) -> Trader:
    """Put the shop of a trader behind the stall: its goods are shown, its account is paid.

    Raises ``NoShop``, ``NoAccount``, ``PhoneIsNew`` and ``StallIsOver``.
    """
    locked = lock_open(stall)
    trader = locked.trader
    partner = trader._meta.get_field("partner").related_model
    own = partner.objects.filter(
        seller__memberships__user=user, seller__memberships__role="owner"
    ).first()
    if own is None or not trader.phone or trader.phone != user.phone:
        raise NoShop
    if trader.partner_id == own.pk:
        return trader
    _refuse_new_phone(trader)
    account = usable_account(own)
    if account is None:
        raise NoAccount
    changes = {"partner": (trader.partner_id, own.pk)}
    trader.partner = own
    trader.save(update_fields=["partner"])
    event = record(
        "stall.linked", on=locked, label=label_of(locked), actor=user, changes=changes
    )  # fmt: skip
    paid = Account(account.bank_bin, account.number, account.holder)
    telling.tell_link(locked, own.name, paid, telling.phones_of(trader), event)
    return trader


def _refuse_new_phone(trader: Trader) -> None:
    changed = trader.phone_changed_at
    if changed is not None and timezone.now() < changed + WAIT:
        raise PhoneIsNew(
            "Số điện thoại của quầy vừa đổi. Bạn gắn được gian hàng từ "
            f"{format_datetime(changed + WAIT)}."
        )
