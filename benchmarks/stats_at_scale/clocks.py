"""Time spent in SQL and beside it, and how to say many times in few numbers."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection


@dataclass
class SqlClock:
    """Adds up what the statements of this thread took; ``slow`` keeps the longest of each."""

    seconds: float = 0.0
    count: int = 0
    slow: dict[str, float] = field(default_factory=dict)

    def __call__(self, execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = time.perf_counter() - begun
            self.seconds += took
            self.count += 1
            self.slow[sql] = max(took, self.slow.get(sql, 0.0))

    def longest(self, count: int = 3) -> list[tuple[float, str]]:
        """Return ``(milliseconds, statement)`` of the slowest."""
        found = sorted(((took, sql) for sql, took in self.slow.items()), reverse=True)
        return [(ms(took), sql) for took, sql in found[:count]]


@contextmanager
def sql_clock() -> Iterator[SqlClock]:
    clock = SqlClock()
    with connection.execute_wrapper(clock):
        yield clock


def cpu_seconds() -> float:
    """Return what this thread and its server process have had of a core so far.

    Others on the machine make a page wait, but hardly change this. Without Linux, or with the
    database in this process, it is this thread alone.
    """
    mine = time.thread_time()
    if connection.vendor != "postgresql":
        return mine
    try:
        pid = connection.connection.info.backend_pid
        return mine + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return mine


def ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def percentile(values: list[float], share: int) -> float:
    """Return a percentile of at least one value."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def spread(seconds: list[float]) -> dict[str, float]:
    """Return minimum, median, 95th percentile and maximum in milliseconds."""
    return {
        "min_ms": ms(min(seconds)),
        "p50_ms": ms(statistics.median(seconds)),
        "p95_ms": ms(percentile(seconds, 95)),
        "max_ms": ms(max(seconds)),
        "times": len(seconds),
    }
