"""Scores are never pretended: without the tools the program says so."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_says_plainly_that_nothing_was_measured_without_the_tools(tmp_path):
    command = [
        sys.executable,
        "scripts/scores.py",
        "--tools",
        str(tmp_path),
        "--out",
        str(tmp_path),
    ]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0
    assert "No scores" in done.stdout
    assert "lighthouse" in done.stdout
    assert list(tmp_path.iterdir()) == []
