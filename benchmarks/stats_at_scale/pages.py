"""Server time of every page of officials, found in the paths themselves, and the raw question."""

import time
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.core.cache import cache as kept_pages
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from benchmarks.stats_at_scale import scenery
from benchmarks.stats_at_scale.clocks import cpu_seconds, ms, percentile, spread, sql_clock
from benchmarks.stats_at_scale.progress import say
from common.collecting import settle
from common.dates import local_today
from shop.order.models import SellerOrder
from stats import kept
from stats.figures import EVERYTHING
from stats.models import InventoryCell
from stats.period import read_period
from stats.reading import Which, sales_by

TIMES, WARM_UPS, PAGE_SECONDS, LEAST = 30, 3, 20.0, 5
#: Pages that are opened with each of the words that they know, and with some of them.
WORDY = ("summary", "communes", "commune")
SOME = ("parts", "orders", "goods")
_SOME_WORDS = ("year", "odd days", "set")

_RAW = {
    "orders": """
SELECT commune_code, COUNT(*), SUM(goods_vnd - discount_vnd) FROM order_sellerorder
WHERE completed_on >= %s AND completed_on <= %s AND returned_on IS NULL
GROUP BY commune_code""",
    "lines": """
SELECT so.commune_code, COUNT(DISTINCT so.id), SUM(l.line_price_incl_tax),
    SUM(l.quantity * l.net_weight_g)
FROM order_sellerorder so JOIN order_line l ON l.seller_order_id = so.id
WHERE so.completed_on >= %s AND so.completed_on <= %s AND so.returned_on IS NULL
GROUP BY so.commune_code""",
}


@dataclass(frozen=True)
class Page:
    """A page and the words it is asked with; ``url`` is None when nobody knows its arguments."""

    name: str
    words: str
    url: str | None


def queries() -> dict[str, str]:
    """Return what officials ask for, by name."""
    today = local_today()
    last_year = today.replace(day=1) - timedelta(days=360)
    return {
        "year": "",
        "last year": f"ky=nam&den={today.year - 1}-12-31",
        "month": "ky=thang",
        "quarter": "ky=quy",
        "odd days": f"tu={last_year.replace(day=8)}&den={today - timedelta(days=9)}",
        "all years": "tu=2020-01-01",
        "set": f"nhom={scenery.TEA}",
        "stars": "sao=4",
        "channel": "kenh=app",
        "set and odd days": f"nhom={scenery.TEA}&tu={last_year.replace(day=8)}"
        f"&den={today - timedelta(days=9)}",
    }


def discover() -> list[Page]:
    """Return every path of the statistics, those of ``WORDY`` once for each of the words."""
    found = []
    for pattern in get_resolver("stats.urls").url_patterns:
        url = _url(pattern)
        for name, query in queries().items():
            if pattern.name not in WORDY and name not in _words(pattern.name):
                continue
            found.append(Page(pattern.name, name, url and f"{url}{'?' * bool(query)}{query}"))
    found.append(Page("commune", "year, a middle one", reverse("stats:commune", args=[_middle()])))
    return found


def _middle() -> str:
    """Return the commune that as many others outsell as do not; the others are the biggest."""
    rows = SellerOrder.objects.order_by().values_list("commune_code").annotate(n=Count("pk"))
    by_size = sorted(rows, key=lambda row: row[1])
    return by_size[len(by_size) // 2][0]


def _words(name: str) -> tuple[str, ...]:
    return _SOME_WORDS if name in SOME else _SOME_WORDS[:1]


def _url(pattern) -> str | None:
    fillers = {"code": _biggest("commune_code"), "table": "xa"}
    fillers["number"] = SellerOrder.objects.filter(state="completed").first().number
    if pattern.name == "seller":
        fillers["pk"] = _biggest("partner_id")
    names = pattern.pattern.converters
    if not names.keys() <= fillers.keys():
        return None
    return reverse(f"stats:{pattern.name}", kwargs={name: fillers[name] for name in names})


@cache
def _biggest(column: str):
    rows = SellerOrder.objects.order_by().values_list(column).annotate(n=Count("pk"))
    return rows.order_by("-n")[0][0]


def browser() -> Client:
    # As marketplace/wsgi.py does for what is loaded by now.
    settle()
    client = Client(raise_request_exception=False)
    client.force_login(scenery.official())
    return client


def measure(times: int = TIMES) -> list[dict]:
    """Return a row per page: server time, what of it is SQL, the slowest statements."""
    _biggest.cache_clear()
    client, rows = browser(), []
    for page in discover():
        if page.url is None:
            say(f"{page.name}: nobody knows its arguments")
        row = {"page": page.name, "words": page.words, "url": page.url}
        rows.append(row | (_measure_page(client, page, times) if page.url else {"status": None}))
        say(
            f"{page.name} ({page.words}): {rows[-1].get('min_ms')} / {rows[-1].get('p50_ms')}"
            f" / {rows[-1].get('p95_ms')} ms, core {rows[-1].get('cpu_p50_ms')} ms,"
            f" SQL {rows[-1].get('sql_p50_ms')} ms in {rows[-1].get('queries')}"
        )
    return rows


def _measure_page(client: Client, page: Page, times: int) -> dict:
    """Measure a page after a drain of today's orders, ``again`` right after, and ``cold``.

    After the drain everything of this month is computed anew, as after any order, and so are the
    goods of the biggest commune; what is cold was never opened: nothing at all is kept for it.
    """
    took, in_sql, cpu, again, cold = [], [], [], [], []
    today = [local_today()]
    deadline = time.monotonic() + PAGE_SECONDS
    for turn in range(WARM_UPS + times):
        kept_pages.clear()
        begun = time.perf_counter()
        client.get(page.url)
        cold.append(time.perf_counter() - begun)
        kept.outdate(today)
        _goods_change(timezone.now())
        with sql_clock() as clock:
            begun, cpu_begun = time.perf_counter(), cpu_seconds()
            answer = client.get(page.url)
            length = len(answer.getvalue())
            seconds, cpu_s = time.perf_counter() - begun, cpu_seconds() - cpu_begun
        if answer.status_code != 200:
            return {"status": answer.status_code}
        if turn >= WARM_UPS:
            took.append(seconds)
            in_sql.append(clock.seconds)
            cpu.append(cpu_s)
            begun = time.perf_counter()
            client.get(page.url)
            again.append(time.perf_counter() - begun)
        if len(took) >= LEAST and time.monotonic() > deadline:
            break
    return {
        "status": 200,
        **spread(took),
        "cpu_p50_ms": ms(percentile(cpu, 50)),
        "cpu_p95_ms": ms(percentile(cpu, 95)),
        "cold_p50_ms": ms(percentile(cold[WARM_UPS:], 50)),
        "cold_p95_ms": ms(percentile(cold[WARM_UPS:], 95)),
        "again_p50_ms": ms(percentile(again, 50)),
        "again_p95_ms": ms(percentile(again, 95)),
        "sql_p50_ms": ms(percentile(in_sql, 50)),
        "rest_p50_ms": ms(percentile([a - b for a, b in zip(took, in_sql, strict=True)], 50)),
        "queries": clock.count,
        "bytes": length,
        "slowest_sql": clock.longest(),
    }


def _goods_change(now) -> None:
    """Do to the goods of the biggest commune what a drain does after one of its orders."""
    cells = InventoryCell.objects.filter(commune_code=_biggest("commune_code"))
    if not cells.update(computed_at=now):
        raise RuntimeError("the biggest commune has no cells of goods")


def measure_raw(times: int = 5) -> dict[str, dict]:
    """Return the time of the raw GROUP BY that answers the year by communes."""
    year = read_period({})
    found = {}
    with connection.cursor() as cursor:
        for name, sql in _RAW.items():
            took = []
            for _ in range(times):
                begun = time.perf_counter()
                cursor.execute(sql, [year.first, year.last])
                rows = cursor.fetchall()
                took.append(time.perf_counter() - begun)
            found[name] = spread(took) | {"equals_cells": _equals_cells(rows)}
            say(f"raw GROUP BY over {name}: {found[name]['p50_ms']} ms")
    return found


def _equals_cells(rows: list[tuple]) -> bool:
    """Tell whether the raw answer is what the page shows, commune by commune."""
    cells = sales_by(Which(asked=EVERYTHING, by=("commune",)), read_period({}))
    shown = {
        code: (sales.completed, sales.completed_vnd, sales.completed_g)
        for (code,), sales in cells.items()
        if sales.completed
    }
    return {code: tuple(figures) for code, *figures in rows} == {
        code: figures[: len(rows[0]) - 1] for code, figures in shown.items()
    }
