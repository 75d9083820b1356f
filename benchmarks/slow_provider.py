"""Checkouts while the provider of messages hangs for 30 s, beside a market whose provider answers.

Two markets on one private PostgreSQL, each with its queue, a worker and a clock, differ in their
provider alone: one answers at once, one lets every sending wait until its end. Shoppers press in
turn in the one and in the other. Prints JSON. The goal is that of R29: p95 at most 5 % more, every
order placed, and the messages that could not leave still waiting.

    .venv/bin/python benchmarks/slow_provider.py --checkouts 200
"""

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import servers  # noqa: E402
from tests.races import market as races  # noqa: E402
from tests.races.ledger import new_database  # noqa: E402
from tests.races.shoppers import outcome, walk_to_checkout  # noqa: E402
from tests.races.workers import running, start_beat, start_worker  # noqa: E402

HANGS_S = 30
_WAITING = "SELECT count(*) FROM jobs_outbox WHERE done_at IS NULL AND kind = 'message'"


@contextlib.contextmanager
def provider(waits_s: float) -> Iterator[dict]:
    """Run a provider that answers after so many seconds; yield the variables that name it."""
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            ended.wait(waits_s)
            with contextlib.suppress(OSError):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"code": "100"}')

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    gateway = {
        "name": "provider",
        "channel": "sms",
        "url": f"http://127.0.0.1:{server.server_address[1]}/",
        "json": {"to": "{phone_84}", "say": "{text}", "id": "{key}"},
        "success": {"at": "code", "in": ["100"]},
        "timeout_s": HANGS_S,
    }
    yield {
        "MESSAGE_BACKEND": "jobs.gateways.GatewayBackend",
        "MESSAGE_GATEWAYS": json.dumps([gateway]),
        "MESSAGE_HOSTS": "127.0.0.1",
        "MESSAGE_CHANNELS": "sms",
    }
    ended.set()
    server.shutdown()


@contextlib.contextmanager
def open_market(name: str, folder: Path, url: str, words: dict):
    """Serve a market with a queue, a worker and a clock of its own."""
    (folder / name).mkdir()
    with servers.redis() as queue:
        env = races.environment(folder / name, url, REDIS_URL=queue, **words)
        parts = (start_worker(env, "w", children=2), start_beat(env, "beat"))
        with running(*parts), races.serve(env, folder / name) as market:
            yield market


def measure(checkouts: int) -> dict:
    """Let shoppers buy in both markets in turn; return what was measured."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-provider-") as name,
        servers.postgres() as url,
        provider(0) as quick,
        provider(HANGS_S) as hanging,
    ):
        folder = Path(name)
        (folder / "prepare").mkdir()
        template = new_database(url, "prepared")
        races.prepare(races.environment(folder / "prepare", template))
        urls = [new_database(url, one, template="prepared") for one in ("calm", "slow")]
        with (
            open_market("calm", folder, urls[0], quick) as calm,
            open_market("slow", folder, urls[1], hanging) as slow,
        ):
            both = {"calm": calm, "hanging": slow}
            goods = {n: m.list_goods("Gao", stock=2 * checkouts)[0] for n, m in both.items()}
            for serial in range(1, 9):
                for one, market in both.items():
                    walk_to_checkout(market.address, goods[one], serial).order_button.send()
            time.sleep(3)
            answers = {one: [] for one in both}
            for serial in range(100, 100 + checkouts):
                for one in sorted(both, reverse=bool(serial % 2)):
                    shopper = walk_to_checkout(both[one].address, goods[one], serial)
                    answers[one].append(shopper.order_button.send())
            placed = {one: len(outcome(answers[one], goods[one]).placed) for one in both}
            waiting = {one: m.ledger.rows(_WAITING)[0][0] for one, m in both.items()}
            errors = sum(len(market.errors()) for market in both.values())
    p95 = {one: quantile(answers[one], 95) for one in both}
    return {
        "checkouts_each": checkouts,
        "placed": placed,
        "p50_ms": {one: round(1000 * quantile(answers[one], 50), 1) for one in both},
        "p95_ms": {one: round(1000 * p95[one], 1) for one in both},
        "p95_ratio": round(p95["hanging"] / p95["calm"], 3),
        "p50_ratio": round(quantile(answers["hanging"], 50) / quantile(answers["calm"], 50), 3),
        "messages_that_wait": waiting,
        "error_lines": errors,
    }


def quantile(answers, percent: int) -> float:
    return statistics.quantiles([one.seconds for one in answers], n=100)[percent - 1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure checkouts beside a hanging provider.")
    parser.add_argument("--checkouts", type=int, default=200)
    print(json.dumps(measure(parser.parse_args().checkouts), indent=1))


if __name__ == "__main__":
    main()
