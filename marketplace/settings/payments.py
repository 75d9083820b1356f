"""Ways to pay: which gateways this installation uses, and their secrets."""

import hashlib
from pathlib import Path

import environ

_env = environ.Env()
# This module is read before the rest of the settings, which read the file again to no effect.
environ.Env.read_env(Path(__file__).resolve().parent.parent.parent / ".env")

#: Modules with the names of ``shop.payment.gateways.Gateway``, in the order shoppers see.
PAYMENT_GATEWAYS = _env.list(
    "PAYMENT_GATEWAYS",
    default=["shop.payment.cod", "shop.payment.vietqr.gateway", "shop.payment.vnpay.gateway"],
)

#: Hosts besides our own that a shopper may be sent to for paying.
PAYMENT_HOSTS = _env.list("PAYMENT_HOSTS", default=[])

#: Secrets of the bank feed, the new one first while it is being changed; none closes the feed.
BANK_FEED_SECRETS = _env.list("BANK_FEED_SECRETS", default=[])

# VNPAY: from the contract. Without code, secret and page it is not offered.
VNPAY_TMN_CODE = _env("VNPAY_TMN_CODE", default="")
VNPAY_HASH_SECRET = _env("VNPAY_HASH_SECRET", default="")
#: Still accepted from VNPAY while the secret is being changed, never used for signing.
VNPAY_HASH_SECRET_OLD = _env("VNPAY_HASH_SECRET_OLD", default="")
VNPAY_PAY_URL = _env("VNPAY_PAY_URL", default="")
#: For asking after payments and giving money back; empty turns both off.
VNPAY_API_URL = _env("VNPAY_API_URL", default="")

_is_embedded = _env.bool("EMBEDDED", default=_env.bool("DEBUG", default=False))
if _is_embedded and not (VNPAY_TMN_CODE or VNPAY_PAY_URL):
    # One machine for trying out plays the gateway itself, with a secret of its own.
    _own = _env("SECRET_KEY", default="insecure-development-key")
    _site = _env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
    VNPAY_TMN_CODE = "THUNGHIEM"
    VNPAY_HASH_SECRET = hashlib.sha256(f"vnpay-simulator:{_own}".encode()).hexdigest()
    VNPAY_PAY_URL = "/_vnpay/thanh-toan/"
    VNPAY_API_URL = f"{_site}/_vnpay/api/"

#: How much of the goods of an order a programme may pay, in percent. Unconfirmed: what NĐ 239/2026
#: leaves of the limit of NĐ 81/2018 for promotions was not seen in full yet.
VOUCHER_MOST_PERCENT = _env.int("VOUCHER_MOST_PERCENT", default=50)
