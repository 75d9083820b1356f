"""Which orders a browser has placed, and which basket a form belongs to."""

from django.core.signing import BadSignature, Signer

from places.queries import provinces_for_select
from shop.order.models import Order

#: Oscar's own name for the order to thank for.
LAST_ORDER = "checkout_order_id"
ORDERS = "order_ids"
MAX_ORDERS = 20
#: The province for which a shopper has looked at the freight.
PROVINCE = "giao_den"

_signer = Signer(salt="shop.checkout.basket")


def basket_key(basket) -> str:
    """Return the key that a checkout form carries: it outlives the basket's cookie."""
    return _signer.sign(str(basket.pk))


def order_of_key(key: str, user) -> Order | None:
    """Return the order that the basket of a form has become; None while it is open."""
    try:
        basket_id = int(_signer.unsign(key))
    except (BadSignature, ValueError):
        return None
    order = Order.objects.filter(basket_id=basket_id).first()
    if order is None or order.user_id not in (None, user.pk):
        return None
    return order


def remember_order(session, order: Order) -> None:
    """Let this browser open the order without signing in."""
    known = [pk for pk in session.get(ORDERS, []) if pk != order.pk]
    session[ORDERS] = [*known, order.pk][-MAX_ORDERS:]
    session[LAST_ORDER] = order.pk


def remember_province(session, code: str) -> None:
    """Begin the next checkout with a province; an unknown code changes nothing."""
    if code and code != session.get(PROVINCE) and code in {p.code for p in provinces_for_select()}:
        session[PROVINCE] = code


def knows_order(session, order: Order) -> bool:
    """Say whether this browser placed the order."""
    return order.pk in session.get(ORDERS, [])
