"""How long an order takes to stand in the officials' table, with the worker running.

Starts the whole embedded market in a folder of its own, places orders through the service in
another process, and waits for the cell of each. Baseline of the same run: the time that the
placing itself takes. Prints JSON.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ORDERS = int(os.environ.get("ORDERS", "20"))
GIVE_UP_S = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_market(var: str) -> subprocess.Popen:
    env = os.environ | {"VAR_DIR": var, "PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}
    market = subprocess.Popen(
        [sys.executable, "scripts/run.py"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    for line in market.stdout:
        if "is open" in line:
            return market
    raise SystemExit("The market did not start.")


def place_one(product, customer):
    from django.conf import settings

    from shop.basket.models import Basket
    from shop.order.placing import place_order
    from shop.partner.strategy import Selector
    from shop.shipping.methods import PerSellerDelivery

    basket = Basket.objects.create()
    basket.strategy = Selector().strategy()
    basket.add_product(product, 1)
    fee = PerSellerDelivery(customer).calculate(basket).incl_tax
    total = basket.total_incl_tax + fee
    assert settings.OSCAR_DEFAULT_CURRENCY == "VND"
    return place_order(basket=basket, customer=customer, shown_total_vnd=total)


def placed_in_cell(part) -> int:
    from stats.models import SalesDay

    cells = SalesDay.objects.filter(
        commune_code=part.commune_code, set_code="", stars=-1, cut="", day=part.placed_on
    )
    return sum(cells.values_list("placed", flat=True))


def measure() -> tuple[list[float], list[float]]:
    from django.db.models import F

    from catalogue.models import Product
    from places.models import Commune, Province
    from shop.order.models import SellerOrder
    from shop.order.placing import Customer

    hanoi = Province.objects.get(code="01")
    customer = Customer(
        name="Trần Thu Hà",
        phone="+84990999999",
        province=hanoi,
        commune=Commune.objects.filter(province=hanoi).first(),
        line1="Số 12",
    )
    goods = list(
        Product.objects.browsable().filter(
            stockrecords__num_in_stock__gt=F("stockrecords__num_allocated") + ORDERS
        )[:3]
    )
    placing, lags = [], []
    for turn in range(ORDERS):
        begun = time.perf_counter()
        order = place_one(goods[turn % len(goods)], customer)
        placing.append(time.perf_counter() - begun)
        part = order.seller_orders.get()
        truth = SellerOrder.objects.filter(
            commune_code=part.commune_code, placed_on=part.placed_on
        ).count()
        while placed_in_cell(part) != truth:
            if time.perf_counter() - begun > GIVE_UP_S:
                raise SystemExit(f"The cell of {part.number} did not come in {GIVE_UP_S} s.")
            time.sleep(0.02)
        lags.append(time.perf_counter() - begun)
    return placing, lags


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as var:
        market = start_market(var)
        try:
            os.environ |= {"VAR_DIR": var, "DEBUG": "True"}
            os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings"
            sys.path.insert(0, str(ROOT))
            import django

            django.setup()
            placing, lags = measure()
        finally:
            market.terminate()
            market.wait(30)
    print(
        json.dumps(
            {
                "benchmark": "order to statistic, embedded, worker running",
                "orders": ORDERS,
                "placing_p50_s": round(statistics.median(placing), 3),
                "lag_p50_s": round(statistics.median(lags), 3),
                "lag_max_s": round(max(lags), 3),
                "ratio_lag_to_placing": round(statistics.median(lags) / statistics.median(placing)),
                "django": django.get_version(),
                "at": datetime.now().astimezone().isoformat(timespec="seconds"),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
