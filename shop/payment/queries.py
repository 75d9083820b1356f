"""What the operators' pages ask about money."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from common.dates import VIETNAM, format_datetime
from jobs.querysets import MAX_TRIES
from shop.payment import ledger, masking, resolving
from shop.payment.models import PaymentCase, PaymentInbox

#: Names of the providers that send notices, as they write them themselves.
_PROVIDERS = {"sepay": "SePay", "vnpay": "VNPAY"}
#: What a notice calls a thing, and what the operator calls it.
_LABELS = {
    "gateway": "Ngân hàng",
    "transactionDate": "Chuyển lúc",
    "accountNumber": "Vào tài khoản",
    "subAccount": "Tài khoản phụ",
    "content": "Nội dung",
    "description": "Ngân hàng ghi",
    "referenceCode": "Mã của ngân hàng",
    "vnp_BankCode": "Ngân hàng",
    "vnp_CardNumber": "Số thẻ",
    "vnp_CardType": "Loại thẻ",
    "vnp_BankTranNo": "Mã của ngân hàng",
    "vnp_OrderInfo": "Nội dung",
    "vnp_PayDate": "Trả lúc",
    "vnp_TransactionNo": "Mã của VNPAY",
    "vnp_ResponseCode": "Mã kết quả",
    "vnp_TransactionStatus": "Mã trạng thái",
}
_MOMENTS = {"transactionDate": "%Y-%m-%d %H:%M:%S", "vnp_PayDate": "%Y%m%d%H%M%S"}
#: Said above the rows already, or of no use to a person.
_SAID = frozenset(
    {"id", "transferAmount", "transferType", "vnp_Amount", "vnp_TxnRef", "vnp_TmnCode"}
)


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case with what is known and what can be done."""

    case: PaymentCase
    balance: ledger.Balance | None
    notice_from: str
    notice_rows: list[tuple[str, str]]
    can: dict[str, bool]
    refund_words: str


def open_cases(kind: str = "") -> QuerySet[PaymentCase]:
    """Return the cases in the queue, the oldest first; 1 query for a page of them."""
    rows = PaymentCase.objects.filter(is_open=True)
    if kind in PaymentCase.Kind.values:
        rows = rows.filter(kind=kind)
    return rows.select_related("seller_order", "notice").order_by("opened_at", "pk")


def case_page(case: PaymentCase) -> CasePage:
    """Return the page of a case. At most 5 queries."""
    part = case.seller_order
    provider = case.notice.provider if case.notice else ""
    return CasePage(
        case=case,
        balance=ledger.balance_of(part) if part else None,
        notice_from=_PROVIDERS.get(provider, provider),
        notice_rows=_shown_rows(case.notice) if case.notice else [],
        can=resolving.actions_of(case),
        refund_words=_refund_words(case),
    )


def _shown_rows(notice: PaymentInbox) -> list[tuple[str, str]]:
    """Return the rows of a notice under Vietnamese names; names we do not know stay as sent."""
    return [
        (_LABELS.get(key, key), _local_moment(value, _MOMENTS[key]) if key in _MOMENTS else value)
        for key, value in masking.rows_of(notice)
        if key not in _SAID and value
    ]


def _local_moment(value: str, pattern: str) -> str:
    """Return ``23/11/2026 12:03`` for a moment of Vietnam; other texts as they are."""
    try:
        return format_datetime(datetime.strptime(value, pattern).replace(tzinfo=VIETNAM))
    except ValueError:
        return value


def _refund_words(case: PaymentCase) -> str:
    asked = resolving.asked_refund(case)
    if asked is None or asked.done_at:
        return ""
    if asked.tries >= MAX_TRIES:
        return "Cổng thanh toán chưa báo trả lại được. Bạn hỏi cổng trước khi trả bằng cách khác."
    return "Đã nhờ cổng thanh toán trả lại, đang chờ cổng trả lời."
