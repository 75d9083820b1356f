"""Workers are killed, schedulers doubled: each message leaves once, figures stay right (R13, R14).

``FAULT_KILLS=20`` kills twenty times and ``FAULT_MINUTES=10`` runs the schedulers for ten minutes;
the suite does a few and some seconds.
"""

import os
import threading
import time
from collections import Counter

import pytest

from tests import servers
from tests.races.market import SOUND, Market, environment, run_python
from tests.races.workers import (
    child_of,
    kill_group,
    messages,
    running,
    start_beat,
    start_worker,
    wait_for,
)

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

KILLS = int(os.environ.get("FAULT_KILLS", "2"))
MINUTES = float(os.environ.get("FAULT_MINUTES", "0.2"))
#: A claimed row is left alone for 50 s, then it is anybody's at the next beat; the rest is a busy
#: machine.
ONCE_WITHIN_S = 60 if KILLS >= 20 else 90
#: Python reads the whole market first; beside other tests that takes minutes.
BOOT_S = 300
PER_SECOND = 1


class Orders(threading.Thread):
    """Somebody who places orders at a steady pace, in a process of its own."""

    def __init__(self, market: Market, product_id: int, seconds: float) -> None:
        super().__init__(daemon=True)
        words = ["tests/races/place_steadily.py", product_id, PER_SECOND, seconds]
        self.words, self.market, self.placed = [str(word) for word in words], market, 0

    def run(self) -> None:
        self.placed = len(run_python(self.words, self.market.env).splitlines())


@pytest.fixture
def market(new_postgres, tmp_path, request):
    """A database and a queue, no web."""
    with servers.or_skip(servers.redis) as redis_url:
        name = "killed" if "kill" in request.node.name else "doubled"
        env = environment(tmp_path, new_postgres(name), REDIS_URL=redis_url)
        yield Market(env, ("", 0), tmp_path / "none.log")


def waiting(market: Market) -> int:
    """Return how many messages have not left, and are not put off to a later moment on purpose."""
    sql = "SELECT count(*) FROM jobs_outbox WHERE done_at IS NULL AND created_at >= not_before - %s"
    return market.ledger.rows(sql.replace("%s", "interval '120 s'"))[0][0]


def test_killed_workers_lose_nothing_and_send_nothing_twice(market):
    [goods] = market.list_goods("Chè giết việc", stock=1000)
    worker, beat = start_worker(market.env, "w1"), start_beat(market.env, "beat")
    with running(worker, beat) as alive:
        wait_for(lambda: child_of(alive[0]), BOOT_S, "the worker")
        orders = Orders(market, goods.id, 4 * KILLS)
        orders.start()
        kills = []
        for turn in range(KILLS):
            time.sleep(3)
            if turn % 2 == 0 and (child := child_of(alive[0])):
                os.kill(child, 9)
                kills.append("child")
            else:
                kill_group(alive[0])
                kills.append("whole")
                alive[0] = start_worker(market.env, f"w{turn + 2}")
        orders.join(600)
        took = wait_for(lambda: waiting(market) == 0, ONCE_WITHIN_S, "an empty outbox")

        left = Counter(messages(market.env))
        rows = market.ledger.rows(
            "SELECT count(*) FROM jobs_outbox WHERE kind = 'message' AND done_at IS NOT NULL"
        )
        assert orders.placed == 4 * KILLS * PER_SECOND
        assert len(left) == rows[0][0] >= orders.placed
        # Killed between the provider's yes and our note: it goes again with the key it knows.
        assert sum(left.values()) - len(left) <= 1, left.most_common(3)
        assert market.soundness() == SOUND
    print(f"\n{kills}: {orders.placed} orders, {len(left)} messages, empty after {took:.1f} s")


def test_two_schedulers_and_three_workers_do_each_thing_once(market):
    [goods] = market.list_goods("Chè hai nhịp", stock=100_000)
    workers = [start_worker(market.env, f"w{n}") for n in (1, 2, 3)]
    beats = [start_beat(market.env, name) for name in ("beat1", "beat2")]
    with running(*workers, *beats) as alive:
        wait_for(lambda: all(child_of(one) for one in alive[:3]), BOOT_S, "three workers")
        seconds = MINUTES * 60
        orders = Orders(market, goods.id, seconds)
        orders.start()
        orders.join(seconds + 120)
        took = wait_for(lambda: waiting(market) == 0, ONCE_WITHIN_S, "an empty outbox")

        left = Counter(messages(market.env))
        assert orders.placed == round(seconds * PER_SECOND)
        assert len(left) >= orders.placed
        assert max(left.values()) == 1, left.most_common(3)
        assert market.soundness() == SOUND
        assert all(one.poll() is None for one in alive)
    print(f"\n{orders.placed} orders, {len(left)} messages, empty after {took:.1f} s")
