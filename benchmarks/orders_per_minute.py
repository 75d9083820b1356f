"""Orders per minute on one hot product, ours and stock django-oscar in the same run (R32).

Both shops run on a private PostgreSQL (``--database sqlite``: on a file) behind the same gunicorn
command with four processes. Shoppers walk to the order button first; then the clock starts, 40
clients press one after another as fast as the shop answers, and only the presses are timed. The
shops take turns, three rounds of ten seconds each, so that noise of the machine meets both. After
that comes a rush: 200 shoppers press at one moment for 50 units. Ours runs as in production, with a
queue server (and a worker with ``--worker``); stock Oscar sends its e-mails nowhere at once.

    .venv/bin/python benchmarks/orders_per_minute.py --json
"""

import argparse
import contextlib
import json
import math
import os
import signal
import statistics
import sys
import threading
import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


from stock_oscar.shops import OURS, STOCK, Shop, open_shop  # noqa: E402

from tests import servers  # noqa: E402
from tests.races import market as races  # noqa: E402
from tests.races import shoppers as our_shoppers  # noqa: E402
from tests.races.market import Goods, Market  # noqa: E402

HOT_STOCK = 100_000
WALKING = 8
#: More shoppers are brought to the button than the warm-up says will be needed.
SPARE = 1.3


def list_goods(shop: Shop, market: Market, title: str, stock: int) -> Goods:
    (row,) = json.loads(races.run_python([shop.seed, title, "1", str(stock)], market.env))
    return Goods(**row)


def gather(shop: Shop, market: Market, goods: Goods, count: int, first: int) -> list:
    """Bring shoppers to the order button; nobody is in a hurry yet.

    The first goes alone: two first looks at new goods make stock Oscar's counter of views fail.
    """
    shop.walk(market.address, goods, first + count)
    with ThreadPoolExecutor(WALKING) as pool:
        serials = range(first, first + count)
        return list(pool.map(lambda n: shop.walk(market.address, goods, n), serials))


def press_in_turn(ready: list, clients: int, seconds: float) -> tuple[list, float]:
    """Let ``clients`` press one after another until time or shoppers run out."""
    waiting, answers, start = deque(ready), [], threading.Barrier(clients + 1)
    deadline = [0.0]

    def client():
        start.wait()
        while time.perf_counter() < deadline[0]:
            try:
                shopper = waiting.popleft()
            except IndexError:
                return
            answers.append(our_shoppers.together([shopper.order_button.send])[0])

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    deadline[0] = time.perf_counter() + seconds
    begun = time.perf_counter()
    start.wait()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - begun


def percentile(values: list[float], share: int) -> float:
    return round(statistics.quantiles(values, n=100)[share - 1], 3)


class HotSale:
    """Presses on one product that does not run out, gathered over the rounds of one shop."""

    def __init__(self, shop: Shop, market: Market, words) -> None:
        self.shop, self.market, self.words = shop, market, words
        self.goods = list_goods(shop, market, "Hot", HOT_STOCK)
        self.answers, self.took_s, self.walked, self.walk_s = [], 0.0, 0, 0.0
        answers, took_s = press_in_turn(self.gather(2 * words.clients), words.clients, 60)
        self.rate = len(answers) / took_s

    def gather(self, count: int) -> list:
        begun = time.perf_counter()
        ready = gather(self.shop, self.market, self.goods, count, 1 + self.walked)
        self.walked += count + 1
        self.walk_s += time.perf_counter() - begun
        return ready

    def run(self) -> None:
        """Bring along as many shoppers as the rate so far needs, then let them press."""
        words = self.words
        count = math.ceil(self.rate * words.seconds * SPARE)
        ready = self.gather(max(min(words.most, count), words.clients))
        answers, took_s = press_in_turn(ready, words.clients, words.seconds)
        self.answers += answers
        self.took_s += took_s
        self.rate = len(answers) / took_s

    def report(self) -> dict:
        verdicts = Counter(self.shop.verdict(answer, self.goods) for answer in self.answers)
        seconds = [answer.seconds for answer in self.answers]
        ledger, goods = self.market.ledger, self.goods
        held = ledger.allocated(goods.id) or 0
        return {
            "orders": verdicts["placed"],
            "took_s": round(self.took_s, 1),
            "orders_per_min": round(verdicts["placed"] / self.took_s * 60),
            "p50_s": percentile(seconds, 50),
            "p95_s": percentile(seconds, 95),
            "p99_s": percentile(seconds, 99),
            "broken": verdicts["broken"],
            "http_5xx": sum(answer.status >= 500 for answer in self.answers),
            "oversold": max(0, held - ledger.in_stock(goods.id)),
            "miscounted": abs(len(ledger.orders(goods.id)) - held),
            "walks_per_min": round(self.walked / self.walk_s * 60),
        }


def rush(shop: Shop, market: Market, words) -> dict:
    """Count what is sold when too many press at one moment."""
    goods = list_goods(shop, market, "Rush", words.units)
    ready = gather(shop, market, goods, words.rush, 20_001)
    answers = our_shoppers.together([shopper.order_button.send for shopper in ready])
    verdicts = Counter(shop.verdict(answer, goods) for answer in answers)
    return {
        "shoppers": words.rush,
        "units": words.units,
        "orders": len(market.ledger.orders(goods.id)),
        "oversold": max(0, len(market.ledger.orders(goods.id)) - words.units),
        "refused": verdicts["refused"],
        "broken": verdicts["broken"],
        "http_5xx": sum(answer.status >= 500 for answer in answers),
    }


def measure(markets: dict[str, Market], shops: list[Shop], words) -> dict:
    """Measure all shops in turn, round by round, so that noise of the machine meets all alike."""
    sales = {shop.name: HotSale(shop, markets[shop.name], words) for shop in shops}
    for _ in range(words.rounds):
        for sale in sales.values():
            sale.run()
    found = {}
    for shop in shops:
        market = markets[shop.name]
        found[shop.name] = {
            "hot": sales[shop.name].report(),
            "rush": rush(shop, market, words),
            "server_log": market.errors()[:5],
        }
    return found


def ratios(found: dict) -> dict:
    """Return ours divided by stock; above 1 is better for orders, below 1 for seconds."""
    ours, stock = found[OURS.name]["hot"], found[STOCK.name]["hot"]
    names = ("orders_per_min", "p50_s", "p95_s", "p99_s", "walks_per_min")
    return {name: round(ours[name] / stock[name], 2) for name in names if stock[name]}


def show(report: dict) -> None:
    found = report["shops"]
    for part in ("hot", "rush"):
        print(f"\n{part:<18}" + "".join(f"{name:>15}" for name in found))
        for name in next(iter(found.values()))[part]:
            print(f"  {name:<16}" + "".join(f"{shop[part][name]:>15}" for shop in found.values()))
    for name, ratio in report.get("ours_to_stock", {}).items():
        print(f"  ours / stock, {name}: {ratio}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10, help="on the clock, per round")
    parser.add_argument("--rounds", type=int, default=3, help="the shops take turns")
    parser.add_argument("--clients", type=int, default=40)
    parser.add_argument("--database", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--only", choices=[OURS.name, STOCK.name])
    parser.add_argument("--worker", action="store_true", help="run our worker as well")
    parser.add_argument("--most", type=int, default=1000, help="most shoppers per round")
    parser.add_argument("--rush", type=int, default=200, help="shoppers in the rush")
    parser.add_argument("--units", type=int, default=50, help="units in the rush")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    words = arguments()
    # Stopped from outside, the servers are stopped as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shops = [shop for shop in (OURS, STOCK) if words.only in (None, shop.name)]
    with contextlib.ExitStack() as stack:
        url = ""
        if words.database == "postgres":
            url = stack.enter_context(servers.postgres())
        markets = {shop.name: stack.enter_context(open_shop(shop, words, url)) for shop in shops}
        found = measure(markets, shops, words)
    report = {
        "benchmark": "orders per minute on one hot product",
        "database": words.database,
        "clients": words.clients,
        "processes": races.PROCESSES,
        "worker": words.worker,
        "cores": os.cpu_count(),
        "load_1min": os.getloadavg()[0],
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "shops": found,
    }
    if len(found) > 1:
        report["ours_to_stock"] = ratios(found)
    if words.json:
        print(json.dumps(report, indent=1))
    else:
        show(report)


if __name__ == "__main__":
    main()
