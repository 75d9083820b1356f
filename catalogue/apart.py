"""Photos are decoded in a process of their own; a hostile file can at most kill it (ADR 0043)."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from catalogue import images
from catalogue.decoder import NOT_SHUT_IN, REFUSED

log = logging.getLogger(__name__)

#: More than the processor time that ``catalogue.decoder`` allows itself: others work here too.
MAX_WAIT_S = 30
_BASE = Path(__file__).resolve().parent.parent
_PROGRAM = (sys.executable, "-s", "-m", "catalogue.decoder")
TOO_HEAVY = "Ảnh này nặng quá, sàn không đọc được. Chụp lại ở cỡ nhỏ hơn, hoặc chọn ảnh khác."


@dataclass(frozen=True, slots=True)
class Made:
    """Clean files of one photo; ``jpeg`` is empty when it was not asked for, size in px."""

    jpeg: bytes
    webps: dict[int, bytes]
    width: int
    height: int


class DecoderFailed(Exception):
    """The decoder died or did not answer; that says nothing certain about the photo.

    ``is_busy`` says that the machine may have had no time or no memory.
    """

    def __init__(self, words: str, *, is_busy: bool = False) -> None:
        super().__init__(words)
        self.is_busy = is_busy


def make(
    data: bytes,
    *,
    widths: Sequence[int] = images.WIDTHS,
    jpeg: bool = False,
    longest: int = images.LONGEST_SIDE,
) -> Made:
    """Decode a photo and return it written anew, no side longer than ``longest`` px.

    Raises ``ImageRefused`` with a sentence for the person when the decoder decided so, or met
    its limits; ``DecoderFailed`` when it ended in any other way.
    """
    sizes = (str(width) for width in widths)
    wanted = [str(longest), *(["jpeg"] if jpeg else []), *sizes]
    # No secret of ours in there; the path finds the shared libraries of this Python.
    env = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    # Each arena reserves 64 MB of address space: threads of a decoder must not eat the limit up.
    env["MALLOC_ARENA_MAX"] = "1"
    try:
        done = subprocess.run(  # noqa: S603 - our own program, widths are numbers
            [*_PROGRAM, *wanted], input=data, capture_output=True, timeout=MAX_WAIT_S,
            cwd=_BASE, env=env, check=False,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError) as problem:
        raise DecoderFailed(type(problem).__name__, is_busy=True) from problem
    if NOT_SHUT_IN.encode() in done.stderr:
        _tell_open()
    return _answer_of(done)


def is_well(like: bytes) -> bool:
    """Tell whether the decoder reads a good photo of the same format."""
    try:
        kind = images.read_header(io.BytesIO(like)).format
        return make(images.sample(kind), jpeg=True).width > 0
    except (DecoderFailed, images.ImageRefused):
        return False


@lru_cache(maxsize=1)
def _tell_open() -> None:
    """Say once for each process what ``/metrics`` says all the time."""
    log.warning("catalogue: no Landlock, so the decoder of photos can open files and the network")


def _answer_of(done: subprocess.CompletedProcess) -> Made:
    if done.returncode == -signal.SIGXCPU:
        raise images.ImageRefused(TOO_HEAVY)
    if done.returncode not in (0, REFUSED):
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
        # Killed from outside: most often the kernel had no memory left.
        is_busy = done.returncode == -signal.SIGKILL
        raise DecoderFailed(f"ended with {done.returncode}: {last}", is_busy=is_busy)
    try:
        if done.returncode == 0:
            return _read(done.stdout)
        reason = json.loads(done.stdout)["refused"]
    except (ValueError, KeyError, TypeError) as problem:
        raise DecoderFailed("no answer") from problem
    raise images.ImageRefused(reason or TOO_HEAVY)


def _read(sent: bytes) -> Made:
    head, _, rest = sent.partition(b"\n")
    told = json.loads(head)
    files = {}
    for name, length in told["files"].items():
        files[name], rest = rest[:length], rest[length:]
    jpeg = files.pop("jpeg", b"")
    width, height = told["size"]
    return Made(jpeg, {int(name): data for name, data in files.items()}, width, height)
