"""The answer to a notice of VNPAY: checked, then acted on once."""

import logging

from shop.payment import inbox
from shop.payment.gateways import BadNotice, ForgedNotice, Notice
from shop.payment.models import PaymentAttempt, PaymentInbox
from shop.payment.vnpay import gateway

log = logging.getLogger(__name__)
Outcome = PaymentInbox.Outcome

CONFIRMED = ("00", "Confirm Success")
UNKNOWN_ORDER = ("01", "Order not found")
ALREADY_CONFIRMED = ("02", "Order already confirmed")
WRONG_AMOUNT = ("04", "Invalid amount")
FORGED = ("97", "Invalid signature")
UNKNOWN_ERROR = ("99", "Unknown error")
_OLD_NEWS = {Outcome.DUPLICATE, Outcome.IGNORED}


def answer(request) -> tuple[str, str]:
    """Return the code and the words that VNPAY gets; it asks again after every 99."""
    try:
        return _answer(gateway.verify(request))
    except ForgedNotice:
        log.warning("payment: a notice in the name of VNPAY is forged")
        return FORGED
    except BadNotice as problem:
        log.warning("payment: a notice of VNPAY cannot be read: %s", problem)
        return UNKNOWN_ERROR
    except Exception:
        log.exception("payment: a notice of VNPAY failed")
        return UNKNOWN_ERROR


def _answer(notice: Notice) -> tuple[str, str]:
    attempt = PaymentAttempt.objects.filter(gateway=gateway.CODE, reference=notice.attempt).first()
    if attempt is None:
        return UNKNOWN_ORDER
    if attempt.amount_vnd != notice.amount_vnd:
        log.error("payment: VNPAY tells another amount than we asked for")
        return WRONG_AMOUNT
    receipt = inbox.take_once(notice)
    is_old = not receipt.is_first or receipt.outcome in _OLD_NEWS
    return ALREADY_CONFIRMED if is_old else CONFIRMED
