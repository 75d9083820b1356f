"""Photos are decoded in a process of their own; a hostile file can at most kill it (ADR 0043)."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from catalogue import images

#: More than the processor time that ``catalogue.decoder`` allows itself: others work here too.
MAX_WAIT_S = 30
_BASE = Path(__file__).resolve().parent.parent
_PROGRAM = (sys.executable, "-s", "-m", "catalogue.decoder")
_TOO_HEAVY = "Ảnh này nặng quá, sàn không đọc được. Chụp lại ở cỡ nhỏ hơn, hoặc chọn ảnh khác."


@dataclass(frozen=True, slots=True)
class Made:
    """Clean files of one photo; ``jpeg`` is empty when it was not asked for, size in px."""

    jpeg: bytes
    webps: dict[int, bytes]
    width: int
    height: int


def make(data: bytes, *, widths: Sequence[int] = images.WIDTHS, jpeg: bool = False) -> Made:
    """Decode a photo and return it written anew.

    Raises ``ImageRefused`` with a sentence for the person, also when the decoder was killed.
    """
    wanted = [*(["jpeg"] if jpeg else []), *(str(width) for width in widths)]
    # No secret of ours in there; the path finds the shared libraries of this Python.
    env = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    # Each arena reserves 64 MB of address space: threads of a decoder must not eat the limit up.
    env["MALLOC_ARENA_MAX"] = "1"
    try:
        done = subprocess.run(  # noqa: S603 - our own program, widths are numbers
            [*_PROGRAM, *wanted], input=data, capture_output=True, timeout=MAX_WAIT_S,
            cwd=_BASE, env=env, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise images.ImageRefused(_TOO_HEAVY) from late
    if done.returncode:
        raise images.ImageRefused(_TOO_HEAVY)
    return _read(done.stdout)


def _read(sent: bytes) -> Made:
    head, _, rest = sent.partition(b"\n")
    told = json.loads(head)
    if "refused" in told:
        raise images.ImageRefused(told["refused"])
    files = {}
    for name, length in told["files"].items():
        files[name], rest = rest[:length], rest[length:]
    jpeg = files.pop("jpeg", b"")
    width, height = told["size"]
    return Made(jpeg, {int(name): data for name, data in files.items()}, width, height)
