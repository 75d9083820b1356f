"""How long a household takes to list goods on a phone far from town: seconds, taps, bytes.

A browser of 360 px walks the listing wizard of a running site (``make run``) over a line of
1.6 Mbit/s with a round trip of 300 ms, reading each screen for one to two seconds and typing
three to seven keys a second. The photo has about 4 MB and is another one each time. Every byte
is counted on the line, because Chromium's own throttling does not reach a service worker.

    .venv/bin/python benchmarks/listing.py --listings 10
"""

import argparse
import io
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import screens  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from tests.journeys.listing_walk import Walk  # noqa: E402
from tests.lines import Line  # noqa: E402

BYTES_PER_S = 1_600_000 / 8
ROUND_TRIP_S = 0.3
SEED = 20261126
GOALS = {"seconds": 60, "taps": 8, "kB sent": 300}


def heavy_photo(folder: Path, number: int) -> Path:
    """Write a JPEG of 12 million pixels and about 4 MB, unlike the others."""
    grain = Image.effect_noise((4000, 3000), 24 + number % 3)
    ground = Image.linear_gradient("L").resize((4000, 3000))
    picture = Image.merge("RGB", (grain, Image.blend(grain, ground, 0.5), ground))
    for quality in range(92, 30, -4):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= 4_200_000:
            break
    path = folder / f"anh-{number}.jpg"
    path.write_bytes(out.getvalue())
    return path


def main() -> None:
    """Measure, print one line a listing and the medians; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--listings", type=int, default=10)
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument(
        "--messages",
        type=Path,
        default=Path(os.environ.get("VAR_DIR", ROOT / "var")) / "messages.jsonl",
    )
    args = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    figures = []
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        Line(args.port, bytes_per_s=BYTES_PER_S, round_trip_s=ROUND_TRIP_S) as line,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 740})
        screens.sign_in(context, line.url, screens.persona_phone("seller"), args.messages)
        for number in range(1, args.listings + 1):
            photo = heavy_photo(Path(folder), number)
            page = context.new_page()
            walk = Walk(page, line.url, photo, human=random.Random(SEED + number))
            before, begun = line.sent_up, time.monotonic()
            walk.run()
            seconds = time.monotonic() - begun
            figures.append((seconds, walk.taps, (line.sent_up - before) / 1000))
            print(
                f"{number:2}: {seconds:5.1f} s, {walk.taps} taps, {figures[-1][2]:5.0f} kB sent, "
                f"photo {photo.stat().st_size / 1e6:.1f} MB",
                flush=True,
            )
            page.close()
        browser.close()
    seconds, taps, sent = (statistics.median(column) for column in zip(*figures, strict=True))
    most = max(row[2] for row in figures)
    print(f"median: {seconds:.1f} s, {taps:.0f} taps, {sent:.0f} kB sent (most {most:.0f})")
    is_met = seconds < GOALS["seconds"] and taps <= GOALS["taps"] and sent <= GOALS["kB sent"]
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
