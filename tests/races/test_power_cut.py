"""The power goes while orders are placed on SQLite: none that a shopper was told of is lost (R17).

``FAULT_KILLS=50 FAULT_TEARS=200`` is the full proof.
"""

import json
import os

import pytest

from tests.races.market import SOUND, Market, environment, run_python

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("FAULT_KILLS", "3"))
TEARS = int(os.environ.get("FAULT_TEARS", "20"))
#: SQLite's number for FULL: each commit is on the disk before anybody is told.
FULL = 2


def test_loses_no_order_of_which_a_shopper_was_told(new_sqlite, tmp_path):
    env = environment(tmp_path, new_sqlite("power"))

    found = json.loads(run_python(["tests/races/power_cut.py", str(KILLS), str(TEARS)], env))

    assert found["problems"] == []
    assert found["tears"] == TEARS
    assert found["orders_told_before_kills"] >= KILLS
    assert found["synchronous"] == FULL
    assert Market(env, ("", 0), tmp_path / "none.log").soundness() == SOUND
    print(f"\n{found}")
