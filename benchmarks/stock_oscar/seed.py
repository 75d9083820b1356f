"""Put goods on sale in stock Oscar: ``seed.py TITLE COUNT STOCK``. Prints JSON.

``DATABASE_URL`` and ``DJANGO_SETTINGS_MODULE=stock_oscar.settings`` say where.
"""

import json
import sys
from decimal import Decimal

import django


def list_goods(title: str, count: int, stock: int) -> list[dict]:
    from oscar.core.loading import get_model

    Product = get_model("catalogue", "Product")
    kind, _ = get_model("catalogue", "ProductClass").objects.get_or_create(name="Farm goods")
    partner, _ = get_model("partner", "Partner").objects.get_or_create(name="Seller", code="seller")
    get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="GB",
        defaults={"printable_name": "United Kingdom", "is_shipping_country": True},
    )
    goods = []
    for number in range(1, count + 1):
        product = Product.objects.create(title=f"{title} {number}", product_class=kind)
        get_model("partner", "StockRecord").objects.create(
            product=product,
            partner=partner,
            partner_sku=str(product.pk),
            price=Decimal("15.00"),
            num_in_stock=stock,
        )
        goods.append({"id": product.pk, "title": product.title, "path": product.get_absolute_url()})
    return goods


if __name__ == "__main__":
    django.setup()
    print(json.dumps(list_goods(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
