"""The embedded market with its worker: an order reaches the table of the officials by itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_orders_reach_their_cells_with_the_worker_running():
    ours = {"VAR_DIR", "DATABASE_URL", "DEBUG", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
    env = {name: value for name, value in os.environ.items() if name not in ours}

    run = subprocess.run(
        [sys.executable, "benchmarks/order_to_statistic.py"],
        cwd=ROOT,
        env=env | {"ORDERS": "3"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-2000:]
    assert json.loads(run.stdout[run.stdout.index("{") :])["orders"] == 3
