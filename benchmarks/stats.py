"""Officials' figures over 1, 5 and 10 million order lines, beside the raw GROUP BY.

Builds the lines on a private PostgreSQL (``--database sqlite``: in a file), with progress on
stderr, and reports for each size: the server time of every page of officials (half of the
requests, and 95 of 100, took less), what an order costs its writer and the drain, how many lines
a minute are recomputed while the market is open, and how big the tables are.

    .venv/bin/python benchmarks/stats.py --lines 1000000 --pages-only
"""

import argparse
import contextlib
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.stats_at_scale import table  # noqa: E402
from tests import servers  # noqa: E402
from tests.races.market import environment  # noqa: E402

#: A small server of its own; what is not said is PostgreSQL's default. Nothing must survive.
SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "3GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "random_page_cost": "1.1",
    "jit": "off",
}


@contextlib.contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'db.sqlite3'}"
    else:
        with servers.postgres(**SETTINGS) as url:
            yield url


def measure(kind: str, words: argparse.Namespace) -> dict:
    """Measure in a process of its own, because Django knows one database."""
    lines = words.lines or ("1000000" if kind == "sqlite" else "1000000,5000000,10000000")
    command = [sys.executable, "-m", "benchmarks.stats_at_scale.run", "--lines", lines]
    command += ["--pages-only"] if words.pages_only else []
    with tempfile.TemporaryDirectory(prefix="bench-stats-") as name:
        folder = Path(name)
        with database(kind, folder) as url:
            env = environment(
                folder,
                url,
                EMBEDDED="False",
                ALLOWED_HOSTS="testserver",
                DATABASE_POOL="False",
                DJANGO_SETTINGS_MODULE="benchmarks.stats_at_scale.settings",
            )
            done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", help="so many order lines, several with commas")
    parser.add_argument("--database", choices=["postgres", "sqlite", "both"], default="postgres")
    parser.add_argument("--pages-only", action="store_true", help="no upkeep, no live rebuild")
    parser.add_argument("--keep", type=Path, help="a folder for the whole report as JSON")
    parser.add_argument("--json", action="store_true", help="print JSON before the table")
    return parser.parse_args()


def main() -> None:
    words = arguments()
    # Stopped from outside, the servers are stopped as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    kinds = ["postgres", "sqlite"] if words.database == "both" else [words.database]
    report = {
        "benchmark": "officials' figures at scale",
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "databases": [measure(kind, words) for kind in kinds],
    }
    text = json.dumps(report, indent=1, ensure_ascii=False)
    if words.keep:
        words.keep.mkdir(parents=True, exist_ok=True)
        (words.keep / "stats.json").write_text(text)
    print(text if words.json else "", table.render(report), sep="\n")


if __name__ == "__main__":
    main()
