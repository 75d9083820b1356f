"""Pages a second of home, list and product for visitors without a cookie (P1).

Ours, stock django-oscar and an empty Django view stand behind the same gunicorn command with two
processes, ours and Oscar on the same private PostgreSQL (``--database sqlite``: a file each). The
pages take turns, round by round, so that noise of the machine meets all; one at a time is asked by
8 connections that stay open, from this machine, and takes compressed pages as browsers do. ``cold``
is ours with nothing kept (``PAGE_CACHE_MB=0``); ``basket`` and ``cold basket`` are the same pages
for a shopper who has goods in the basket; ``written`` is ours while every 50 ms the price of
one product changes, which outdates home and list each time.

    .venv/bin/python benchmarks/shop_pages.py --json
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
import environ  # noqa: E402
import psycopg  # noqa: E402
from stock_oscar.shops import OURS, STOCK, open_shop  # noqa: E402

from tests import servers  # noqa: E402
from tests.races import market as races  # noqa: E402

PROCESSES = 2
races.PROCESSES = PROCESSES
NO_CACHE, EMPTY, EMPTY_USUAL = "cold", "empty view", "empty view, usual middleware"
BASKET, NO_CACHE_BASKET = "basket", "cold basket"
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass
class Page:
    """One page of one server, and what was measured of it."""

    server: str
    name: str
    address: tuple[str, int]
    path: str
    cookie: str = ""
    rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    bytes: int = 0


def ask(link: socket.socket, request: bytes) -> tuple[int, bytes]:
    """Send a request over an open connection; return status and body."""
    link.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(link)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(found[1]) if (found := _LENGTH.search(head)) else 0
    while len(body) < length:
        body += _some(link)
    return int(head.split(b" ", 2)[1]), body


def _some(link: socket.socket) -> bytes:
    data = link.recv(65536)
    if not data:
        raise ConnectionResetError
    return data


def request_of(page: Page, encoding: str = "gzip, br") -> bytes:
    lines = [f"GET {page.path} HTTP/1.1", f"Host: 127.0.0.1:{page.address[1]}"]
    lines += [f"Cookie: {page.cookie}"] if page.cookie else []
    return "\r\n".join([*lines, f"Accept-Encoding: {encoding}", "", ""]).encode()


def load(page: Page, connections: int, seconds: float) -> None:
    """Ask for one page as fast as it comes."""
    request, lock, done = request_of(page), threading.Lock(), []
    deadline = time.perf_counter() + seconds

    def client() -> None:
        mine, link = [], socket.create_connection(page.address)
        while (begun := time.perf_counter()) < deadline:
            try:
                status, body = ask(link, request)
            except ConnectionResetError:
                # A process that ends after so many requests closes its connections.
                link = socket.create_connection(page.address)
                continue
            assert status == 200, (page, status)
            mine.append(time.perf_counter() - begun)
        link.close()
        with lock:
            done.extend(mine)
            page.bytes = len(body)

    threads = [threading.Thread(target=client) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    page.rates.append(len(done) / seconds)
    page.seconds += done


def show_goods(page: Page) -> bool:
    """Warm a page and say whether goods are on it."""
    for _ in range(4):
        with socket.create_connection(page.address) as link:
            status, body = ask(link, request_of(page, "identity"))
        assert status == 200, (page, status)
    return "Tea số" in body.decode() or "Tea " in body.decode()


@contextlib.contextmanager
def empty_view(usual: bool) -> Iterator[tuple[str, int]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        words = {"PYTHONPATH": str(ROOT / "benchmarks"), "USUAL_MIDDLEWARE": str(usual)}
        words |= {"DJANGO_SETTINGS_MODULE": "empty_django.settings"}
        env = races.environment(Path(folder), "sqlite://:memory:", **words)
        wsgi = "empty_django.wsgi:application"
        env["WEB_WORKERS"] = str(PROCESSES)
        with races.serve(env, Path(folder), wsgi=wsgi) as market:
            yield market.address


@contextlib.contextmanager
def prices_that_change(market, every_s: float) -> Iterator[None]:
    """Give one product another price again and again, as raw SQL."""
    end = threading.Event()

    def write() -> None:
        found = environ.Env.db_url_config(market.env["DATABASE_URL"])
        where = {"host": found["HOST"], "user": found["USER"], "dbname": found["NAME"]}
        with psycopg.connect(**where, autocommit=True) as link:
            while not end.wait(every_s):
                link.execute(
                    "UPDATE partner_stockrecord SET price = 100000 + (random() * 900)::int"
                    " WHERE id = (SELECT max(id) FROM partner_stockrecord)"
                )

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def basket_of(market, product: dict) -> str:
    """Put goods into a basket; return the cookie that belongs to it."""
    host, port = market.address
    link = http.client.HTTPConnection(host, port)
    path = f"/gio-hang/them/{product['id']}/"
    words = {"Origin": f"http://{host}:{port}", "Content-Type": "application/x-www-form-urlencoded"}
    link.request("POST", path, "quantity=1", words)
    set_cookies = link.getresponse().headers.get_all("Set-Cookie")
    return next(one for one in set_cookies if one.startswith("oscar_open_basket=")).partition(";")[
        0
    ]


def pages_of(market, server: str, goods: list[dict], cookie: str = "") -> list[Page]:
    stock = server == STOCK.name
    paths = {"home": "/catalogue/" if stock else "/"}
    paths |= {"list": "/catalogue/" if stock else "/san-pham/", "product": goods[-1]["path"]}
    return [Page(server, name, market.address, path, cookie) for name, path in paths.items()]


def seed(shop, market, count: int) -> list[dict]:
    words = [shop.seed, "Tea", str(count), "50"]
    goods = json.loads(races.run_python(words, market.env))
    if shop is OURS:
        # What the worker does every minute: many changes of a tag become one row.
        races.run_python(["manage.py", "run_jobs", "--once"], market.env)
    return goods


def measure(stack, words, url: str) -> tuple[list[Page], list[Page], dict]:
    shops = {shop.name: stack.enter_context(open_shop(shop, words, url)) for shop in (OURS, STOCK)}
    pages = []
    for shop in (OURS, STOCK):
        goods = seed(shop, shops[shop.name], words.goods)
        pages += pages_of(shops[shop.name], shop.name, goods)
        if shop is OURS:
            ours = goods
    env = shops[OURS.name].env | {"PAGE_CACHE_MB": "0"}
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
    cold = stack.enter_context(races.serve(env, folder))
    pages += pages_of(cold, NO_CACHE, ours)
    cookie = basket_of(shops[OURS.name], ours[0])
    pages += pages_of(shops[OURS.name], BASKET, ours, cookie)
    pages += pages_of(cold, NO_CACHE_BASKET, ours, cookie)
    for name, usual in ((EMPTY, False), (EMPTY_USUAL, True)):
        address = stack.enter_context(empty_view(usual))
        pages.append(Page(name, "empty", address, "/"))
    shown = {f"{p.server} {p.name}": show_goods(p) for p in pages if p.name != "empty"}
    for _ in range(words.rounds):
        for page in pages:
            load(page, words.connections, words.seconds)
    written = []
    if words.database == "postgres":
        written = pages_of(shops[OURS.name], "written", ours)
        with prices_that_change(shops[OURS.name], 0.05):
            for page in written:
                load(page, words.connections, words.seconds)
    return pages, written, shown


def report_of(page: Page) -> dict:
    milliseconds = [one * 1000 for one in page.seconds]
    cuts = statistics.quantiles(milliseconds, n=100) if len(milliseconds) > 1 else milliseconds * 99
    return {
        "per_s": round(statistics.median(page.rates), 1),
        "p50_ms": round(cuts[49], 2),
        "p95_ms": round(cuts[94], 2),
        "kb": round(page.bytes / 1000, 1),
    }


def ratios(found: dict) -> dict:
    """Return ours to stock and to the empty views, page by page; above 1 is quicker."""
    ours = found[OURS.name]
    told = {}
    for name, page in ours.items():
        told[name] = {
            "to_stock": round(page["per_s"] / found[STOCK.name][name]["per_s"], 1),
            "cold_to_stock": round(
                found[NO_CACHE][name]["per_s"] / found[STOCK.name][name]["per_s"], 1
            ),
            "to_empty": round(page["per_s"] / found[EMPTY]["empty"]["per_s"], 2),
            "to_empty_usual": round(page["per_s"] / found[EMPTY_USUAL]["empty"]["per_s"], 2),
        }
    return told


def arguments(about: str = __doc__, **more: int) -> argparse.Namespace:
    """Read the command line; ``more`` are further numbers and what they are when not given."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    for name, number in more.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--seconds", type=float, default=3, help="per page and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--goods", type=int, default=300)
    parser.add_argument("--database", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    words.worker = False
    return words


def main() -> None:
    words = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(servers.postgres()) if words.database == "postgres" else ""
        pages, written, shown = measure(stack, words, url)
    found: dict[str, dict] = {}
    for page in [*pages, *written]:
        found.setdefault(page.server, {})[page.name] = report_of(page)
    report = {
        "benchmark": "pages a second for visitors without a cookie",
        "database": words.database,
        "connections": words.connections,
        "processes": PROCESSES,
        "goods": words.goods,
        "cores": os.cpu_count(),
        "load_1min": os.getloadavg()[0],
        "django": django.get_version(),
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "shows_goods": shown,
        "pages": found,
        "ratios": ratios(found),
    }
    if words.json:
        print(json.dumps(report, indent=1, ensure_ascii=False))
        return
    for server, of_server in found.items():
        for name, figures in of_server.items():
            print(f"{server:<30}{name:<10}" + "".join(f"{k} {v:>9}  " for k, v in figures.items()))
    for name, told in report["ratios"].items():
        print(f"ours, {name}: {told}")
    print("goods are shown by:", ", ".join(name for name, shows in shown.items() if shows))


if __name__ == "__main__":
    main()
