"""Bank transfer by QR, one for each seller, straight to the seller's own account."""

import secrets
from datetime import timedelta

from common.errors import BusinessRuleError
from shop.order.models import SellerOrder
from shop.order.states import PaymentMethod
from shop.partner.bank_queries import usable_accounts
from shop.partner.models import BankAccount
from shop.payment import attempts, bank_feed
from shop.payment.models import PaymentAttempt
from shop.payment.vietqr import memo, payload

CODE = "vietqr"
LABEL = PaymentMethod.VIETQR.label
NOTE = "Quét mã bằng ứng dụng ngân hàng. Tiền vào thẳng tài khoản người bán, mỗi người một mã."
METHOD = PaymentMethod.VIETQR
HOLD = timedelta(minutes=30)
_REFERENCES = 10**9 - 1


class NoAccount(BusinessRuleError):
    """A seller took the account away while the order was placed."""


def missing(partners) -> str:
    """Return which seller has no account to be paid into; empty when all have. 1 query."""
    partners = list(partners)
    accounts = usable_accounts(partners)
    for partner in partners:
        if partner.pk not in accounts:
            return f"{partner.name} chưa nhận chuyển khoản được. Bạn chọn cách trả tiền khác."
    return ""


def create(order, parts: list[SellerOrder]) -> None:
    """Write one transfer for each seller, to the account that is theirs now.

    Called again when an order that nobody has paid became smaller; a seller who has no account
    any more is then paid into the one that the shopper knows.
    """
    accounts = usable_accounts([part.partner for part in parts])
    for part in parts:
        if part.to_pay_vnd > 0:
            current = accounts.get(part.partner_id)
            _ask(order, part, _details(current) if current else _details_before(part))


def pay_url(order, *, ip: str) -> str:
    """Return nothing: the page of the order shows the codes."""
    return ""


def verify(request):
    """Return what a bank feed tells. Raises ``ForgedNotice`` or ``BadNotice``."""
    return bank_feed.verify(request)


def query(attempt):
    """Return nothing: a feed speaks by itself."""


def refund(attempt, *, amount_vnd, key: str):
    """Return nothing: the seller has the money and sends it back from their own bank."""


def _details(account: BankAccount) -> dict[str, str]:
    return {
        "bank_bin": account.bank_bin,
        "bank_account": account.number,
        "bank_holder": account.holder,
    }


def _details_before(part: SellerOrder) -> dict[str, str]:
    before = PaymentAttempt.objects.filter(seller_order=part, gateway=CODE).first()
    if before is None:
        raise NoAccount(missing([part.partner]))
    names = ("bank_bin", "bank_account", "bank_holder")
    return {name: getattr(before, name) for name in names}


def _ask(order, part: SellerOrder, details: dict[str, str]) -> None:
    words = memo.memo_of(_unused_reference())
    attempt = attempts.begin(
        order=order,
        seller_order=part,
        gateway=CODE,
        reference=words.removeprefix(memo.PREFIX),
        amount_vnd=part.to_pay_vnd,
        within=HOLD,
        **details,
        payload=payload.build(
            payload.TransferQr(
                bin=details["bank_bin"],
                account=details["bank_account"],
                amount_vnd=int(part.to_pay_vnd),
                memo=words,
            )
        ),
    )
    SellerOrder.objects.filter(pk=part.pk).update(pay_by=attempt.expires_at)
    part.pay_by = attempt.expires_at


def _unused_reference() -> int:
    """Return a random number, so that a mistyped memo hits nobody else's transfer."""
    while True:
        number = secrets.randbelow(_REFERENCES) + 1
        reference = memo.memo_of(number).removeprefix(memo.PREFIX)
        if not PaymentAttempt.objects.filter(gateway=CODE, reference=reference).exists():
            return number
