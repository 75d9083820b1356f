"""The processes that one runner starts, watches and ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 12


class CannotRun(Exception):
    """Say in one sentence why the marketplace does not start or stopped."""


def die_with_parent() -> None:
    """Ask Linux to end this child when the runner is killed without a chance to clean up."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Parts:
    """The running children, each in a process group of its own."""

    def __init__(self, log_dir: Path):
        self.log_dir = log_dir
        self.running: dict[str, subprocess.Popen] = {}

    def start(self, name: str, command: list[str]) -> None:
        log = (self.log_dir / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    def check(self) -> None:
        """Raise ``CannotRun`` when a part has ended, with the last lines of its log."""
        for name, child in self.running.items():
            if child.poll() is not None:
                log = self.log_dir / f"{name}.log"
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise CannotRun(
                    f"{tail}\nThe part '{name}' ended (code {child.returncode}), so everything "
                    f"stops. Its whole log: {log}"
                )

    def stop(self) -> None:
        """End the parts, the queue's server last, and leave no process of their groups."""
        users = [child for name, child in self.running.items() if name != "valkey"]
        store = [child for name, child in self.running.items() if name == "valkey"]
        for children in (users, store):
            for child in children:
                child.terminate()
            deadline = time.monotonic() + GRACE_SECONDS
            for child in children:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(max(0.1, deadline - time.monotonic()))
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
