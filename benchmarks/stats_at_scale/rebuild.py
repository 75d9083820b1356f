"""Compute the cells: all of them with nobody else there, and some while the market is open."""

import threading
import time
from collections.abc import Callable
from datetime import date

from django.db import connection, connections
from django.db.models import Count

from benchmarks.stats_at_scale import upkeep
from benchmarks.stats_at_scale.clocks import spread
from benchmarks.stats_at_scale.pages import browser
from benchmarks.stats_at_scale.progress import say
from shop.order.models import Line, SellerOrder
from stats import draining, keys
from stats.models import PROVINCE, DirtyKey, SalesMonth

ORDERS_PER_S = 5
LIVE_SECONDS = 120
LIMIT = 500


def compute_all(limit: int = LIMIT, most_s: float = 3_600) -> dict:
    """Work off what the load marked; return how many lines that was per minute."""
    begun, lines, keys_done = time.monotonic(), Line.objects.count(), 0
    waiting = DirtyKey.objects.count()
    say(f"computing the cells: {waiting:,} keys wait")
    left = waiting
    while left and time.monotonic() - begun < most_s:
        done = draining.drain(limit=limit, budget_s=10)
        keys_done, left = keys_done + done.keys, done.left
        say(f"{keys_done:,} keys done, {left:,} rows left")
    took = time.monotonic() - begun
    return {
        "lines": lines,
        "keys": keys_done,
        "rows_left": left,
        "took_s": round(took, 1),
        "lines_per_min": round(lines / took * 60) if not left else None,
    }


def live(rate_per_min: float, seconds: float = LIVE_SECONDS) -> dict:
    """Recompute as much as takes ``seconds`` while somebody orders and somebody reads."""
    codes, lines = _communes_of(rate_per_min * seconds / 60)
    marked = keys.mark(_keys_of(codes)) if codes else keys.mark_everything()
    whole = not codes
    say(f"live rebuild of {lines:,} lines, {marked:,} keys, {'all' if whole else len(codes)}")
    beside = [_Beside(_write), _Beside(_read)]
    for thread in beside:
        thread.start()
    begun, keys_done = time.monotonic(), 0
    upto = DirtyKey.objects.order_by("-pk").values_list("pk", flat=True)[0]
    while DirtyKey.objects.filter(pk__lte=upto).exists():
        if time.monotonic() - begun > 3 * seconds:
            break
        done = draining.drain(limit=LIMIT, budget_s=5)
        keys_done += done.keys
        if done.rows:
            say(f"{keys_done:,} keys done, {done.left:,} rows left")
        else:
            # The reader's page drains just now.
            time.sleep(0.05)
    took = time.monotonic() - begun
    left = DirtyKey.objects.filter(pk__lte=upto).count()
    for thread in beside:
        thread.stop()
    return {
        "scope": "everything" if whole else f"{len(codes)} communes",
        "lines": lines,
        "keys": keys_done,
        "rows_left": left,
        "took_s": round(took, 1),
        "lines_per_min": round(lines / took * 60) if not left else None,
        "writer": beside[0].found,
        "reader": beside[1].found,
    }


def _communes_of(lines: float) -> tuple[list[str], int]:
    """Return communes of the middle with about so many lines, none when all are fewer."""
    rows = Line.objects.order_by().values_list("commune_code").annotate(n=Count("pk"))
    by_size = sorted(rows, key=lambda row: row[1])
    total = sum(count for _code, count in by_size)
    if total <= lines:
        return [], total
    found, reached = [], 0
    for code, count in by_size[len(by_size) // 2 :] + by_size[: len(by_size) // 2]:
        if reached >= lines:
            break
        found.append(code)
        reached += count
    return found, reached


def _keys_of(codes: list[str]) -> list[keys.Key]:
    """Return what ``mark_everything`` would mark of these communes, in its order."""
    orders = SellerOrder.objects.filter(commune_code__in=codes).order_by()
    found: set[keys.Key] = set()
    for day in ("placed_on", "completed_on", "cancelled_on", "returned_on"):
        happened = orders.filter(**{f"{day}__isnull": False})
        for code, on, partner in happened.values_list("commune_code", day, "partner_id").distinct():
            month = on.replace(day=1)
            found |= {
                keys.Key("sales", code, on),
                keys.Key("sellers", code, month, partner),
                keys.Key("month", code, month),
            }
    found |= {keys.Key("inventory", code) for code in codes}
    found |= {keys.Key("households", code) for code in codes}
    return sorted(found, key=lambda key: (key.family, key.day or date.min, key.commune_code))


class _Beside(threading.Thread):
    """Does something again and again on a connection of its own until told to stop."""

    def __init__(self, work: Callable[[threading.Event], dict]) -> None:
        super().__init__(daemon=True)
        self.work, self.over, self.found = work, threading.Event(), {}

    def run(self) -> None:
        try:
            self.found = self.work(self.over)
        except Exception as problem:
            self.found = {"failed": repr(problem)}
        finally:
            connections.close_all()

    def stop(self) -> None:
        self.over.set()
        self.join(60)


def _write(over: threading.Event) -> dict:
    writer, took = upkeep.Writer("L"), []
    begun = time.monotonic()
    while not over.wait(max(0.0, begun + len(took) / ORDERS_PER_S - time.monotonic())):
        at = time.perf_counter()
        writer.place()
        took.append(time.perf_counter() - at)
    return spread(took) | {"per_s": round(len(took) / (time.monotonic() - begun), 2)}


def _read(over: threading.Event) -> dict:
    """Open the summary, and count the cells: none may be missing meanwhile."""
    client, took, wrong, empty = browser(), [], 0, 0
    before = _filled_cells()
    while not over.wait(0.2):
        at = time.perf_counter()
        answer = client.get("/thong-ke/")
        took.append(time.perf_counter() - at)
        wrong += answer.status_code != 200
        empty += _filled_cells() < before
    return spread(took) | {"failed_pages": wrong, "times_cells_were_missing": empty}


def _filled_cells() -> int:
    """Return how many months of communes have orders; only ever more while nobody deletes."""
    whole = SalesMonth.objects.filter(cut="", set_code="", stars=-1, placed__gt=0)
    with connection.cursor():
        return whole.exclude(commune_code=PROVINCE).count()
