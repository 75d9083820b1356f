"""Garbage is looked for rarely, and not among what stays."""

import gc
import subprocess
import sys

import pytest


@pytest.fixture(autouse=True)
def as_before():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_web_process_looks_through_all_that_lives_less_often_than_every_thousand_pages():
    from common.collecting import settle

    settle()

    youngest, older, oldest = gc.get_threshold()
    assert youngest * older * oldest > 1_000 * 3_000
    assert gc.get_freeze_count() > 10_000


def test_public_site_starts_so():
    asks = "import gc, marketplace.wsgi; print(gc.get_threshold()[0], gc.get_freeze_count() > 0)"

    said = subprocess.run(
        [sys.executable, "-c", asks], capture_output=True, text=True, check=True, timeout=60
    )

    assert said.stdout.split() == ["10000", "True"]
