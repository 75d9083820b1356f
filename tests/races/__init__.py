"""Shoppers who press at the same moment, over real HTTP, against several server processes.

``RACE_REPEATS`` says how often each race is run: 2 by default, so that CI stays short; 20 is the
full proof (R1: 20 races, R4: 50 forms on each database). For example:
``RACE_REPEATS=20 make test-slow ARGS=tests/races``.

Servers: ``market.py``; browsers: ``browser.py``; what shoppers do: ``shoppers.py``; what the
database says afterwards: ``ledger.py``; goods: ``seed.py``, run as a process of its own because
the settings of the test process point at another database.
"""

import os

REPEATS = int(os.environ.get("RACE_REPEATS", "2"))
#: Five forms for two races, fifty for twenty.
FORMS = max(1, REPEATS * 5 // 2)
