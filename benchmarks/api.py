"""Lists of products a second through the API: ours beside stock django-oscar-api.

Both stand behind the same gunicorn command with two processes on the same private PostgreSQL
(``--database sqlite``: a file each) and are asked in turn, round by round, for the same number of
products a page by 8 connections that stay open. ``cold`` is ours with nothing kept
(``PAGE_CACHE_MB=0``). Stock lists four fields of a product, without price, seller and picture; ours
lists nineteen. django-oscar-api and REST framework are fetched into a folder of the run and are no
part of the project.

    .venv/bin/python benchmarks/api.py --json
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from shop_pages import Page, arguments, ask, load, report_of, request_of, seed  # noqa: E402
from stock_oscar.shops import OURS, STOCK, open_shop  # noqa: E402

from tests import servers  # noqa: E402
from tests.races import market as races  # noqa: E402

PROCESSES = 2
races.PROCESSES = PROCESSES
STOCK_API = ("django-oscar-api==3.3.0", "djangorestframework==3.18.3")
COLD = "ours, cold"


def stock_with_api(folder: str):
    """Return stock Oscar with its API, fetched into a folder."""
    words = ["install", "--quiet", "--no-deps", "--target", folder, *STOCK_API]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True)
    env = STOCK.env | {"DJANGO_SETTINGS_MODULE": "stock_oscar.api_settings"}
    path = os.pathsep.join([STOCK.env["PYTHONPATH"], folder])
    return replace(STOCK, name="django-oscar-api", env=env | {"PYTHONPATH": path})


def listed(page: Page) -> dict:
    """Ask once, plainly; return how many products came and what is told of the first."""
    with socket.create_connection(page.address) as link:
        status, body = ask(link, request_of(page, "identity"))
    found = json.loads(body)
    rows = found.get("items", found.get("results"))
    assert status == 200, (page, status)
    return {"products": len(rows), "fields": len(rows[0]), "bytes": len(body)}


def measure(stack, words, url: str) -> tuple[list[Page], dict]:
    target = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
    stock = stock_with_api(target)
    markets = {
        shop.name: stack.enter_context(open_shop(shop, words, url)) for shop in (OURS, stock)
    }
    for shop in (OURS, stock):
        seed(shop, markets[shop.name], words.goods)
    ours, theirs = markets[OURS.name], markets[stock.name]
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
    cold = stack.enter_context(races.serve(ours.env | {"PAGE_CACHE_MB": "0"}, folder))
    path, stock_path = (
        f"/api/v1/products?limit={words.limit}",
        f"/api/products/?limit={words.limit}",
    )
    pages = [
        Page("ours", "list", ours.address, path),
        Page(COLD, "list", cold.address, path),
        Page(stock.name, "list", theirs.address, stock_path),
    ]
    told = {page.server: listed(page) for page in pages}
    assert {one["products"] for one in told.values()} == {words.limit}, told
    for _ in range(words.rounds):
        for page in pages:
            load(page, words.connections, words.seconds)
    return pages, told


def main() -> None:
    words = arguments(__doc__, limit=24)
    # Nobody is stopped while we measure.
    os.environ["API_PER_MINUTE"] = "0"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(servers.postgres()) if words.database == "postgres" else ""
        pages, told = measure(stack, words, url)
    found = {page.server: report_of(page) | told[page.server] for page in pages}
    stock = found["django-oscar-api"]["per_s"]
    report = {
        "benchmark": "lists of products a second through the API",
        "database": words.database,
        "connections": words.connections,
        "processes": PROCESSES,
        "goods": words.goods,
        "cores": os.cpu_count(),
        "load_1min": os.getloadavg()[0],
        "django": django.get_version(),
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "servers": found,
        "to_stock": {name: round(found[name]["per_s"] / stock, 2) for name in ("ours", COLD)},
    }
    if words.json:
        print(json.dumps(report, indent=1, ensure_ascii=False))
        return
    for server, figures in found.items():
        print(f"{server:<20}" + "".join(f"{name} {value:>9}  " for name, value in figures.items()))
    print("ours to stock:", report["to_stock"])


if __name__ == "__main__":
    main()
