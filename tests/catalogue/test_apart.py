"""A photo is decoded by a process that a hostile file can at most kill."""

import io
import json
import socket
import subprocess
import sys

import pytest
import time_machine
from django.utils import timezone
from PIL import Image

from catalogue import apart, images, photos
from jobs import outbox
from tests import factories
from tests.catalogue.conftest import phone_photo, upload


def can_shut_in() -> bool:
    code = "from catalogue.shut_in import shut_in; print(shut_in())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    return done.stdout.strip() == b"True"


#: A decoder that a file took over: it does what follows in place of its work.
_TAKEN_OVER = """
import os, time
from pathlib import Path
from catalogue import decoder, shut_in
def harm(*_):
    {harm}
    print({answer!r})
decoder._make = harm
{without}
decoder.main(["320"])
"""
_ANSWER = json.dumps({"size": [1, 1], "files": {}})
WITHOUT = "decoder._limit = lambda: None; shut_in.shut_in = lambda: False"
#: What the limits stop: ``MemoryError`` is a decision, the rest only ends the decoder.
HEAVY = "x = bytearray(decoder.MAX_MEMORY)"
DEADLY = ["import tempfile; tempfile.TemporaryFile(buffering=0).write(b'x')", "os.abort()",
          "os.kill(os.getpid(), 9)"]  # fmt: skip
LOOKS = {
    "file": "Path({path!r}).read_bytes()",
    "environment": "Path(f'/proc/{{os.getppid()}}/environ').read_bytes()",
    "folder": "os.listdir('/')",
    "network": "import socket; socket.create_connection(('127.0.0.1', {port}), 2)",
    "signal": "os.kill(os.getppid(), 0)",
}


def taken_over(monkeypatch, harm: str, without: str = "") -> None:
    code = _TAKEN_OVER.format(harm=harm, answer=_ANSWER, without=without)
    monkeypatch.setattr(apart, "_PROGRAM", (sys.executable, "-c", code))


def broken(monkeypatch, harm: str = "import no_such_library") -> None:
    """A decoder after a bad deploy."""
    monkeypatch.setattr(apart, "_PROGRAM", (sys.executable, "-c", harm))


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


def test_a_photo_that_eats_the_memory_is_refused_by_decision(monkeypatch):
    taken_over(monkeypatch, HEAVY)

    with pytest.raises(photos.PhotoRefused, match="Chụp lại ở cỡ nhỏ hơn"):
        photos.clean_copies(upload(phone_photo(), "anh.jpg"))


def test_a_photo_that_eats_the_processor_is_refused_by_decision(monkeypatch):
    taken_over(monkeypatch, "exec('while True: pass')", without="decoder.MAX_CPU_S = 1")

    with pytest.raises(images.ImageRefused, match="Chụp lại ở cỡ nhỏ hơn"):
        apart.make(phone_photo())


@pytest.mark.parametrize("harm", DEADLY)
def test_a_decoder_that_is_taken_over_dies_alone_and_the_seller_reads_what_to_do(monkeypatch, harm):
    taken_over(monkeypatch, harm)

    with pytest.raises(photos.PhotoRefused, match="thử lại sau ít phút"):
        photos.clean_copies(upload(phone_photo(), "anh.jpg"))


@pytest.mark.parametrize("harm", [HEAVY, DEADLY[0]])
def test_the_same_harm_is_done_without_the_limits(monkeypatch, harm):
    """Negative control: it is the limits that stop it."""
    taken_over(monkeypatch, harm, WITHOUT)

    assert apart.make(phone_photo()).width == 1


def test_a_decoder_that_never_ends_is_ended(monkeypatch):
    taken_over(monkeypatch, "time.sleep(60)")
    monkeypatch.setattr(apart, "MAX_WAIT_S", 2)

    with pytest.raises(apart.DecoderFailed):
        apart.make(phone_photo())


def test_no_secret_is_in_the_environment_of_the_decoder(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "giữ kín")
    taken_over(monkeypatch, "'SECRET_KEY' in os.environ and os.abort()")

    assert apart.make(phone_photo()).width == 1


@pytest.fixture
def reach(tmp_path):
    """A file and a door of this machine."""
    (tmp_path / "db.sqlite3").write_text("số điện thoại")
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield {"path": str(tmp_path / "db.sqlite3"), "port": door.getsockname()[1]}


@pytest.mark.skipif(not can_shut_in(), reason="this kernel has no Landlock")
@pytest.mark.parametrize("what", LOOKS)
def test_a_decoder_that_is_taken_over_reaches_nothing_of_the_machine(monkeypatch, reach, what):
    taken_over(monkeypatch, LOOKS[what].format(**reach))

    with pytest.raises(apart.DecoderFailed, match="PermissionError"):
        apart.make(phone_photo())


@pytest.mark.parametrize("what", LOOKS)
def test_it_would_reach_them_if_it_were_not_shut_in(monkeypatch, reach, what):
    """Negative control; it is what the decoder can do where the kernel has no Landlock."""
    taken_over(monkeypatch, LOOKS[what].format(**reach), WITHOUT)

    assert apart.make(phone_photo()).width == 1


# The job -----------------------------------------------------------------------------------------


@pytest.fixture
def sent(db):
    """A photo of a seller that waits for its sizes."""
    product = factories.make_listing(factories.make_seller())
    return photos.add_photo(product=product, file=upload(phone_photo(), "anh.jpg"))


def state_of(image) -> tuple[bool, bool, bool]:
    """Return whether the sent file is there, whether it is ready, whether it was refused."""
    image.refresh_from_db()
    there = image.original.storage.exists(image.original.name)
    return there, image.rendered_at is not None, bool(image.refused)


def later(minutes: int) -> None:
    then = timezone.now() + timezone.timedelta(minutes=minutes)
    with time_machine.travel(then):
        outbox.drain()


def test_a_bad_deploy_loses_no_photo_and_a_good_one_makes_it_ready(sent, monkeypatch):
    with monkeypatch.context() as patch:
        broken(patch)
        for hour in range(6):
            later(60 * hour)
        assert state_of(sent) == (True, False, False)
        assert photos.oldest_waiting() is not None

    later(60 * 8)

    assert state_of(sent) == (True, True, False)
    assert photos.oldest_waiting() is None


def test_a_photo_that_always_ends_a_decoder_that_is_well_is_refused_at_last(sent, monkeypatch):
    deadly(monkeypatch)
    states = []
    for hour in range(photos.PATIENCE):
        later(60 * hour)
        states.append(state_of(sent))

    assert states[:-1] == [(True, False, False)] * (photos.PATIENCE - 1)
    # Blame is a guess, so the file stays.
    assert states[-1] == (True, False, True)


def deadly(monkeypatch, **problem) -> None:
    """End the decoder with every photo but the one that is known to be good."""
    real = apart.make

    def make(data, **wanted):
        if data != images.sample("JPEG"):
            raise apart.DecoderFailed("ended", **problem)
        return real(data, **wanted)

    monkeypatch.setattr(apart, "make", make)


@pytest.mark.parametrize(("minutes", "is_refused"), [(100, False), (130, True)])
def test_a_busy_machine_blames_no_photo_for_two_hours(sent, monkeypatch, minutes, is_refused):
    deadly(monkeypatch, is_busy=True)
    for n in range(photos.PATIENCE):
        later(20 * n)

    later(minutes)

    assert state_of(sent) == (True, False, is_refused)


@pytest.mark.parametrize("kind", images.MAX_PIXELS)
def test_what_is_broken_for_one_format_is_no_fault_of_its_photos(monkeypatch, kind):
    sample, real = images.sample(kind), apart.make
    assert apart.is_well(sample)

    def make(data, **wanted):
        if images.read_header(io.BytesIO(data)).format == kind:
            raise apart.DecoderFailed("no such library")
        return real(data, **wanted)

    monkeypatch.setattr(apart, "make", make)

    assert not apart.is_well(sample)
    assert all(apart.is_well(images.sample(other)) for other in images.MAX_PIXELS if other != kind)


def test_says_when_a_decoder_is_not_shut_in(monkeypatch, caplog):
    apart._tell_open.cache_clear()
    taken_over(monkeypatch, "pass", WITHOUT)

    for _ in range(2):
        apart.make(phone_photo())

    assert sum("no Landlock" in row.message for row in caplog.records) == 1


def test_the_photo_was_refused_when_every_end_counted_as_a_refusal(sent, monkeypatch):
    """Negative control: a decoder that is called well although it is broken."""
    broken(monkeypatch)
    monkeypatch.setattr(apart, "is_well", lambda like: True)
    monkeypatch.setattr(photos, "PATIENCE", 1)

    later(0)

    assert state_of(sent) == (True, False, True)


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
