"""Money on its way, for tests: accounts, notices of banks, and orders that wait for them."""

import itertools
import json
import time
from datetime import timedelta

from django.utils import timezone

from shop.partner.models import BankAccount
from shop.payment import bank_feed
from shop.payment.gateways import Notice
from tests.factories import make_basket, make_listing, make_seller

SECRET = "khoa-thu-cua-ngan-hang"
_serial = itertools.count(1)


def paid_seller(name: str = "HTX chè Đồi Xanh"):
    """Return a seller who can be paid by transfer."""
    seller = make_seller(name)
    give_account(seller.partner)
    return seller


def give_account(partner, number: str = "") -> BankAccount:
    """Let a seller be paid into an account from now on."""
    return BankAccount.objects.create(
        partner=partner,
        bank_bin="970405",
        number=number or f"85052{next(_serial):08d}",
        holder="NGUYEN VAN A",
        usable_from=timezone.now() - timedelta(days=2),
    )


def waiting_part(place, *, price_vnd: int = 150_000, stock: int = 1000, pay_with="vietqr"):
    """Return a seller order of two packets that waits for a transfer, of a phone of its own."""
    product = make_listing(paid_seller(), price_vnd=price_vnd, stock=stock)
    return order_of(place, product, pay_with=pay_with)


def order_of(place, product, *, pay_with="vietqr"):
    """Return a seller order of two pieces of goods that waits for money."""
    phone = f"+84991{next(_serial):06d}"
    order = place(make_basket((product, 2)), pay_with=pay_with, phone=phone)
    return order.seller_orders.get()


def attempt_of(part):
    """Return the one transfer that pays a seller order."""
    return part.payment_attempts.get()


def transfer(attempt, amount=None, *, reference="", memo="", account="", **more) -> Notice:
    """Return the notice of a transfer as a bank feed gives it."""
    return Notice(
        **{
            "provider": bank_feed.PROVIDER,
            "reference": reference or f"{next(_serial)}",
            "amount_vnd": attempt.amount_vnd if amount is None else amount,
            "is_paid": True,
            "raw": "{}",
            "memo": memo or f"MBVCB.123.TNDH{attempt.reference}.CT tu 0123 NGUYEN VAN B",
            "account": account or attempt.bank_account,
            **more,
        }
    )


def sepay(attempt, amount=None, **changes) -> dict:
    """Return the body of a SePay webhook about a transfer."""
    number = next(_serial)
    return {
        "id": 90_000 + number,
        "gateway": "Agribank",
        "transactionDate": "2026-11-22 23:59:30",
        "accountNumber": attempt.bank_account,
        "subAccount": None,
        "code": None,
        "content": f"TNDH{attempt.reference} chuyen tien",
        "transferType": "in",
        "transferAmount": int(attempt.amount_vnd if amount is None else amount),
        "accumulated": 19_077_000,
        "referenceCode": f"FT{number}",
        "description": "",
    } | changes


def send_sepay(client, body, *, secret=SECRET, at=None, signature=None):
    """Send a webhook of the bank feed; ``body`` is a dict or raw bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int(time.time() if at is None else at))
    headers = {"X-SePay-Timestamp": stamp}
    headers["X-SePay-Signature"] = (
        bank_feed.signature(secret, stamp, raw) if signature is None else signature
    )
    return client.post(
        "/api/v1/webhooks/bank", raw, content_type="application/json", headers=headers
    )
