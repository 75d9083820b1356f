"""A program: place orders on SQLite, die at any moment, tear the log, and look; prints JSON.

power_cut.py KILLS TEARS

Each kill ends a child in the middle of placing orders. A tear is what a power cut may leave: what
was synced with an order that the shopper was told of, and any part of what was written after it,
sectors of which may be missing.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, os.getcwd())

#: Cuts between two orders, each at another byte.
CUTS = 10
SECTOR = 512
_chance = random.Random(2026)

HALF = """
SELECT count(*) FROM order_order o
WHERE NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id)
   OR NOT EXISTS (SELECT 1 FROM order_sellerorder s WHERE s.order_id = o.id)
   OR NOT EXISTS (SELECT 1 FROM payment_source p WHERE p.order_id = o.id)
   OR NOT EXISTS (SELECT 1 FROM jobs_outbox j
                  WHERE j.dedupe_key = 'message:order-placed:' || o.number)
"""
UNEVEN = """
SELECT count(*) FROM partner_stockrecord r WHERE COALESCE(r.num_allocated, 0) <>
  (SELECT COALESCE(sum(l.num_allocated), 0) FROM order_line l WHERE l.stockrecord_id = r.id)
"""


def problems(path: Path, told: set[str]) -> list[str]:
    """Return what is wrong with a database in which these orders must be."""
    with closing(sqlite3.connect(path, timeout=20)) as found:
        said = found.execute("PRAGMA integrity_check").fetchone()[0]
        numbers = {number for (number,) in found.execute("SELECT number FROM order_order")}
        half, uneven = (found.execute(sql).fetchone()[0] for sql in (HALF, UNEVEN))
    checks = {
        f"integrity: {said}": said != "ok",
        f"{len(told - numbers)} orders lost": bool(told - numbers),
        f"{half} half orders": half,
        f"{uneven} stocks uneven": uneven,
    }
    return [words for words, is_bad in checks.items() if is_bad]


def end_of(log: bytes) -> int:
    """Return where the last commit of a write-ahead log ends; older rounds have other salts."""
    page, salt = int.from_bytes(log[8:12], "big"), log[16:24]
    at = end = 32
    while at + 24 + page <= len(log) and log[at + 8 : at + 16] == salt:
        is_commit = log[at + 4 : at + 8] != bytes(4)
        at += 24 + page
        end = at if is_commit else end
    return end


class Shop:
    """Places one order after the other."""

    def __init__(self) -> None:
        from places.models import Commune, Province
        from tests.factories import make_listing, make_seller

        self.product = make_listing(make_seller("HTX mất điện"), "Chè mất điện", stock=100_000)
        self.hanoi = Province.objects.get(code="01")
        self.commune = Commune.objects.filter(province=self.hanoi).first()
        self.count = 0

    def place(self) -> str:
        """Return the number of an order that is committed."""
        from shop.basket.models import Basket
        from shop.order.placing import Customer, place_order
        from shop.partner.strategy import Selector
        from shop.shipping.methods import PerSellerDelivery

        self.count += 1
        phone = f"+8499{os.getpid() % 1000:03d}{self.count:04d}"
        customer = Customer("Trần Thu Hà", phone, self.hanoi, self.commune, "Số 12")
        basket = Basket.objects.create()
        basket.strategy = Selector().strategy()
        basket.add_product(self.product, 1)
        total = basket.total_incl_tax + PerSellerDelivery(customer).calculate(basket).incl_tax
        return place_order(basket=basket, customer=customer, shown_total_vnd=total).number


def kill_one(shop: Shop) -> set[str]:
    """Let a child place orders until it is killed; return the orders that it told of."""
    from django.db import connection

    connection.close()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        while True:
            os.write(writer, f"{shop.place()}\n".encode())
    os.close(writer)
    with open(reader) as told:
        numbers = {told.readline().strip()}
        time.sleep(_chance.uniform(0, 0.8))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return numbers | {line.strip() for line in told if line.endswith("\n")}


class Torn:
    """Copies of a database as power cuts leave them."""

    def __init__(self, path: Path) -> None:
        self.path, self.wal = path, path.with_name(path.name + "-wal")
        self.copy = path.with_name("torn.sqlite3")

    def log(self) -> bytes:
        return self.wal.read_bytes() if self.wal.exists() else b""

    def look(self, base: bytes, log: bytes, told: set[str]) -> list[str]:
        """Return what is wrong when this is all that is left."""
        for end in ("", "-wal", "-shm"):
            self.copy.with_name(self.copy.name + end).unlink(missing_ok=True)
        self.copy.write_bytes(base)
        self.copy.with_name(self.copy.name + "-wal").write_bytes(log)
        return problems(self.copy, told)

    def tears(self, shop: Shop, told: set[str], count: int):
        """Yield what is wrong after each of ``count`` cuts, and whether one too deep is seen."""
        while count > 0:
            told.add(shop.place())
            base, before = self.path.read_bytes(), self.log()
            shop.place()
            after = self.log()
            synced, written = before[: end_of(before)], after[: end_of(after)]
            if written[:32] != synced[:32] or len(written) <= len(synced):
                continue  # the log began anew in between
            for _ in range(min(CUTS, count)):
                rest = bytearray(written[len(synced) : _chance.randint(len(synced), len(written))])
                if len(rest) > SECTOR and _chance.random() < 0.5:
                    at = _chance.randrange(0, len(rest) - SECTOR)
                    rest[at : at + SECTOR] = bytes(SECTOR)
                # What an older round of the log has left stands behind.
                left = before[len(synced) + len(rest) :]
                yield self.look(base, synced + rest + left, told)
                count -= 1
            too_deep = self.look(base, synced[: len(synced) - SECTOR], told)
            assert too_deep, "an order that was synced and is lost is not seen"


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    path = Path(settings.DATABASES["default"]["NAME"])
    shop, told, found = Shop(), set(), []
    for _ in range(int(sys.argv[1])):
        told |= kill_one(shop)
        found += problems(path, told)
    killed = len(told)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        (synchronous,) = cursor.fetchone()
    torn = Torn(path)
    looks = list(torn.tears(shop, told, int(sys.argv[2])))
    found += [words for look in looks for words in look]
    print(
        json.dumps({
            "orders_told_before_kills": killed,
            "tears": len(looks),
            "problems": found[:10],
            "synchronous": synchronous,
        })
    )  # fmt: skip
    shutil.rmtree(torn.copy, ignore_errors=True)


if __name__ == "__main__":
    main()
