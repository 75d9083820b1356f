"""What one more order costs: its writer, with and without triggers, and the drain after it."""

import random
import time

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.stats_at_scale.clocks import ms, spread
from benchmarks.stats_at_scale.progress import say
from common.dates import local_today
from shop.order.models import Line, Order, SellerOrder
from shop.partner.models import Partner
from stats import draining, triggers
from stats.models import DirtyKey

ORDERS, SINGLE = 1_000, 30


class Writer:
    """Writes whole orders of today, each in a transaction of its own."""

    def __init__(self, prefix: str) -> None:
        self.prefix = f"{prefix}{time.time_ns() // 1000 % 10**9}"
        self.count = 0
        self.chance = random.Random(7)
        self.goods = self._goods()

    def _goods(self) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT n.partner_id, g.product_id, g.stock_id, g.price, g.set_code, g.stars, g.g,"
                " g.title FROM bench_seller n JOIN bench_goods g ON g.partner_id = n.partner_id"
                " WHERE n.n < 4000 ORDER BY n.n, g.k"
            )
            return cursor.fetchall()

    def place(self) -> None:
        """Write one order with one or two lines."""
        lines = 1 + (self.count % 20 < 17)
        start = self.chance.randrange(len(self.goods) // 4) * 4
        self._insert(self.goods[start : start + lines])
        self.count += 1

    def _insert(self, goods: list[tuple]) -> None:
        number = f"{self.prefix}{self.count}"
        total = sum(row[3] for row in goods)
        partner = self._partner(goods[0][0])
        money = {"total_incl_tax": total, "total_excl_tax": total}
        with transaction.atomic():
            order = Order.objects.create(
                number=number,
                currency="VND",
                shipping_incl_tax=0,
                shipping_excl_tax=0,
                customer_phone=f"+849{self.chance.randrange(10_000_000, 10_700_000)}",
                date_placed=timezone.now(),
                status="placed",
                **money,
            )
            seller_order = SellerOrder.objects.create(
                order=order,
                partner=partner,
                number=f"{number}-1",
                goods_vnd=total,
                commune_code=partner.commune.code,
                seller_kind=partner.kind,
                seller_name=partner.name,
                destination_province_code="01",
                placed_at=timezone.now(),
                placed_on=local_today(),
            )
            Line.objects.bulk_create([_line(seller_order, row) for row in goods])

    def _partner(self, pk: int) -> Partner:
        known = self.__dict__.setdefault("known", {})
        if pk not in known:
            known[pk] = Partner.objects.select_related("commune").get(pk=pk)
        return known[pk]

    def remove(self) -> None:
        """Take all of its orders away again."""
        mine = SellerOrder.objects.filter(number__startswith=self.prefix)
        Line.objects.filter(seller_order__in=mine.values("pk")).delete()
        orders = list(mine.values_list("order_id", flat=True))
        mine.delete()
        Order.objects.filter(pk__in=orders).delete()


def _line(seller_order: SellerOrder, row: tuple) -> Line:
    _partner, product, stock, price, set_code, stars, grams, title = row
    return Line(
        order_id=seller_order.order_id,
        seller_order=seller_order,
        partner_id=seller_order.partner_id,
        partner_name=seller_order.seller_name,
        product_id=product,
        stockrecord_id=stock,
        title=title,
        quantity=1,
        ordered_quantity=1,
        num_allocated=0,
        line_price_incl_tax=price,
        line_price_excl_tax=price,
        line_price_before_discounts_incl_tax=price,
        line_price_before_discounts_excl_tax=price,
        unit_price_incl_tax=price,
        unit_price_excl_tax=price,
        commune_code=seller_order.commune_code,
        product_set_code=set_code,
        ocop_stars=stars,
        net_weight_g=grams,
    )


def measure(orders: int = ORDERS, rounds: int = 2) -> dict:
    """Return milliseconds per order, the sides taking turns; the figures are right afterwards."""
    bare, marked, drained, keys = [], [], [], 0
    for _ in range(rounds):
        bare.append(_without_triggers(orders))
        marked.append(_write(Writer("U"), orders))
        took, keys = _drain_all()
        drained.append(took)
    say(f"writer {min(bare)} → {min(marked)} ms, drain {min(drained) * 1000 / orders:.2f} ms/order")
    return {
        "orders": orders,
        "writer_without_triggers_ms": bare,
        "writer_with_triggers_ms": marked,
        "drain_ms_per_order": [ms(took / orders) for took in drained],
        "drain_s": [round(took, 2) for took in drained],
        "drained_keys": keys,
        "single_order_to_cells": _single(),
    }


def _write(writer: Writer, orders: int) -> float:
    for _ in range(20):
        writer.place()
    begun = time.perf_counter()
    for _ in range(orders):
        writer.place()
    return ms((time.perf_counter() - begun) / orders)


def _without_triggers(orders: int) -> float:
    """Write and take away again while nobody looks, so that the cells stay right."""
    triggers.remove(connection)
    try:
        writer = Writer("V")
        found = _write(writer, orders)
        writer.remove()
    finally:
        triggers.install(connection)
    return found


def _drain_all() -> tuple[float, int]:
    begun, keys, left = time.perf_counter(), 0, 1
    while left:
        done = draining.drain(budget_s=60)
        keys, left = keys + done.keys, done.left
    return time.perf_counter() - begun, keys


def _single() -> dict:
    """Return how long the cells of one order take, one order at a time.

    Without the distinct buyers of the province, which wait for a drain that has the time.
    """
    writer, took = Writer("S"), []
    others = DirtyKey.objects.exclude(family=DirtyKey.Family.BUYERS)
    for _ in range(SINGLE):
        writer.place()
        begun = time.perf_counter()
        while others.exists():
            draining.drain(budget_s=0.2)
        took.append(time.perf_counter() - begun)
    _drain_all()
    return spread(took)
