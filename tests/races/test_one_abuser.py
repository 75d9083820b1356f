"""One network sends a thousand requests a minute; the others hardly notice (R33).

Calm and abused minutes follow each other in one run, so that a busy machine is busy in both.
``ABUSE_ROUNDS`` says how many of each.
"""

import http.client
import itertools
import os
import statistics
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.races.market import Market, environment, serve

pytestmark = [pytest.mark.slow, pytest.mark.full, pytest.mark.postgres]

ROUNDS = int(os.environ.get("ABUSE_ROUNDS", "1"))
MINUTE_S = 60
PER_MINUTE, REFUSED, SLOWER = 1_000, 0.95, 2.0
SENDERS, SHOPPERS = 8, 6
#: A person looks at what came before asking for the next page.
LOOKS_S = 1.5
FLOOD = "1.52.3.77"
#: A search for words that nobody used before is made anew each time.
_numbers = itertools.count(1)


def ask(market: Market, path: str, address: str) -> tuple[int, float]:
    begun = time.monotonic()
    link = http.client.HTTPConnection(*market.address, timeout=60)
    link.request("GET", path, headers={"X-Forwarded-For": address, "Host": "localhost"})
    answer = link.getresponse()
    answer.read()
    link.close()
    return answer.status, time.monotonic() - begun


def shop(market: Market, goods: list, number: int, until: float) -> list[tuple[int, float]]:
    """Search, look at goods, look at the basket, again and again, from one home."""
    address, seen = f"14.160.{number}.9", []
    paths = itertools.cycle(["search", goods[number % len(goods)].path, "/gio-hang/"])
    while time.monotonic() < until:
        path = next(paths)
        path = f"/tim-kiem/?q=che+{next(_numbers)}" if path == "search" else path
        seen.append(ask(market, path, address))
        time.sleep(LOOKS_S)
    return seen


def flood(market: Market, until: float, seen: Counter) -> None:
    """Send a share of the thousand, whatever comes back."""
    every = MINUTE_S * SENDERS / PER_MINUTE
    at = time.monotonic()
    while at < until:
        time.sleep(max(0.0, at - time.monotonic()))
        status, _ = ask(market, f"/tim-kiem/?q=x{next(_numbers)}", FLOOD)
        seen[status] += 1
        at += every


def a_minute(market: Market, goods: list, abuse: Counter | None) -> list[tuple[int, float]]:
    until = time.monotonic() + MINUTE_S
    senders = [threading.Thread(target=flood, args=(market, until, abuse)) for _ in range(SENDERS)]
    for sender in senders if abuse is not None else ():
        sender.start()
    with ThreadPoolExecutor(SHOPPERS) as pool:
        walks = [pool.submit(shop, market, goods, number, until) for number in range(SHOPPERS)]
        seen = [one for walk in walks for one in walk.result()]
    for sender in senders if abuse is not None else ():
        sender.join()
    return seen


def p95(seen) -> float:
    return statistics.quantiles([seconds for _, seconds in seen], n=20)[-1]


def measure(market: Market) -> tuple[list, list, Counter]:
    """Return what shoppers met in calm and abused minutes, and what the abuser was answered."""
    goods = market.list_goods("Chè", count=SHOPPERS, stock=100)
    calm, abused, answers = [], [], Counter()
    a_minute(market, goods, None)  # the first pages of a process are slow
    for _ in range(ROUNDS):
        calm += a_minute(market, goods, None)
        abused += a_minute(market, goods, answers)
    ratio = p95(abused) / p95(calm)
    print(f"\nabuser {dict(answers)}; {len(calm)} and {len(abused)} pages of shoppers")
    print(f"p95 {p95(calm):.3f} s calm, {p95(abused):.3f} s abused, ratio {ratio:.2f}")
    return calm, abused, answers


def test_others_hardly_notice_one_network_that_abuses(new_postgres, tmp_path):
    with serve(environment(tmp_path, new_postgres("abused")), tmp_path) as market:
        calm, abused, answers = measure(market)

        assert market.errors() == []
    assert {status for status, _ in calm + abused} == {200}
    assert answers[429] >= REFUSED * answers.total()
    assert p95(abused) < SLOWER * p95(calm)


def test_the_network_is_served_without_the_limits(new_postgres, tmp_path):
    """Control: the refusals are the limits' work."""
    env = environment(tmp_path, new_postgres("open"), RATE_LIMIT_FACTOR="0")
    with serve(env, tmp_path) as market:
        _calm, _abused, answers = measure(market)

    assert set(answers) == {200}
