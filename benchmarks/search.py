"""How long search takes on 100,000 products, on both databases, beside stock Oscar.

What is typed is the table of the tests (``tests/shop/search/data/queries.csv``), with filters,
orders and pages in turn. Wall time is what a shopper waits at the server; core time is that of
this thread and its database process, which other work on the machine hardly changes.

    .venv/bin/python benchmarks/search.py --products 100000
    .venv/bin/python benchmarks/search.py --products 20000 --database sqlite --ours-only
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import servers  # noqa: E402

GOALS_MS = {
    "postgresql": {"search": 30, "search, mended": 100},
    "sqlite": {"search": 50, "search, mended": 100},
}
OURS = ("benchmarks.search_at_scale.ours", "benchmarks.stats_at_scale.settings")
STOCK = ("benchmarks.search_at_scale.stock", "benchmarks.search_at_scale.stock_settings")


def run(shop: tuple[str, str], database_url: str, products: int) -> dict:
    """Measure one shop in a process and a folder of its own."""
    module, settings = shop
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        url = database_url or f"sqlite:///{folder}/db.sqlite3"
        env = {
            **os.environ,
            "DATABASE_URL": url,
            "DATABASE_POOL": "False",
            "VAR_DIR": folder,
            "DJANGO_SETTINGS_MODULE": settings,
            "SECRET_KEY": "only-for-this-benchmark-and-never-for-anything-else-00",
            "DEBUG": "False",
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "False",
            "VISIT_SECONDS": "0",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'benchmarks'}",
        }
        env.pop("REDIS_URL", None)
        words = [sys.executable, "-m", module, "--products", str(products)]
        done = subprocess.run(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.decode().splitlines()[-1])


def tell(name: str, found: dict) -> None:
    print(f"--- {name}, load {os.getloadavg()[0]:.1f}")
    for what, value in found.items():
        if isinstance(value, dict) and "wall" in value:
            wall, core = value["wall"], value["core"]
            print(
                f"{what:18} wall p50 {wall['p50_ms']:8.1f} p95 {wall['p95_ms']:8.1f}"
                f" · core p50 {core['p50_ms']:8.1f} p95 {core['p95_ms']:8.1f} ms"
            )
        else:
            print(f"{what:18} {value}")


def main() -> None:
    """Measure and print; exit 1 when a goal is missed, by core time on a busy machine."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--products", type=int, default=100_000)
    words.add_argument("--database", choices=["both", "sqlite", "postgresql"], default="both")
    words.add_argument("--ours-only", action="store_true")
    asked = words.parse_args()
    missed = []
    for vendor in ("postgresql", "sqlite"):
        if asked.database not in ("both", vendor):
            continue
        for name, shop in (("marketplace", OURS), ("django-oscar", STOCK)):
            if shop is STOCK and asked.ours_only:
                continue
            if vendor == "postgresql":
                with servers.postgres(shared_buffers="512MB") as url:
                    found = run(shop, url, asked.products)
            else:
                found = run(shop, "", asked.products)
            tell(f"{name} on {vendor}", found)
            if shop is OURS:
                missed += [
                    (vendor, what)
                    for what, goal in GOALS_MS[vendor].items()
                    if found[what]["core"]["p95_ms"] > goal
                ]
    if missed:
        sys.exit(f"Missed: {missed}")


if __name__ == "__main__":
    main()
