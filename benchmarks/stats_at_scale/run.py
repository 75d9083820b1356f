"""Measure one database that the environment names; print the report as JSON."""

import argparse
import json
import os
import platform

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.stats_at_scale import heavy, loading, pages, rebuild, upkeep  # noqa: E402
from benchmarks.stats_at_scale.progress import say, timed  # noqa: E402
from marketplace.reference import load_reference  # noqa: E402


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--lines", type=lambda text: sorted(map(int, text.split(","))))
    words.add_argument("--pages-only", action="store_true")
    asked = words.parse_args()
    with timed("tables and reference data"):
        call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
        load_reference()
    found = [measure(lines, pages_only=asked.pages_only) for lines in asked.lines]
    print(json.dumps({"database": _version(), **_machine(), "sizes": found}))


def measure(lines: int, *, pages_only: bool) -> dict:
    """Return everything about one size."""
    say(f"--- {lines:,} lines on {connection.vendor}")
    count = loading.load(lines)
    computed = rebuild.compute_all()
    heavy.tidy_cells()
    found = {"target_lines": lines, "lines": count, "computed": computed}
    found["raw"] = pages.measure_raw()
    found["pages"] = pages.measure()
    if not pages_only:
        found["upkeep"] = upkeep.measure()
        found["live"] = rebuild.live(computed["lines_per_min"] or 100_000)
    found["sizes"] = heavy.sizes()
    return found


def _version() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
        else:
            cursor.execute("SHOW server_version")
        return f"{connection.display_name} {cursor.fetchone()[0]}"


def _machine() -> dict:
    return {
        "cores": os.cpu_count(),
        "load_1min": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "django": django.get_version(),
    }


if __name__ == "__main__":
    main()
