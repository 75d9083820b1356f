"""Money that a bank tells of with words of a stall or a rent. Never guesses by the amount."""

from markets import fees, selling
from markets.models import Stall, StallCharge
from markets.paying import OF_CHARGE, OF_STALL
from shop.partner.models import BankAccount
from shop.payment.gateways import Notice
from shop.payment.matching import also_ask
from shop.payment.models import PaymentInbox
from shop.payment.vietqr import memo

Outcome = PaymentInbox.Outcome


def read(notice: Notice) -> str:
    """Note money of a stall or a rent; return what it came to, nothing when it is neither.

    Words count only alone, and only on money that came to the account they were drawn for.
    """
    if not notice.is_paid:
        return ""
    stalls = memo.find_memos(notice.memo, prefix=OF_STALL)
    charges = memo.find_memos(notice.memo, prefix=OF_CHARGE)
    if len(stalls) + len(charges) != 1:
        return ""
    return _of_stall(stalls[0], notice) if stalls else _of_charge(charges[0], notice)


def _of_stall(words: str, notice: Notice) -> str:
    number = memo.reference_of(words, prefix=OF_STALL)
    stall = Stall.objects.select_related("trader").filter(pk=number).first()
    if stall is None or not _numbers_of(stall.trader) & set(notice.account.split()):
        return ""
    key = f"{notice.provider}:{notice.reference}"[:90]
    selling.record_told(
        stall=stall, amount_vnd=notice.amount_vnd, key=key, at=notice.occurred_at
    )  # fmt: skip
    return Outcome.MATCHED


def _numbers_of(trader) -> set[str]:
    """Return every account that codes of the trader ever named; old paper still pays."""
    numbers = {trader.bank_account} - {""}
    numbers.update(trader.former_accounts.values_list("number", flat=True))
    if trader.partner_id is not None:
        rows = BankAccount.objects.filter(partner_id=trader.partner_id)
        numbers.update(rows.values_list("number", flat=True))
    return numbers


def _of_charge(words: str, notice: Notice) -> str:
    number = memo.reference_of(words, prefix=OF_CHARGE)
    charge = StallCharge.objects.select_related("market").filter(pk=number).first()
    if charge is None or charge.market.bank_account not in notice.account.split():
        return ""
    was_open = charge.paid_vnd < charge.amount_vnd
    paid = fees.pay_told(
        charge=charge, amount_vnd=notice.amount_vnd, at=notice.occurred_at
    )  # fmt: skip
    if paid.paid_vnd == paid.amount_vnd:
        return Outcome.MATCHED
    if paid.paid_vnd < paid.amount_vnd:
        return Outcome.UNDER
    return Outcome.OVER if was_open else Outcome.DUPLICATE


also_ask(read)
