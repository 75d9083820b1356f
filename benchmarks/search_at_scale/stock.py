"""Measure the search of django-oscar as its guide sets it up, on the same titles; print JSON."""

import argparse
import json
import re
import sys
import time
from itertools import islice

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

from benchmarks.search_at_scale.titles import draw  # noqa: E402
from benchmarks.stats_at_scale.clocks import cpu_seconds, spread  # noqa: E402

Product = get_model("catalogue", "Product")
TYPED = ("chè móc câu", "che moc cau", "miến dong", "mien dog", "mật ong", "gạo nếp")
#: Every match is loaded into memory, so each of these takes long.
BATCH = 2_000


def load(count: int) -> None:
    kind = get_model("catalogue", "ProductClass").objects.create(name="Farm goods")
    partner = get_model("partner", "Partner").objects.create(name="Seller", code="seller")
    record = get_model("partner", "StockRecord")
    stream = enumerate(draw(count, ["Tân Cương"] * 5000, 5000))
    while batch := list(islice(stream, BATCH)):
        products = Product.objects.bulk_create(
            Product(title=item.title, slug=f"p-{n}", upc=f"B-{n}", product_class=kind)
            for n, item in batch
        )
        record.objects.bulk_create(
            record(product=p, partner=partner, partner_sku=p.upc, price=10, num_in_stock=9)
            for p in products
        )


def measure() -> dict:
    shop = Client(HTTP_HOST="127.0.0.1")
    wall, core, found = [], [], {}
    for text in TYPED:
        begun, used = time.perf_counter(), cpu_seconds()
        answer = shop.get("/search/", {"q": text})
        core.append(cpu_seconds() - used)
        wall.append(time.perf_counter() - begun)
        said = re.search(r"(\d+)</strong> result", answer.content.decode())
        found[text] = int(said[1]) if said else f"page {answer.status_code}"
        print(text, found[text], f"{wall[-1]:.1f} s", file=sys.stderr)
    return {"page": {"wall": spread(wall), "core": spread(core)}, "found": found}


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--products", type=int)
    asked = words.parse_args()
    call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
    load(asked.products)
    print(json.dumps({"products": asked.products, **measure()}))


if __name__ == "__main__":
    main()
