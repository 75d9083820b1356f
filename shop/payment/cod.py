"""Cash on delivery: paid to whoever hands over the parcel; nothing to set up, nobody to ask."""

from shop.order.states import PaymentMethod
from shop.payment.gateways import ForgedNotice

CODE = "cod"
LABEL = PaymentMethod.COD.label
NOTE = "Xem hàng rồi trả tiền cho người giao, từng kiện một."
METHOD = PaymentMethod.COD


def missing(partners) -> str:
    """Return nothing: every seller takes cash."""
    return ""


def create(order, parts) -> None:
    """Write nothing: the parcel itself is the bill."""


def pay_url(order, *, ip: str) -> str:
    """Return nothing: the shopper pays at the door."""
    return ""


def verify(request):
    """Refuse: nobody sends notices about cash."""
    raise ForgedNotice


def query(attempt):
    """Return nothing: nobody knows but the person at the door."""


def refund(attempt, *, amount_vnd, key: str):
    """Return nothing: cash goes back by hand."""
