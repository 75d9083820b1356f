"""Measure the marketplace on the database that the environment names; print JSON."""

import argparse
import csv
import datetime as dt
import json
import sys
import time
from itertools import islice
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.search_at_scale.titles import Drawn, draw, names_of_sellers  # noqa: E402
from benchmarks.stats_at_scale.clocks import cpu_seconds, spread  # noqa: E402
from catalogue.models import (  # noqa: E402
    OcopCertificate,
    Product,
    ProductClass,
    ProductImage,
    ProductSet,
)
from common.dates import local_today  # noqa: E402
from demo.areas import commune_weights  # noqa: E402
from marketplace.reference import load_reference  # noqa: E402
from pagecache import folding  # noqa: E402
from places.models import Commune  # noqa: E402
from shop.partner.models import Partner, StockRecord  # noqa: E402
from shop.search import current, triggers  # noqa: E402
from shop.search.queries import Wanted, look  # noqa: E402
from shop.search.suggesting import suggestions  # noqa: E402
from stats import keys  # noqa: E402

SELLERS = 5_000
BATCH = 2_000
TABLE = Path(__file__).resolve().parents[2] / "tests" / "shop" / "search" / "data" / "queries.csv"
MENDED = {"typing mistake", "as it sounds", "wrong tone"}
#: Conditions that go with the words in turn.
NARROWED = ("", "&sao=3", "&xa=05503", "&mua=11", "&gia-tu=100000&gia-den=300000",
            "&sap-xep=gia-tang", "&nguoi-ban=household&nhom=I.5.a", "&trang=3")  # fmt: skip


def load(count: int) -> None:
    """List the goods. Triggers step aside, as for any bulk load."""
    weights = commune_weights(with_bac_kan=True)
    codes = list(weights)
    communes = {c.code: c for c in Commune.objects.filter(code__in=codes)}
    names = names_of_sellers(SELLERS)
    kinds = Partner.Kind.values
    partners = Partner.objects.bulk_create(
        Partner(name=name, code=f"nha-{n}", kind=kinds[n % 5], may_sell=True,
                commune=communes[codes[n % len(codes)]])
        for n, name in enumerate(names)
    )  # fmt: skip
    places = [partner.commune.name for partner in partners]
    sets = {s.code: s for s in ProductSet.objects.all()}
    around = partners, sets, ProductClass.objects.get(slug="nong-san")
    stream = enumerate(draw(count, places, SELLERS))
    with keys.suspended():
        triggers.remove(connection)
        while batch := list(islice(stream, BATCH)):
            _write(batch, *around)
        triggers.install(connection)


def _write(batch: list[tuple[int, Drawn]], partners, sets, kind) -> None:
    begun = timezone.now() - dt.timedelta(days=400)
    products = Product.objects.bulk_create(
        Product(
            title=item.title, slug=f"hang-{n}", upc=f"B-{n}", product_class=kind,
            partner=partners[item.seller], product_set=sets[item.set_code], state="approved",
            is_public=True, approved_at=begun + dt.timedelta(minutes=5 * n), net_weight_g=500,
            harvest_mask=item.months, origin_commune=partners[item.seller].commune,
        )
        for n, item in batch
    )  # fmt: skip
    rows = list(zip(batch, products, strict=True))
    StockRecord.objects.bulk_create(
        StockRecord(product=p, partner=p.partner, partner_sku=f"B-{n}", price=item.price_vnd,
                    num_in_stock=9)
        for (n, item), p in rows
    )  # fmt: skip
    today = local_today()
    OcopCertificate.objects.bulk_create(
        OcopCertificate(product=p, stars=3 + n % 3, product_set=p.product_set, decision_no="1",
                        issuer="UBND", issued_on=today - dt.timedelta(days=90),
                        expires_on=today + dt.timedelta(days=900), confirmed_at=begun)
        for (n, _), p in rows if n % 8 == 0
    )  # fmt: skip
    ProductImage.objects.bulk_create(
        ProductImage(product=p, original="x.jpg", caption="", display_order=0, width=640,
                     height=480, renditions={"320": "a-320.webp", "640": "a-640.webp"},
                     rendered_at=begun)
        for _, p in rows
    )  # fmt: skip


def texts() -> list[tuple[str, str]]:
    """Return what is typed, with the kind of question."""
    with TABLE.open(encoding="utf-8", newline="") as source:
        return [(r["query"], r["why"]) for r in csv.DictReader(source, delimiter="|")]


def timed(call, cases: list) -> dict:
    """Return wall and core times of one call for each case."""
    wall, core = [], []
    for case in cases:
        begun, used = time.perf_counter(), cpu_seconds()
        call(case)
        core.append(cpu_seconds() - used)
        wall.append(time.perf_counter() - begun)
    return {"wall": spread(wall), "core": spread(core)}


def measure() -> dict:
    memory = _resident_mb()
    begun, used = time.perf_counter(), cpu_seconds()
    look(Wanted())
    found = {
        "build_s": round(time.perf_counter() - begun, 1),
        "build_core_s": round(cpu_seconds() - used, 1),
        "index_mb": round(_resident_mb() - memory),
    }
    asked = texts()
    plain = [text for text, why in asked if why not in MENDED]
    mended = [text for text, why in asked if why in MENDED]
    shop = Client(HTTP_HOST="127.0.0.1")
    for text, _ in asked[:40]:
        shop.get("/tim-kiem/", {"q": text})

    def first_page(text: str) -> None:
        look(Wanted(text=text)).found[:24]

    def page(address: str) -> None:
        answer = shop.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    def addresses(words: list[str]) -> list[str]:
        return [f"/tim-kiem/?q={t}{NARROWED[n % len(NARROWED)]}" for n, t in enumerate(words)]

    found["search"] = timed(first_page, plain)
    found["search, mended"] = timed(first_page, mended)
    found["page"] = timed(page, addresses(plain))
    found["page, mended"] = timed(page, addresses(mended))
    found["shelf"] = timed(page, [f"/danh-muc/che/?trang={n}" for n in (1, 2, 50, 900)] * 5)
    starts = [t[: 2 + n % 6] for n, t in enumerate(plain)]
    found["suggestions"] = timed(suggestions, starts)
    found["change taken in"] = timed(_change, list(range(1, 21)))
    found["found by chè"] = look(Wanted(text="chè")).found.count()
    return found


def _change(number: int) -> None:
    Product.objects.filter(upc=f"B-{number}").update(
        is_public=number % 2 == 0, title=f"Mới {number}"
    )
    with current.index():
        pass


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--products", type=int)
    asked = words.parse_args()
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    load_reference()
    begun = time.perf_counter()
    load(asked.products)
    # What the worker does every minute.
    folding.fold()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(f"loaded in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    print(json.dumps({"products": asked.products, **measure()}))


if __name__ == "__main__":
    main()
