"""What the operators' pages ask about money."""

from dataclasses import dataclass

from django.db.models import QuerySet

from jobs.querysets import MAX_TRIES
from shop.payment import ledger, masking, resolving
from shop.payment.models import PaymentCase


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case with what is known and what can be done."""

    case: PaymentCase
    balance: ledger.Balance | None
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
    return CasePage(
        case=case,
        balance=ledger.balance_of(part) if part else None,
        notice_rows=masking.rows_of(case.notice) if case.notice else [],
        can=resolving.actions_of(case),
        refund_words=_refund_words(case),
    )


def _refund_words(case: PaymentCase) -> str:
    asked = resolving.asked_refund(case)
    if asked is None or asked.done_at:
        return ""
    if asked.tries >= MAX_TRIES:
        return "Cổng thanh toán chưa báo trả lại được. Bạn hỏi cổng trước khi trả bằng cách khác."
    return "Đã nhờ cổng thanh toán trả lại, đang chờ cổng trả lời."
