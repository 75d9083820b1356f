"""A program: place orders at a steady pace and print when each was committed.

place_steadily.py PRODUCT_ID PER_SECOND SECONDS
"""

import os
import sys
import time

sys.path.insert(0, os.getcwd())


def main() -> None:
    import django

    django.setup()
    from catalogue.models import Product
    from places.models import Commune, Province
    from shop.basket.models import Basket
    from shop.order.placing import Customer, place_order
    from shop.partner.strategy import Selector
    from shop.shipping.methods import PerSellerDelivery

    product = Product.objects.get(pk=sys.argv[1])
    pace, seconds = float(sys.argv[2]), float(sys.argv[3])
    hanoi = Province.objects.get(code="01")
    commune = Commune.objects.filter(province=hanoi).first()
    begun = time.time()
    for turn in range(round(pace * seconds)):
        time.sleep(max(0.0, begun + turn / pace - time.time()))
        customer = Customer(
            name="Trần Thu Hà",
            phone=f"+8499{turn:07d}",
            province=hanoi,
            commune=commune,
            line1="Số 12",
        )
        basket = Basket.objects.create()
        basket.strategy = Selector().strategy()
        basket.add_product(product, 1)
        fee = PerSellerDelivery(customer).calculate(basket).incl_tax
        total = basket.total_incl_tax + fee
        place_order(basket=basket, customer=customer, shown_total_vnd=total)
        print(time.time(), flush=True)


if __name__ == "__main__":
    main()
