"""Hostile and odd files: each is refused with a sentence, or kept clean."""

import io
import json
import re
import subprocess
import sys

import pytest
from PIL import Image

from catalogue import images, photos
from tests.catalogue import hostile
from tests.catalogue.conftest import upload

REFUSED, TAKEN = hostile.refused(), hostile.taken()
#: What may not stand anywhere in a stored file: markup, programs, archives, places.
FORBIDDEN = re.compile(
    rb"<script|<\?php|<svg|<html|%PDF|PK\x03\x04|\x7fELF|xmpmeta|GPSLatitude|Exif\0\0|Phone"
)
MAX_SECONDS, MAX_GROWTH_MB = 3, 300


def test_there_are_at_least_sixty_files():
    assert len(REFUSED) + len(TAKEN) >= 60


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_readable_photo_is_refused_with_a_sentence(name):
    with pytest.raises(photos.PhotoRefused) as refusal:
        photos.clean_copies(upload(REFUSED[name], "anh.jpg"))

    assert re.fullmatch(r"[A-ZĐẢÁ].{15,}\.", refusal.value.message), refusal.value.message


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_kept_is_one_clean_picture_without_a_place(name):
    copies = photos.clean_copies(upload(TAKEN[name], "anh.jpg"))

    for kind, data in (("JPEG", copies.jpeg), ("WEBP", copies.preview)):
        again = Image.open(io.BytesIO(data), formats=(kind,))
        again.load()
        assert again.mode == "RGB"
        assert not dict(again.getexif())
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(again.info)
        assert not FORBIDDEN.search(data)
    # Nothing hides behind the picture.
    assert copies.jpeg.endswith(b"\xff\xd9")
    assert int.from_bytes(copies.preview[4:8], "little") + 8 == len(copies.preview)


@pytest.mark.parametrize("name", [name for name in TAKEN if "a place" in name and "held" in name])
def test_photo_stands_upright_however_the_phone_was_held(name):
    picture = images.decode(TAKEN[name])

    assert picture.size == (640, 480)
    assert picture.getpixel((40, 40))[0] > 200  # yellow, upper left
    assert picture.getpixel((600, 440))[0] < 100  # green, lower right


def test_heic_of_a_phone_stands_upright():
    picture = images.decode(TAKEN["HEIC with a place"])

    assert picture.size == (480, 640)


def test_grey_of_sixteen_bits_keeps_its_shades():
    picture = images.decode(TAKEN["PNG of 16 bits, grey"])

    assert [picture.getpixel((x, 30))[0] // 16 for x in (0, 16, 32, 48, 63)] == [0, 4, 8, 12, 15]


#: Seconds of the processor: what else the machine does is no fault of the file.
WEIGH = """
import io, json, os, resource, sys, time
from catalogue import images
from tests.catalogue import hostile
images.decode(hostile.taken()["JPEG"]); images.decode(hostile.taken()["HEIC with a place"])
def memory():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
figures = {}
for name, data in {**hostile.refused(), **hostile.taken(), **hostile.large()}.items():
    read, write = os.pipe()
    if os.fork() == 0:
        before, begun = memory(), time.process_time()
        try:
            picture = images.decode(data)
            images.to_jpeg(picture), images.to_webps(picture)
        except images.ImageRefused:
            pass
        took = time.process_time() - begun
        status = open("/proc/self/status").read().partition("VmHWM:")[2]
        peak = int(status.split()[0]) * 1024
        os.write(write, json.dumps([took, (peak - before) / 2**20]).encode())
        os._exit(0)
    os.wait()
    figures[name] = json.loads(os.read(read, 1000))
print(json.dumps(figures))
"""


@pytest.mark.slow
def test_no_file_takes_three_seconds_or_300_mb():
    done = subprocess.run(
        [sys.executable, "-c", WEIGH], capture_output=True, text=True, timeout=600, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout)
    worst = max(figures.items(), key=lambda one: one[1][1])
    slowest = max(figures.items(), key=lambda one: one[1][0])
    print(f"\nmost memory: {worst}; slowest: {slowest}")
    assert worst[1][1] < MAX_GROWTH_MB, worst
    assert slowest[1][0] < MAX_SECONDS, slowest
