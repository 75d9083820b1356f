"""Upgrade a market of 100,000 orders while people shop in it with the code before.

Builds the market with the code of an older commit, serves it with that code, lets visitors read
and order twice a second, and runs this release's ``migrate`` beside it; then goes on ordering with
the old code. Prints JSON; fails when a goal is missed. The goals are those of R31: no wait for a
lock of 2 s (on SQLite it shows as a long answer), no error page, every figure sound afterwards.

    .venv/bin/python benchmarks/upgrade.py --since 49cdaae --orders 100000
"""

import argparse
import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


import both  # noqa: E402

from tests import servers  # noqa: E402
from tests.races import market as races  # noqa: E402
from tests.races.ledger import Ledger, new_database  # noqa: E402
from tests.races.shoppers import REDIRECT, gather  # noqa: E402

GOAL_LOCK_S = 2.0
PER_SECOND = 2
#: After the change of tables the code before goes on for so long, as a rolling restart takes.
AFTERWARDS_S = 20
MOST_ORDERS = 400
PAGES = ["/", "/san-pham/", "/tim-kiem/?q=che", "/xa/", "/cho/", "/xep-hang/", "/api/v1/products"]
_BUILD = (
    "import sys; sys.path[:0] = ['.', 'benchmarks'];"
    "import restore; exec(compile(restore._BUILD, 'build', 'exec'))"
)
_WAITS = (
    "SELECT coalesce(extract(epoch FROM max(clock_timestamp() - query_start)), 0)"
    " FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
)


class Visitors:
    """Read a page and press an order button in turns, twice a second, until told to stop."""

    def __init__(self, market, shoppers) -> None:
        self.market, self.shoppers = market, iter(shoppers)
        self.took: list[float] = []
        self.placed, self.wrong = 0, []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._go)

    def __enter__(self) -> "Visitors":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop.set()
        self.thread.join(120)

    def _go(self) -> None:
        reader = next(self.shoppers).browser
        pages = itertools.cycle(PAGES)
        for turn in itertools.count():
            begun = time.monotonic()
            shopper = next(self.shoppers, None) if turn % 2 else None
            answer = shopper.order_button.send() if shopper else reader.get(next(pages))
            self.took.append(time.monotonic() - begun)
            is_order = shopper and answer.status in REDIRECT and "/don-hang/" in answer.location
            self.placed += bool(is_order)
            if not (is_order or (answer.status == 200 and not shopper)):
                self.wrong.append((answer.status, answer.text[:200]))
            if self.stop.wait(max(0.0, begun + 1 / PER_SECOND - time.monotonic())):
                return


class LockWatch:
    """Remember the longest wait for a lock that any connection of a PostgreSQL had."""

    def __init__(self, url: str) -> None:
        self.url, self.longest_s = url, 0.0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._look)

    def __enter__(self) -> "LockWatch":
        if self.url.startswith("postgres"):
            self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop.set()
        if self.thread.ident:
            self.thread.join(10)

    def _look(self) -> None:
        with contextlib.closing(Ledger(self.url)._connect()) as link:
            while not self.stop.wait(0.05):
                (waited,) = link.execute(_WAITS).fetchone()
                self.longest_s = max(self.longest_s, float(waited))


@contextlib.contextmanager
def database(kind: str, folder: Path):
    """Yield the URL of a database of our own."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    with servers.postgres(shared_buffers="512MB", fsync="on") as url:
        yield new_database(url, "market")


@contextlib.contextmanager
def code_of(commit: str, folder: Path):
    """Yield a copy of the project as it was at a commit."""
    tree = folder / "before"
    subprocess.run(["git", "worktree", "add", "-q", "--detach", tree, commit], cwd=ROOT, check=True)
    try:
        yield tree
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)


def applied(env: dict) -> int:
    """Return how many migrations the database has."""
    rows = Ledger(env["DATABASE_URL"]).rows("SELECT count(*) FROM django_migrations")
    return rows[0][0]


def measure(kind: str, since: str, orders: int) -> dict:
    """Upgrade one market; return what was measured."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-upgrade-", dir=os.environ.get("TMPDIR")) as name,
        code_of(since, Path(name)) as before,
        database(kind, Path(name)) as url,
    ):
        folder = Path(name)
        env = races.environment(folder, url)
        say(f"{kind}: building {orders} orders with {since}")
        races.prepare(env, before)
        scale = "few" if orders <= 5_000 else "many"
        races.run_python(["-c", _BUILD, str(orders), scale], env, before)
        races.run_python(["manage.py", "run_jobs", "--once"], env, before)
        found = races.run_python(["tests/races/seed.py", "Che", "1", "1000"], env, before)
        goods = races.Goods(**json.loads(found)[0])
        with races.serve(env, folder, root=before) as market:
            shoppers = gather(market.address, goods, min(MOST_ORDERS, 120))
            had = applied(env)
            say(f"{kind}: migrate")
            with LockWatch(url) as locks, Visitors(market, shoppers) as visitors:
                time.sleep(3)
                begun = time.monotonic()
                done = subprocess.run(
                    [sys.executable, "manage.py", "migrate", "--noinput"],
                    cwd=ROOT, env=env, capture_output=True, text=True, check=False,
                )  # fmt: skip
                took = time.monotonic() - begun
                time.sleep(AFTERWARDS_S)
            errors = market.errors()
        if done.returncode:
            raise SystemExit(done.stderr[-3000:])
        say(f"{kind}: proving")
        sound = json.loads(races.run_python(["tests/races/soundness.py"], env))
        waits = sorted(visitors.took)
        result = {
            "database": kind,
            "since": since,
            "orders": orders,
            "migrations": applied(env) - had,
            "migrate_s": round(took, 1),
            "gave_way": done.stderr.count("gave way"),
            "answers": len(waits),
            "orders_placed_meanwhile": visitors.placed,
            "other_answers": visitors.wrong[:3],
            "error_lines": len(errors),
            "p95_s": round(waits[int(0.95 * len(waits))], 2),
            "longest_answer_s": round(waits[-1], 2),
            "longest_lock_wait_s": round(locks.longest_s, 2) if kind == "postgres" else None,
            "broken_invariants": sound["broken"],
            "stats_differences": sound["differences"],
        }
        good = not (visitors.wrong or errors or sound["broken"] or sound["differences"])
        waited_s = locks.longest_s if kind == "postgres" else waits[-1]
        return result | {"ok": good and waited_s < GOAL_LOCK_S}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure an upgrade while the market is open.")
    parser.add_argument("--since", required=True, help="the commit whose code is replaced")
    parser.add_argument("--orders", type=int, default=100_000)
    both.choose(parser)
    words = parser.parse_args()
    results = both.measured(words.database, lambda kind: measure(kind, words.since, words.orders))
    print(json.dumps(results, indent=1, ensure_ascii=False))
    if not all(one["ok"] for one in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
