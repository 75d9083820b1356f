"""Where money of a market goes, and the VietQR for it. Nothing is held by the floor."""

from dataclasses import dataclass

from markets.models import Market, PaidInto, Stall, StallCharge, Trader
from shop.partner.bank_queries import usable_accounts
from shop.payment.vietqr import memo
from shop.payment.vietqr.banks import bank_of
from shop.payment.vietqr.payload import PayloadError, TransferQr, build

#: Words of a transfer to a stall, and for a rent: the prefix, nine digits and a check digit.
OF_STALL, OF_CHARGE = "TNCQ", "TNPC"
#: A transfer of 500 million đồng and more is not made by FastFund 247.
MOST_VND = 499_999_999
_BY_FOUR = 4


@dataclass(frozen=True, slots=True)
class Account:
    """An account to pay into, ready to show."""

    bin: str
    number: str
    holder: str

    @property
    def bank(self) -> str:
        """Return the short name of the bank."""
        bank = bank_of(self.bin)
        return bank.short_name if bank else self.bin

    @property
    def spaced(self) -> str:
        """Return the number in groups of four."""
        starts = range(0, len(self.number), _BY_FOUR)
        return " ".join(self.number[start : start + _BY_FOUR] for start in starts)


def accounts_of(traders: list[Trader]) -> dict[int, Account]:
    """Return where each trader is paid, by id: the shop's account goes before one of the own.

    Traders without one are left out; load ``partner``. ≤ 1 query.
    """
    partners = {trader.partner for trader in traders if trader.partner_id}
    usable = usable_accounts(partners) if partners else {}
    found = {}
    for trader in traders:
        if row := usable.get(trader.partner_id):
            found[trader.pk] = Account(row.bank_bin, row.number, row.holder)
        elif trader.partner_id is None and (own := own_account(trader)):
            found[trader.pk] = own
    return found


def own_account(row: PaidInto) -> Account | None:
    """Return the account that stands on a market or a trader."""
    if not row.bank_account:
        return None
    return Account(row.bank_bin, row.bank_account, row.bank_holder)


def stall_memo(stall: Stall) -> str:
    """Return the words by which a transfer is known to be for a stall."""
    return memo.memo_of(stall.pk, prefix=OF_STALL)


def charge_memo(charge: StallCharge) -> str:
    """Return the words by which a transfer is known to pay a rent."""
    return memo.memo_of(charge.pk, prefix=OF_CHARGE)


def payload_of(account: Account, words: str, amount_vnd: int | None = None) -> str:
    """Return the text of a VietQR; empty when the account cannot be written in one."""
    qr = TransferQr(bin=account.bin, account=account.number, amount_vnd=amount_vnd, memo=words)
    try:
        return build(qr)
    except PayloadError:
        return ""


def board_of(market: Market) -> str:
    """Return what the board of a market is called."""
    return market.board_name or f"Ban quản lý {market.name}"
