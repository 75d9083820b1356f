"""A photo is decoded by a process that a hostile file can at most kill."""

import io
import json
import subprocess
import sys

import pytest
from PIL import Image

from catalogue import apart, images, photos
from tests.catalogue.conftest import phone_photo, upload

#: A decoder that a file took over: it does what follows, within the limits or without them.
_TAKEN_OVER = "import os, time; from catalogue import decoder; {limit}; {harm}; print({answer!r})"
_ANSWER = json.dumps({"size": [1, 1], "files": {}})
LIMITED = "decoder._limit()"
HARMS = {
    "memory": "x = bytearray(decoder.MAX_MEMORY)",
    "file": "import tempfile; tempfile.TemporaryFile(buffering=0).write(b'x')",
}


def taken_over(monkeypatch, harm: str, limit: str = LIMITED) -> None:
    code = _TAKEN_OVER.format(limit=limit, harm=harm, answer=_ANSWER)
    monkeypatch.setattr(apart, "_PROGRAM", (sys.executable, "-c", code))


def test_a_photo_comes_back_clean_in_the_asked_sizes():
    made = apart.make(phone_photo(), widths=[320, 5000], jpeg=True)

    whole = Image.open(io.BytesIO(made.jpeg))
    assert (whole.format, whole.size) == ("JPEG", (made.width, made.height))
    assert not dict(whole.getexif())
    assert list(made.webps) == [320, made.width]
    assert Image.open(io.BytesIO(made.webps[320])).size[0] == 320


def test_what_the_decoder_refuses_is_said_in_its_words():
    with pytest.raises(images.ImageRefused, match="hỏng"):
        apart.make(phone_photo()[:4000])


@pytest.mark.parametrize("harm", [*HARMS.values(), "os.abort()", "os.kill(os.getpid(), 9)"])
def test_a_decoder_that_is_taken_over_dies_alone_and_the_seller_reads_what_to_do(monkeypatch, harm):
    taken_over(monkeypatch, harm)

    with pytest.raises(photos.PhotoRefused, match="Chụp lại ở cỡ nhỏ hơn"):
        photos.clean_copies(upload(phone_photo(), "anh.jpg"))


@pytest.mark.parametrize("harm", HARMS.values())
def test_the_same_harm_is_done_without_the_limits(monkeypatch, harm):
    """Negative control: it is the limits that stop it."""
    taken_over(monkeypatch, harm, limit="pass")

    assert apart.make(phone_photo()).width == 1


def test_a_decoder_that_never_ends_is_ended(monkeypatch):
    taken_over(monkeypatch, "time.sleep(60)")
    monkeypatch.setattr(apart, "MAX_WAIT_S", 1)

    with pytest.raises(images.ImageRefused, match="Chụp lại ở cỡ nhỏ hơn"):
        apart.make(phone_photo())


def test_no_secret_is_within_reach_of_the_decoder(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "giữ kín")
    taken_over(monkeypatch, "'SECRET_KEY' in os.environ and os.abort()")

    assert apart.make(phone_photo()).width == 1


WEIGH = """
from catalogue import apart, images
from tests.catalogue import hostile
from pathlib import Path
def memory(what):
    return int(Path("/proc/self/status").read_text().partition(what + ":")[2].split()[0]) / 1024
files = hostile.large()
before = memory("VmRSS")
Path("/proc/self/clear_refs").write_text("5")
for name, data in files.items():
    apart.make(data, jpeg=True)
print(memory("VmHWM") - before)
"""


@pytest.mark.slow
def test_the_largest_photos_pass_and_cost_this_process_a_few_megabytes():
    done = subprocess.run(
        [sys.executable, "-c", WEIGH], capture_output=True, text=True, timeout=600, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert float(done.stdout) < 30, done.stdout
