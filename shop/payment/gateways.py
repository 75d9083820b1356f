"""Ways to pay: what each offers, and which ones this installation uses.

A gateway is one module with the names below, listed in the setting ``PAYMENT_GATEWAYS``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from typing import Protocol

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Notice:
    """A genuine message of a provider about one payment.

    ``reference`` is the provider's own for this notice; ``attempt`` names our attempt, or is
    empty when it must be found in ``memo``. ``amount_vnd`` is in đồng.
    """

    provider: str
    reference: str
    amount_vnd: Decimal
    is_paid: bool
    raw: str
    attempt: str = ""
    memo: str = ""
    account: str = ""
    is_held: bool = False
    is_incoming: bool = True
    occurred_at: datetime | None = None


class ForgedNotice(Exception):
    """The message does not carry the provider's signature."""


class BadNotice(Exception):
    """The message is signed but cannot be read."""


class Gateway(Protocol):
    """What the module of a gateway offers."""

    CODE: str
    LABEL: str
    NOTE: str
    METHOD: str

    def missing(self, partners: Iterable) -> str:
        """Return in Vietnamese why these sellers cannot be paid this way; empty when they can."""

    def create(self, order, parts: list) -> None:
        """Write the attempts of a new order, in its transaction; talk to nobody."""

    def pay_url(self, order, *, ip: str) -> str:
        """Return where the shopper goes to pay; empty when our own page shows how."""

    def verify(self, request) -> Notice:
        """Return what a provider's request says. Raises ``ForgedNotice`` or ``BadNotice``."""

    def query(self, attempt) -> Notice | None:
        """Ask the provider how an attempt stands; None when it cannot say."""

    def refund(self, attempt, *, amount_vnd: Decimal, key: str) -> Notice | None:
        """Give money back through the provider; None when only the holder can do it."""


def gateways() -> list[Gateway]:
    """Return the gateways of this installation, in the order in which shoppers see them."""
    return [import_module(path) for path in settings.PAYMENT_GATEWAYS]


def gateway(code: str) -> Gateway:
    """Return one gateway by its code. Raises ``LookupError``."""
    for found in gateways():
        if code == found.CODE:
            return found
    raise LookupError(code)
