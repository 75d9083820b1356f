"""Paying a whole order at VNPAY; the gateway passes the money on to the sellers."""

import json
import logging
import re
from datetime import timedelta
from decimal import Decimal
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from common.errors import BusinessRuleError
from shop.order.models import Order, SellerOrder
from shop.order.states import PaymentMethod, PaymentState, SellerOrderState
from shop.payment import attempts, ledger, shares
from shop.payment.gateways import BadNotice, Notice
from shop.payment.models import PaymentAttempt, PaymentInbox
from shop.payment.vnpay import messages
from shop.payment.vnpay.messages import Merchant, Payment, Result, Verdict

log = logging.getLogger(__name__)

CODE = "vnpay"
LABEL = "Thẻ, ví hoặc ngân hàng qua VNPAY"
NOTE = "Trả một lần cho cả đơn trên trang của VNPAY."
METHOD = PaymentMethod.GATEWAY
HOLD = timedelta(minutes=15)
MAX_TRIES = 5
#: The shares of so many fit the note of one try.
MAX_SELLERS = 24
TIMEOUT_S = 10
#: The machine itself asks; VNPAY wants an address.
_OWN_IP = "127.0.0.1"
_REFUNDING = {"05", "06"}
_DUPLICATE_REQUEST = "94"


class NothingToPay(BusinessRuleError):
    """No part of the order waits for this money."""

    message = "Đơn này không còn gì phải trả. Bạn tải lại trang để xem đơn."


class TooManyTries(BusinessRuleError):
    """The shopper tried often enough."""

    message = "Bạn đã thử trả nhiều lần mà chưa được. Bạn gọi hỗ trợ hoặc đặt đơn trả khi nhận."


class GatewayRefused(Exception):
    """The gateway would not do what was asked, or did not say; a later try may go well."""


def merchant() -> Merchant:
    """Return who we are to VNPAY."""
    return Merchant(
        settings.VNPAY_TMN_CODE, settings.VNPAY_HASH_SECRET, settings.VNPAY_HASH_SECRET_OLD
    )


def missing(partners) -> str:
    """Return why VNPAY is not offered; empty when the contract's data are set."""
    if len({partner.pk for partner in partners}) > MAX_SELLERS:
        return f"VNPAY nhận nhiều nhất {MAX_SELLERS} người bán một đơn. Bạn chia làm hai đơn."
    if settings.VNPAY_TMN_CODE and settings.VNPAY_HASH_SECRET and settings.VNPAY_PAY_URL:
        return ""
    return "Chợ chưa nối với cổng VNPAY. Bạn chọn cách trả tiền khác."


def create(order, parts: list[SellerOrder]) -> None:
    """Write one try for all these parts, with what each seller is owed.

    Called again when an order that nobody has paid became smaller.
    """
    _begin(order, *_owing(parts), number=_tries(order) + 1)


def pay_url(order, *, ip: str) -> str:
    """Return our page that leads on: a form must not be redirected to another site (CSP)."""
    return reverse("payment:vnpay", kwargs={"number": order.number})


@transaction.atomic
def ready_attempt(order) -> PaymentAttempt:
    """Return the try that asks for what is owed now; begin one when there is none.

    Raises ``NothingToPay``, ``TooManyTries``.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if current := open_attempt(order):
        return current
    parts, owed = _waiting(order)
    if not parts:
        raise NothingToPay
    _open_tries(order).update(state=PaymentAttempt.State.CANCELLED)
    before = _tries(order)
    if before >= MAX_TRIES:
        raise TooManyTries
    return _begin(order, parts, owed, number=before + 1)


def open_attempt(order) -> PaymentAttempt | None:
    """Return the try with which the shopper can pay now exactly what is owed. 3 queries."""
    _parts, owed = _waiting(order)
    open_tries = _open_tries(order).filter(expires_at__gt=timezone.now())
    return open_tries.filter(amount_vnd=sum(owed)).first()


def address_of(attempt: PaymentAttempt, *, ip: str, return_url: str) -> str:
    """Return the signed address at VNPAY for a try."""
    we = merchant()
    params = messages.pay_params(we, payment_of(attempt), ip=ip, return_url=return_url)
    return f"{settings.VNPAY_PAY_URL}?{messages.signed(params, we.secret)}"


def payment_of(attempt: PaymentAttempt) -> Payment:
    """Return a try in the words of VNPAY, without accents."""
    number = attempt.reference.rpartition("-")[0]
    return Payment(
        txn_ref=attempt.reference,
        amount_vnd=attempt.amount_vnd,
        info=f"Thanh toan don hang {number}",
        created_at=attempt.created_at,
        expires_at=attempt.expires_at,
    )


def verify(request) -> Notice:
    """Return what an IPN says. Raises ``ForgedNotice`` or ``BadNotice``."""
    params = messages.check(dict(request.GET.lists()), merchant())
    return notice_of(messages.read(params), raw=request.META.get("QUERY_STRING", ""))


def notice_of(result: Result, *, raw: str) -> Notice:
    """Return a result as a notice; IPN and question about one payment give the same reference."""
    return Notice(
        provider=CODE,
        reference=f"{result.txn_ref}:{result.transaction_no}:{result.verdict}"[:80],
        amount_vnd=result.amount_vnd,
        is_paid=result.verdict == Verdict.PAID,
        is_held=result.verdict == Verdict.HELD,
        raw=raw,
        attempt=result.txn_ref[:40],
        occurred_at=result.paid_at,
    )


def query(attempt) -> Notice | None:
    """Ask VNPAY how a try stands; None when it is not decided, or asking is off."""
    if not settings.VNPAY_API_URL:
        return None
    answer = _ask_state(attempt)
    if answer.get("vnp_ResponseCode") != messages.DONE:
        return None
    result = messages.read_answer(answer)
    if result.verdict is None:
        return None
    if (result.txn_ref, result.amount_vnd) != (attempt.reference, attempt.amount_vnd):
        raise BadNotice("another payment")
    return notice_of(result, raw=json.dumps(answer, ensure_ascii=False))


def refund(attempt, *, amount_vnd: Decimal, key: str) -> Notice | None:
    """Let VNPAY give money back; None when the interface is off.

    ``key`` names this refund: asked twice with one key, it is done once. Raises
    ``GatewayRefused``.
    """
    if not settings.VNPAY_API_URL:
        return None
    we = merchant()
    request = messages.refund_request(
        we,
        payment_of(attempt),
        request_id=re.sub(r"[^0-9A-Za-z]", "", key)[-32:],
        amount_vnd=amount_vnd,
        transaction_no=_transaction_no(attempt),
        at=timezone.now(),
        ip=_OWN_IP,
    )
    answer = _post(request)
    code = answer.get("vnp_ResponseCode")
    if code == _DUPLICATE_REQUEST and _went_back(attempt):
        code = messages.DONE
    if code != messages.DONE:
        raise GatewayRefused(f"VNPAY {code}")
    return Notice(
        provider=CODE,
        reference=f"refund:{key}",
        amount_vnd=amount_vnd,
        is_paid=False,
        is_incoming=False,
        raw=json.dumps(answer, ensure_ascii=False),
        attempt=attempt.reference,
        memo=str(answer.get("vnp_TransactionNo", ""))[:40],
    )


def _open_tries(order):
    awaiting = PaymentAttempt.State.AWAITING
    return PaymentAttempt.objects.filter(order=order, gateway=CODE, state=awaiting)


def _waiting(order) -> tuple[list[SellerOrder], list[Decimal]]:
    """Return the parts of an order that wait for money, and how much each. 2 queries."""
    parts = order.seller_orders.filter(state=SellerOrderState.PLACED, payment_method=METHOD)
    return _owing(parts.exclude(payment_state=PaymentState.PAID).order_by("number"))


def _tries(order) -> int:
    return PaymentAttempt.objects.filter(order=order, gateway=CODE).count()


def _owing(parts) -> tuple[list[SellerOrder], list[Decimal]]:
    """Return the parts that are owed money, and how much each. 1 query more than ``parts``."""
    parts = list(parts)
    books = ledger.balances(part.pk for part in parts)
    owing = [part for part in parts if part.pk in books and books[part.pk].due_vnd > 0]
    return owing, [books[part.pk].due_vnd for part in owing]


def _begin(order, parts, amounts, *, number: int) -> PaymentAttempt | None:
    total = sum(amounts)
    if total <= 0:
        return None
    attempt = attempts.begin(
        order=order,
        gateway=CODE,
        reference=f"{order.number}-{number}",
        amount_vnd=total,
        within=HOLD,
        payload=shares.note(parts, amounts),
    )
    SellerOrder.objects.filter(pk__in=[part.pk for part in parts]).update(pay_by=attempt.expires_at)
    for part in parts:
        part.pay_by = attempt.expires_at
    return attempt


def _ask_state(attempt) -> dict:
    now = timezone.now()
    request = messages.query_request(
        merchant(),
        payment_of(attempt),
        request_id=f"Q{attempt.pk}T{now:%Y%m%d%H%M%S%f}"[:32],
        at=now,
        ip=_OWN_IP,
    )
    return _post(request)


def _went_back(attempt) -> bool:
    """Say whether a refund arrived whose answer was lost; a refund before it proves nothing."""
    if PaymentInbox.objects.filter(attempt=attempt, reference__startswith="refund:").exists():
        return False
    return _ask_state(attempt).get("vnp_TransactionStatus") in _REFUNDING


def _transaction_no(attempt) -> str:
    """Return VNPAY's own number of the payment, from the notice that brought the money."""
    rows = PaymentInbox.objects.filter(attempt=attempt, provider=CODE)
    reference = rows.filter(reference__endswith=f":{Verdict.PAID}").values_list("reference")
    return reference.first()[0].split(":")[1] if reference else "0"


def _post(words: dict[str, str]) -> dict:
    """Send a request to the interface; return its checked answer. Raises ``ForgedNotice``."""
    address = settings.VNPAY_API_URL
    if not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise GatewayRefused("VNPAY_API_URL must be https")
    request = Request(  # noqa: S310
        address, json.dumps(words).encode(), {"Content-Type": "application/json"}
    )
    with urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310  # nosec B310
        answer = json.loads(response.read(64 * 1024))
    if not isinstance(answer, dict):
        raise BadNotice("not an object")
    messages.check_answer(answer, merchant())
    return answer
