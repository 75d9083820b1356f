"""Back up and restore a market of 100,000 orders: how long it takes, and whether all is there.

Builds the market with the demo's orders on SQLite and on a private PostgreSQL, with photos and
filler files, backs it up, lets the messages that waited leave, and restores the backup into a new
database and folder, as on a new machine. Prints JSON, and a table on stderr.

    .venv/bin/python benchmarks/restore.py --orders 100000 --media-mb 1000
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import both  # noqa: E402

from tests import servers  # noqa: E402
from tests.races.ledger import new_database  # noqa: E402
from tests.races.market import environment, prepare, run_python  # noqa: E402

#: Up to so many orders the few sellers of the small demo are enough.
FEW = 5_000
FILE_BYTES = 250_000
#: Seconds in which a market of 100,000 orders with 5 GB of photos must be back.
GOAL_S = 900
_BUILD = """
import sys; sys.path.insert(0, ".")
import django; django.setup()
from demo import beside, loading
from demo.orders import Season
count, is_few = int(sys.argv[1]), sys.argv[2] == "few"
loading.SCALES["restore"] = loading.Scale(
    "restore", sellers=12 if is_few else 300, live=0 if is_few else 2_500, households=2_000,
    markets=12, beside=beside.SMALL if is_few else beside.REPORT,
    season=Season("restore", count, loading._FIRST_DAY, 1_000))
loading.load("restore", lambda line: print(line, file=sys.stderr, flush=True))
"""
#: Messages that wait at the moment of the backup and leave right after it.
_QUEUE = """
import sys; sys.path.insert(0, ".")
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from jobs.messages import send_message
from jobs.models import Outbox
for number in range(20):
    send_message(to_phone="+84990000001", template="drill", text="x", dedupe_key=f"drill{number}")
soon = timezone.now() + timedelta(seconds=2)
Outbox.objects.filter(dedupe_key__startswith="message:drill").update(not_before=soon)
"""


@contextlib.contextmanager
def databases(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the URLs of the market and of the new machine."""
    if kind == "sqlite":
        yield tuple(f"sqlite:///{folder / name / 'db.sqlite3'}" for name in ("old", "new"))
        return
    with servers.postgres(shared_buffers="512MB", fsync="on") as url:
        yield new_database(url, "old"), new_database(url, "new")


def measure(kind: str, orders: int, media_mb: int) -> dict:
    """Do the drill on one database; return what it took and what was found."""
    with tempfile.TemporaryDirectory(prefix="bench-restore-", dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name)
        for part in ("old", "new"):
            (folder / part).mkdir()
        with databases(kind, folder) as (old_url, new_url):
            old, new = environment(folder / "old", old_url), environment(folder / "new", new_url)
            say(f"{kind}: building {orders} orders")
            prepare(old)
            build(old, orders)
            fill(folder / "old" / "media" / "filler", media_mb)
            # What the calendar asks of a market that was just made is done before.
            run_python(["manage.py", "run_jobs", "--once"], old)
            known = set(keys(folder / "old"))
            run_python(["-c", _QUEUE], old)
            say(f"{kind}: backup")
            made, backup_s = timed(old, "backup", folder / "backups", "--json")
            time.sleep(2)
            run_python(["manage.py", "run_jobs", "--once"], old)
            sent = set(keys(folder / "old")) - known
            say(f"{kind}: restore")
            report, restore_s = timed(new, "restore", folder / "backups", "--json")
            run_python(["manage.py", "run_jobs", "--once"], new)
            again = sent & set(keys(folder / "new"))
        return {
            "database": kind,
            "orders": orders,
            "rows": made["rows"],
            "files": made["files"],
            "backup_mb": round(made["bytes"] / 1e6, 1),
            "backup_s": backup_s,
            "restore_s": restore_s,
            "tables": report["tables"],
            "tables_as_in_the_manifest": report["tables"] - len(report["wrong_tables"]),
            "missing_files": len(report["missing_files"]),
            "broken_invariants": report["broken_invariants"],
            "stats_differences": report["stats_differences"],
            "messages_sent_after_the_backup": len(sent),
            "messages_sent_twice": len(again),
            "ok": report["ok"] and not again and restore_s < GOAL_S,
        }


def build(env: dict, orders: int) -> None:
    """Fill the market, in a process that says on stderr how far it is."""
    words = [sys.executable, "-c", _BUILD, str(orders), "few" if orders <= FEW else "many"]
    subprocess.run(words, cwd=ROOT, env=env, stdout=sys.stderr, check=True)


def fill(folder: Path, megabytes: int) -> None:
    """Write files as large as photos; what is in them cannot be made smaller."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(megabytes * 1_000_000 // FILE_BYTES):
        (folder / f"{number}.jpg").write_bytes(os.urandom(FILE_BYTES))


def timed(env: dict, *words: object) -> tuple[dict, float]:
    """Run a command of manage.py; return its JSON and its seconds."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if not done.stdout:
        raise SystemExit(f"{words[0]} said nothing, code {done.returncode}")
    return json.loads(done.stdout), round(time.perf_counter() - begun, 1)


def keys(folder: Path) -> list[str]:
    """Return the keys of the messages that left."""
    path = folder / "messages.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line)["dedupe_key"] for line in lines]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def table(results: list[dict]) -> str:
    """Return the results as the table of docs/benchmarks.md."""
    rows = [[name, *(str(one[name]) for one in results)] for name in results[0]]
    rows.insert(1, ["---", *("--:" for _ in results)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure backup and restore.")
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--media-mb", type=int, default=200)
    both.choose(parser)
    words = parser.parse_args()
    results = both.measured(
        words.database, lambda kind: measure(kind, words.orders, words.media_mb)
    )
    print(json.dumps(results, indent=1))
    say(table(results))
    if not all(one["ok"] for one in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
