"""The market as it runs in production: gunicorn with several processes, on a port of its own."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import servers
from tests.races.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 4
START_SECONDS = 90
#: What a test process or a person's shell says about their own market is not for this one.
FOREIGN = {
    "DATABASE_URL",
    "TEST_DATABASE_URL",
    "DATABASE_POOL",
    "DEBUG",
    "EMBEDDED",
    "HTTPS",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "MEDIA_ROOT",
    "SECRET_KEY",
    "VAR_DIR",
    "DJANGO_SETTINGS_MODULE",
}


@dataclass(frozen=True)
class Goods:
    """Something to buy."""

    id: int
    title: str
    path: str


def environment(folder: Path, database_url: str, **extra: str) -> dict[str, str]:
    """Return the variables of a market whose files are in ``folder``."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | {
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "SECRET_KEY": "a-key-for-races-only",
        "EMBEDDED": "True",
        "LOG_LEVEL": "WARNING",
        # Each browser comes from an address of its own, as through the proxy.
        "TRUSTED_PROXY_COUNT": "1",
        "WEB_WORKERS": str(PROCESSES),
        # A busy machine of tests is no long lock.
        "DATABASE_LOCK_SECONDS": "60",
        "PYTHONUNBUFFERED": "1",
        **extra,
    }


def run_python(words: list[str], env: dict[str, str], root: Path = ROOT) -> str:
    """Run a script of the project, or of another copy of it; return what it printed."""
    done = subprocess.run(
        [sys.executable, *words], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-3000:]}")
    return done.stdout


def prepare(env: dict[str, str], root: Path = ROOT) -> None:
    """Build the tables as an installation does, with its reference data."""
    run_python(["manage.py", "migrate", "--noinput", "--verbosity", "0"], env, root)
    run_python(["manage.py", "load_reference"], env, root)


#: What a market says of itself in which nothing is broken.
SOUND = {"settled": True, "broken": {}, "differences": 0}


@dataclass(frozen=True)
class Market:
    """A running market."""

    env: dict[str, str]
    address: tuple[str, int]
    log: Path

    @property
    def ledger(self) -> Ledger:
        """Return its database."""
        return Ledger(self.env["DATABASE_URL"])

    def list_goods(self, title: str, *, count: int = 1, stock: int, guard=True) -> list[Goods]:
        """Put goods on sale; ``guard=False`` takes the database's own guard away."""
        words = ["tests/races/seed.py", title, str(count), str(stock)]
        words += [] if guard else ["--drop-guard"]
        return [Goods(**row) for row in json.loads(run_python(words, self.env))]

    def soundness(self) -> dict:
        """Prove orders, stock, money and figures; see ``SOUND``."""
        found = json.loads(run_python(["tests/races/soundness.py"], self.env))
        return {name: found[name] for name in SOUND}

    def forget_errors(self) -> None:
        """Empty the log: what a fault of the test has caused is none of the market's."""
        os.truncate(self.log, 0)

    def errors(self) -> list[str]:
        """Return the lines of the server's log that tell of an error page or a locked database."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if re.search(r'" 5\d\d |is locked|Traceback', line)]


@contextlib.contextmanager
def serve(
    env: dict[str, str],
    folder: Path,
    *,
    wsgi: str = "marketplace.wsgi:application",
    root: Path = ROOT,
) -> Iterator[Market]:
    """Run gunicorn as the container does, with ``WEB_WORKERS`` processes, on a free port."""
    log = folder / "web.log"
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as door, log.open("a") as out:
        words = ["--config", "deploy/gunicorn.conf.py", "--bind", f"fd://{door.fileno()}", wsgi]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *words],
            cwd=root,
            env=env,
            pass_fds=[door.fileno()],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        market = Market(env, door.getsockname(), log)
        try:
            wait_for_answer(market.address, server, log)
            yield market
        finally:
            servers.stop(server, signal.SIGINT)


def wait_for_answer(address: tuple[str, int], server: subprocess.Popen, log: Path) -> None:
    """Wait until some page answers, whatever it says."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            link = http.client.HTTPConnection(*address, timeout=5)
            link.request("GET", "/robots.txt")
            link.getresponse()
            return
        time.sleep(0.2)
    raise RuntimeError(f"the server gave no answer: {log.read_text()[-3000:]}")
