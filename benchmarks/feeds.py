"""Write the feeds of 100,000 goods with two photos each: seconds, memory, size of each file.

The job's own function (``discovery/feed_files.py``) writes all files on a new SQLite database, in a
process of its own; beside it, in the same run, the same goods are only read. The difference is
what the files cost.

    .venv/bin/python benchmarks/feeds.py
"""

import argparse
import json
import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from prints import child, timed  # noqa: E402

from tests.races.market import environment, run_python  # noqa: E402


def build(count: int) -> dict:
    """List the goods; each gets a second photo."""
    from benchmarks.search_at_scale import ours
    from catalogue.models import ProductImage

    ours.load(count)
    first = ProductImage.objects.filter(display_order=0)
    seconds = []
    for image in first.iterator():
        image.pk, image.display_order = None, 1
        seconds.append(image)
    ProductImage.objects.bulk_create(seconds, batch_size=2_000)
    return {"photos": ProductImage.objects.count()}


def read(_count: int) -> dict:
    """Only read the goods, as the job does."""
    from discovery.goods import all_goods

    return timed(lambda: sum(1 for _ in all_goods()))


def write(count: int) -> dict:
    """Write every feed; say how many bytes and goods are in each."""
    from discovery import feed_files
    from discovery.feeds import whole_forms

    found = timed(feed_files.write_feeds)
    paths = {name: feed_files.path_of(name) for name in whole_forms()}
    found["files_mb"] = {name: round(path.stat().st_size / 1e6, 1) for name, path in paths.items()}
    found["goods"] = paths["google.xml"].read_text(encoding="utf-8").count("<item>")
    assert found["goods"] == count, found
    return found


STEPS = {"build": build, "read": read, "write": write}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--goods", type=int, default=100_000)
    parser.add_argument("--step", nargs=2, help="used by the program itself")
    words = parser.parse_args()
    if words.step:
        django.setup()
        name, count = words.step
        print(json.dumps(STEPS[name](int(count))))
        return
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="bench-feeds-") as name:
        folder = Path(name)
        env = environment(folder, f"sqlite:///{folder / 'db.sqlite3'}", EMBEDDED="False")
        run_python(["manage.py", "migrate", "--noinput", "--verbosity", "0"], env)
        run_python(["manage.py", "load_reference"], env)
        found = {step: child(env, step, words.goods, program=__file__) for step in STEPS}
    report = {
        "benchmark": "the feeds of all goods",
        "goods": words.goods,
        "cores": os.cpu_count(),
        "load_1min": load,
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
    } | found
    report["cpu_to_reading"] = round(
        found["write"]["cpu_seconds"] / found["read"]["cpu_seconds"], 2
    )
    print(json.dumps(report, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
