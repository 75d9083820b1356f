"""Workers of a market as production runs them: Celery processes that can be killed."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import servers
from tests.races.market import ROOT

QUEUES = "default,stats,media,mail"


def start_worker(env: dict, name: str, *, children: int = 1) -> subprocess.Popen:
    """Start a worker in a group of its own; it needs some seconds until it listens."""
    words = ["worker", "-Q", QUEUES, "--concurrency", str(children), "--hostname", f"{name}@here"]
    return _celery(env, name, words)


def start_beat(env: dict, name: str) -> subprocess.Popen:
    """Start a scheduler with a schedule file of its own."""
    schedule = Path(env["VAR_DIR"]) / f"{name}-schedule"
    return _celery(env, name, ["beat", "--schedule", str(schedule), "--pidfile="])


def _celery(env: dict, name: str, words: list[str]) -> subprocess.Popen:
    with (Path(env["VAR_DIR"]) / f"{name}.log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "marketplace", *words, "--loglevel", "WARNING"],
            cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def kill_group(process: subprocess.Popen) -> None:
    """Kill a worker with its children, as a machine that goes down does."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def child_of(process: subprocess.Popen) -> int | None:
    """Return the process that does the work of a worker."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int(path.read_text().split()[-1])
    return None


@contextlib.contextmanager
def running(*processes: subprocess.Popen) -> Iterator[list[subprocess.Popen]]:
    """Kill what still runs at the end; the list may grow and change."""
    alive = list(processes)
    try:
        yield alive
    finally:
        for process in alive:
            kill_group(process)


def wait_for(true: Callable[[], object], seconds: float, what: str) -> float:
    """Wait until something is true; return how long it took."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.2)
    return time.monotonic() - begun


def messages(env: dict) -> list[str]:
    """Return the keys of the messages that left, in order."""
    path = Path(env["VAR_DIR"]) / "messages.jsonl"
    if not path.exists():
        return []
    return [json.loads(line)["dedupe_key"] for line in path.read_text().splitlines()]


def queue_server(path: Path) -> subprocess.Popen:
    """Start a queue's server on a socket that outlives it, so that it can stop and return."""
    words = ["--port", "0", "--unixsocket", str(path), "--dir", str(path.parent), "--save", ""]
    path.unlink(missing_ok=True)
    server = subprocess.Popen(
        [servers.redis_program(), *words], stdout=subprocess.DEVNULL, start_new_session=True
    )
    servers.wait_until(path.exists, server)
    return server
