"""The messages between us and VNPAY: what is in them and in which order it is signed. Pure.

Amounts are đồng here and hundredths of a đồng on the wire; times are Vietnam's.
Source: VNPAY, "Tài liệu kết nối cổng thanh toán PAY" and "Truy vấn, hoàn tiền", version 2.1.0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from common.dates import VIETNAM
from shop.payment.gateways import BadNotice, ForgedNotice
from shop.payment.vnpay import signing

VERSION = "2.1.0"
DONE = "00"
SUSPICIOUS = "07"
#: Money left the bank but did not arrive: nobody may send goods, somebody must look.
REVERSED = "04"
FAILED = "02"
_QUERY_ANSWER = (
    "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate"
    " TransactionNo TransactionType TransactionStatus OrderInfo PromotionCode PromotionAmount"
)
_REFUND_ANSWER = _QUERY_ANSWER.removesuffix(" PromotionCode PromotionAmount")


class Verdict(StrEnum):
    """How a payment stands."""

    PAID = "paid"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who we are to VNPAY; ``old_secret`` is still believed, never used for signing."""

    tmn_code: str
    secret: str
    old_secret: str = ""

    @property
    def secrets(self) -> tuple[str, str]:
        """Return all secrets that a message to us may be signed with."""
        return self.secret, self.old_secret


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment to ask for or to ask about."""

    txn_ref: str
    amount_vnd: Decimal
    info: str
    created_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What VNPAY says of a payment; ``verdict`` is None while it is not decided."""

    txn_ref: str
    amount_vnd: Decimal
    transaction_no: str
    verdict: Verdict | None
    paid_at: datetime | None


def stamp(at: datetime) -> str:
    """Return an instant as ``20261122083000`` in Vietnam (GMT+7)."""
    return at.astimezone(VIETNAM).strftime("%Y%m%d%H%M%S")


def pay_params(merchant: Merchant, payment: Payment, *, ip: str, return_url: str) -> dict:
    """Return what the shopper takes along to the page of VNPAY, unsigned."""
    return {
        "vnp_Version": VERSION,
        "vnp_Command": "pay",
        "vnp_TmnCode": merchant.tmn_code,
        "vnp_Amount": str(int(payment.amount_vnd) * 100),
        "vnp_CreateDate": stamp(payment.created_at),
        "vnp_ExpireDate": stamp(payment.expires_at) if payment.expires_at else "",
        "vnp_CurrCode": "VND",
        "vnp_IpAddr": ip,
        "vnp_Locale": "vn",
        "vnp_OrderInfo": payment.info,
        "vnp_OrderType": "other",
        "vnp_ReturnUrl": return_url,
        "vnp_TxnRef": payment.txn_ref,
    }


def signed(params: Mapping[str, str], secret: str) -> str:
    """Return parameters as a query with its signature at the end."""
    query = signing.query_string(params)
    return f"{query}&{signing.HASH}={signing.sign(secret, query)}"


def check(params: Mapping[str, list[str]], merchant: Merchant) -> dict[str, str]:
    """Return the parameters of a query that VNPAY signed for us. Raises ``ForgedNotice``."""
    ours = {key: values for key, values in params.items() if key.startswith("vnp_")}
    if any(len(values) != 1 for values in ours.values()):
        raise ForgedNotice
    plain = {key: values[0] for key, values in ours.items()}
    text = signing.query_string(plain)
    if not signing.is_signed(text, plain.get(signing.HASH, ""), merchant.secrets):
        raise ForgedNotice
    if plain.get("vnp_TmnCode") != merchant.tmn_code:
        raise ForgedNotice
    return plain


def read(params: Mapping[str, str]) -> Result:
    """Return what a checked notice says of a payment. Raises ``BadNotice``."""
    code, status = params.get("vnp_ResponseCode", ""), params.get("vnp_TransactionStatus", "")
    if not code or not status:
        raise BadNotice("vnp_ResponseCode")
    return _result(params, verdict_of(code, status))


def verdict_of(code: str, status: str) -> Verdict:
    """Return how a payment ended: it is paid only when both words say so."""
    if code == status == DONE:
        return Verdict.PAID
    if SUSPICIOUS in (code, status) or status == REVERSED:
        return Verdict.HELD
    return Verdict.FAILED


def query_request(
    merchant: Merchant, payment: Payment, *, request_id: str, at: datetime, ip: str
) -> dict[str, str]:
    """Return a question about a payment, signed."""
    words = {
        "vnp_RequestId": request_id,
        "vnp_Version": VERSION,
        "vnp_Command": "querydr",
        "vnp_TmnCode": merchant.tmn_code,
        "vnp_TxnRef": payment.txn_ref,
        "vnp_TransactionDate": stamp(payment.created_at),
        "vnp_CreateDate": stamp(at),
        "vnp_IpAddr": ip,
        "vnp_OrderInfo": payment.info,
    }
    return _piped(words, merchant.secret)


def refund_request(
    merchant: Merchant,
    payment: Payment,
    *,
    request_id: str,
    amount_vnd: Decimal,
    transaction_no: str,
    at: datetime,
    ip: str,
) -> dict[str, str]:
    """Return the order to give back all or a part of a payment, signed."""
    words = {
        "vnp_RequestId": request_id,
        "vnp_Version": VERSION,
        "vnp_Command": "refund",
        "vnp_TmnCode": merchant.tmn_code,
        "vnp_TransactionType": "02" if amount_vnd == payment.amount_vnd else "03",
        "vnp_TxnRef": payment.txn_ref,
        "vnp_Amount": str(int(amount_vnd) * 100),
        "vnp_TransactionNo": transaction_no,
        "vnp_TransactionDate": stamp(payment.created_at),
        "vnp_CreateBy": "he thong",
        "vnp_CreateDate": stamp(at),
        "vnp_IpAddr": ip,
        "vnp_OrderInfo": payment.info,
    }
    return _piped(words, merchant.secret)


def answer_text(answer: Mapping[str, str]) -> str:
    """Return the text that the answer to a question or a refund is signed over."""
    is_query = answer.get("vnp_Command") == "querydr"
    fields = _QUERY_ANSWER if is_query else _REFUND_ANSWER
    return "|".join(str(answer.get(f"vnp_{field}", "")) for field in fields.split())


def check_answer(answer: Mapping[str, str], merchant: Merchant) -> None:
    """Check that VNPAY signed an answer for us. Raises ``ForgedNotice``."""
    given = str(answer.get(signing.HASH, ""))
    is_ours = answer.get("vnp_TmnCode") == merchant.tmn_code
    if not is_ours or not signing.is_signed(answer_text(answer), given, merchant.secrets):
        raise ForgedNotice


def read_answer(answer: Mapping[str, str]) -> Result:
    """Return what a checked answer says of a payment; its own code is about the question."""
    verdicts = {
        DONE: Verdict.PAID,
        FAILED: Verdict.FAILED,
        SUSPICIOUS: Verdict.HELD,
        REVERSED: Verdict.HELD,
    }
    found = answer.get("vnp_ResponseCode") == DONE
    return _result(answer, verdicts.get(answer.get("vnp_TransactionStatus")) if found else None)


def _piped(words: dict[str, str], secret: str) -> dict[str, str]:
    return words | {signing.HASH: signing.sign(secret, "|".join(words.values()))}


def _result(params: Mapping[str, str], verdict: Verdict | None) -> Result:
    amount = str(params.get("vnp_Amount", ""))
    if not re.fullmatch(r"[0-9]{3,15}", amount) or not amount.endswith("00"):
        raise BadNotice("vnp_Amount")
    number = str(params.get("vnp_TransactionNo", ""))
    if not re.fullmatch(r"[0-9]{0,20}", number):
        raise BadNotice("vnp_TransactionNo")
    return Result(
        txn_ref=str(params.get("vnp_TxnRef", "")),
        amount_vnd=Decimal(amount) / 100,
        transaction_no=number,
        verdict=verdict,
        paid_at=_instant(str(params.get("vnp_PayDate", ""))),
    )


def _instant(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM)
    except ValueError:
        return None
