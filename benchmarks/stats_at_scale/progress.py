"""What the person in front of the screen sees meanwhile; the report itself goes to stdout."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_BEGUN = time.monotonic()


def say(text: str) -> None:
    print(f"[{time.monotonic() - _BEGUN:7.1f} s] {text}", file=sys.stderr, flush=True)


@contextmanager
def timed(text: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    say(f"{text}: {time.monotonic() - begun:.1f} s")
