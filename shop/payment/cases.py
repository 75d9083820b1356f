"""The queue of money that a person must look at."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from common.money import format_vnd
from shop.payment.models import PaymentCase

K = PaymentCase.Kind
_SENTENCES = {
    K.UNDER: "Khách còn thiếu {amount}. Chưa gửi hàng, đợi khách chuyển thêm.",
    K.OVER: "Khách chuyển thừa {amount}. Chợ sẽ báo cách trả lại phần thừa.",
    K.LATE: "Tiền {amount} tới sau khi đơn đã hủy. Tiền này cần trả lại khách.",
    K.DUPLICATE: "Khách chuyển hai lần, thừa {amount}. Tiền này cần trả lại khách.",
    K.HELD: "Cổng thanh toán đang giữ {amount} để kiểm tra. Chưa gửi hàng.",
    K.REFUND_DUE: "Cần trả lại khách {amount}.",
}


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What the seller is told about money of one order that is not right."""

    kind: str
    amount_vnd: Decimal
    sentence: str


@transaction.atomic
def open_case(*, kind: str, part=None, amount_vnd: Decimal, notice=None) -> PaymentCase:
    """Put money into the queue; a seller order has one open case, brought up to date."""
    now = timezone.now()
    if part is None:
        return PaymentCase.objects.create(
            kind=kind, amount_vnd=amount_vnd, notice=notice, opened_at=now
        )
    case, is_new = PaymentCase.objects.get_or_create(
        seller_order=part,
        is_open=True,
        defaults={"kind": kind, "amount_vnd": amount_vnd, "notice": notice, "opened_at": now},
    )
    # A case of too little and one of too much can be of the same amount.
    turned = (case.kind == K.UNDER) != (kind == K.UNDER)
    if not is_new and (turned or case.amount_vnd != amount_vnd):
        case.kind, case.amount_vnd = kind, amount_vnd
        case.notice = notice or case.notice
        case.save(update_fields=["kind", "amount_vnd", "notice"])
    return case


def correct_case(*, part, amount_vnd: Decimal) -> int:
    """Bring the amount of a seller order's open case up to date; returns how many there were.

    Money that is said to be sent and has not come is still looked for when less is owed.
    """
    return PaymentCase.objects.filter(seller_order=part, is_open=True).update(amount_vnd=amount_vnd)


def close_case(*, part, actor=None, resolution: str) -> int:
    """Take a seller order's case out of the queue; returns how many there were."""
    return PaymentCase.objects.filter(seller_order=part, is_open=True).update(
        is_open=False, closed_at=timezone.now(), closed_by=actor, resolution=resolution[:300]
    )


def close_held(attempt, *, resolution: str) -> int:
    """Take a gateway's held money out of the queue once it has made up its mind."""
    held = PaymentCase.objects.filter(kind=K.HELD, is_open=True, notice__attempt=attempt)
    return held.update(is_open=False, closed_at=timezone.now(), resolution=resolution[:300])


def case_of(part) -> OpenCase | None:
    """Return the open case of a seller order in words for its seller. 1 query."""
    own = Q(seller_order=part)
    held = Q(kind=K.HELD) & (
        Q(notice__attempt__seller_order=part)
        | Q(notice__attempt__order=part.order_id, notice__attempt__seller_order__isnull=True)
    )
    case = PaymentCase.objects.filter(own | held, is_open=True).order_by("seller_order").first()
    if case is None:
        return None
    words = _SENTENCES[case.kind].format(amount=format_vnd(case.amount_vnd))
    return OpenCase(case.kind, case.amount_vnd, words)
