"""What browsers and VNPAY do in the tests of the gateway."""

import re

from shop.payment.models import PaymentAttempt
from shop.payment.vnpay import messages

IPN = "/api/v1/webhooks/vnpay"
SECRET = "khoa-vnpay-thu-nghiem-0123456789"


def attempt_of(order):
    return PaymentAttempt.objects.filter(order=order).first()


def ipn_query(attempt, *, secret=SECRET, **changes):
    """Return a signed notice of success about a try, with changes."""
    params = {
        "vnp_Amount": str(int(attempt.amount_vnd) * 100),
        "vnp_PayDate": "20261122235959",
        "vnp_ResponseCode": "00",
        "vnp_TmnCode": "TNSAN001",
        "vnp_TransactionNo": "14123456",
        "vnp_TransactionStatus": "00",
        "vnp_TxnRef": attempt.reference,
    }
    return messages.signed(params | changes, secret)


def send(client, query):
    return client.get(f"{IPN}?{query}").json()["RspCode"]


def go(browser, order):
    """Press "go and pay"; return the address of the simulator."""
    page = browser.post(f"/thanh-toan/vnpay/{order.number}/", follow=True)
    return re.search(r'href="(/_vnpay/[^"]+)"', page.content.decode())[1].replace("&amp;", "&")
