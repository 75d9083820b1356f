"""Orders that wait on a seller's pages."""

from places.models import Commune
from shop.order import moves
from shop.order.placing import Customer, fresh_basket, place_order
from shop.shipping.methods import PerSellerDelivery
from tests import factories


def place(*goods, phone: str = "+84990123456", user=None, **choices):
    """Return the order of somebody in Hà Nội for ``(product, quantity)`` pairs."""
    commune = Commune.objects.select_related("province").get(code="00004")
    customer = Customer("Trần Thu Hà", phone, commune.province, commune, "Số 12")
    basket = factories.make_basket(*goods)
    fresh = fresh_basket(basket.pk)
    total = fresh.total_incl_tax + PerSellerDelivery(customer).calculate(fresh).incl_tax
    return place_order(
        basket=basket, customer=customer, user=user, shown_total_vnd=total, **choices
    )


def make_part(seller, quantity: int = 5, *, phone: str = "+84990123456", **choices):
    """Return one seller's part: packs of tea at 185.000."""
    tea = factories.make_listing(
        seller, "Chè nõn tôm", price_vnd=185_000, sale_unit="goi", stock=1000
    )
    return place((tea, quantity), phone=phone, **choices).seller_orders.get()


def walk(part, *states):
    """Move a part along."""
    for state in states:
        moves.move(seller_order=part, to=state)
    part.refresh_from_db()
    return part
