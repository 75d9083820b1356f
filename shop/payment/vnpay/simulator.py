"""A gateway on our own machine that speaks like VNPAY, to try paying without a contract.

It answers only while the site is EMBEDDED and ``VNPAY_PAY_URL`` points here. Its notices go the
way of the real ones: signed, through the view that the address of notices leads to.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from jobs import outbox
from shop.payment.gateways import ForgedNotice
from shop.payment.vnpay import messages, signing, simulator_book
from shop.payment.vnpay.gateway import merchant

PATH = "/_vnpay/"
KIND = "vnpay-simulator"
LATE = timedelta(seconds=20)
_QUERY_FIELDS = (
    "RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo"
)
_REFUND_FIELDS = (
    "RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo"
    " TransactionDate CreateBy CreateDate IpAddr OrderInfo"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: how the payment ends, and how often the market is told."""

    label: str
    code: str
    status: str
    copies: int = 1
    is_late: bool = False


CHOICES = {
    "ok": Choice("Trả thành công", "00", "00"),
    "cancel": Choice("Hủy", "24", "02"),
    "error": Choice("Trả lỗi", "51", "02"),
    "late": Choice("Trả thành công nhưng báo chậm 20 giây", "00", "00", is_late=True),
    "twice": Choice("Trả thành công nhưng báo 2 lần", "00", "00", copies=2),
    "held": Choice("Trả được nhưng bị nghi ngờ", "07", "07"),
}


def is_on() -> bool:
    """Say whether this machine plays VNPAY."""
    return settings.EMBEDDED and settings.VNPAY_PAY_URL.startswith(PATH)


@never_cache
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest) -> HttpResponse:
    """Show what is to be paid; end the payment as the button says."""
    if not is_on():
        raise Http404
    try:
        params = messages.check(dict(request.GET.lists()), merchant())
    except ForgedNotice:
        return render(request, "payment/simulator.html", {"is_forged": True}, status=400)
    if request.method == "POST" and request.POST.get("choice") in CHOICES:
        return redirect(_finish(params, CHOICES[request.POST["choice"]]))
    context = {
        "choices": CHOICES,
        "amount_vnd": int(params["vnp_Amount"]) // 100,
        "info": params["vnp_OrderInfo"],
        "reference": params["vnp_TxnRef"],
    }
    return render(request, "payment/simulator.html", context)


@csrf_exempt
@require_POST
def api(request: HttpRequest) -> HttpResponse:
    """Answer a question about a payment, or give money back."""
    if not is_on():
        raise Http404
    try:
        words = {key: str(value) for key, value in json.loads(request.body).items()}
    except (ValueError, AttributeError):
        return JsonResponse({"vnp_ResponseCode": "99"}, status=400)
    is_query = words.get("vnp_Command") == "querydr"
    fields = _QUERY_FIELDS if is_query else _REFUND_FIELDS
    text = "|".join(words.get(f"vnp_{field}", "") for field in fields.split())
    if not signing.is_signed(text, words.get(signing.HASH, ""), merchant().secrets):
        return JsonResponse(_answer(words, {"vnp_ResponseCode": "97"}))
    return JsonResponse(_answer(words, _state(words) if is_query else _give_back(words)))


@outbox.handler(KIND)
def tell_late(payload: dict) -> None:
    """Send a notice that was held back."""
    if is_on():
        tell(payload["query"])


def tell(query: str) -> HttpResponse:
    """Send a notice to the view of the real ones, without a network."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = reverse("payment:vnpay-ipn")
    request.META = {"QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "localhost"}
    request.GET = QueryDict(query)
    match = resolve(request.path)
    return match.func(request, *match.args, **match.kwargs)


def _finish(params: dict[str, str], choice: Choice) -> str:
    """End a payment; return where the shopper goes back to."""
    is_paid = choice.code in (messages.DONE, messages.SUSPICIOUS)
    now = messages.stamp(timezone.now())
    result = {
        "vnp_Amount": params["vnp_Amount"],
        "vnp_BankCode": "NCB",
        "vnp_OrderInfo": params["vnp_OrderInfo"],
        "vnp_PayDate": now,
        "vnp_ResponseCode": choice.code,
        "vnp_TmnCode": params["vnp_TmnCode"],
        "vnp_TransactionNo": str(secrets.randbelow(9 * 10**7) + 10**7) if is_paid else "0",
        "vnp_TransactionStatus": choice.status,
        "vnp_TxnRef": params["vnp_TxnRef"],
    }
    result = simulator_book.end(params["vnp_TxnRef"], result)
    query = messages.signed(result, merchant().secret)
    if choice.is_late:
        key = f"{KIND}:{result['vnp_TxnRef']}"
        due = timezone.now() + LATE
        outbox.enqueue(kind=KIND, dedupe_key=key, payload={"query": query}, not_before=due)
    for _copy in range(0 if choice.is_late else choice.copies):
        tell(query)
    return f"{params['vnp_ReturnUrl']}?{query}"


def _state(words: dict[str, str]) -> dict[str, str]:
    payment = simulator_book.payments().get(words["vnp_TxnRef"])
    if payment is None:
        return {"vnp_ResponseCode": "91"}
    kept = ("vnp_Amount", "vnp_BankCode", "vnp_PayDate", "vnp_TransactionNo")
    state = {key: payment[key] for key in kept}
    status = "05" if payment.get("refunds") else payment["vnp_TransactionStatus"]
    return state | {
        "vnp_ResponseCode": "00",
        "vnp_TransactionType": "01",
        "vnp_TransactionStatus": status,
    }


def _give_back(words: dict[str, str]) -> dict[str, str]:
    code = simulator_book.give_back(
        words.get("vnp_TxnRef", ""), words.get("vnp_RequestId", ""), words.get("vnp_Amount", "")
    )
    return {
        "vnp_ResponseCode": code,
        "vnp_Amount": words.get("vnp_Amount", ""),
        "vnp_TransactionType": words.get("vnp_TransactionType", ""),
        "vnp_TransactionStatus": "05" if code == "00" else "09",
    }


def _answer(words: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    answer = {
        "vnp_ResponseId": secrets.token_hex(8),
        "vnp_Command": words.get("vnp_Command", ""),
        "vnp_Message": "Cong thu nghiem",
        "vnp_TmnCode": merchant().tmn_code,
        "vnp_TxnRef": words.get("vnp_TxnRef", ""),
        "vnp_OrderInfo": words.get("vnp_OrderInfo", ""),
        **found,
    }
    text = messages.answer_text(answer)
    return answer | {signing.HASH: signing.sign(merchant().secret, text)}
