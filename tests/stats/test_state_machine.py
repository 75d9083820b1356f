"""Whatever happens to the rows in whatever order, the figures equal a recount.

The same sequences every time; as many as the environment asks for:

    STATS_SEQUENCES=500 [RANDOM_SEQUENCES=1] pytest tests/stats/test_state_machine.py -m slow
"""

import os
import time

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from stats import cells, new_day, triggers
from stats.keys import Family
from tests.factories import make_listing, make_seller
from tests.stats.builders import HONEY, TEA
from tests.stats.conftest import settle
from tests.stats.machine.changes import PLACES
from tests.stats.machine.machine import Rows

pytestmark = pytest.mark.django_db
STEPS = 50
FEW, MANY = 8, int(os.environ.get("STATS_SEQUENCES", "60"))


def sequences(number: int) -> settings:
    return settings(
        phases=[Phase.generate],
        max_examples=number,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not os.environ.get("RANDOM_SEQUENCES"),
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def rows(db):
    """The machine on three sellers in three communes with two goods each."""
    sellers = [make_seller(f"Hộ {code}", code) for code in PLACES]
    products = [
        make_listing(seller, f"Hàng {code}", set_code=code)
        for seller in sellers
        for code in (TEA, HONEY)
    ]
    settle()
    partners = [seller.partner for seller in sellers]
    words = {"partners": partners, "products": products, "played": 0, "steps": 0}
    return type("RowsOfThisTest", (Rows,), words)


def test_figures_equal_a_recount_after_a_few_sequences(rows):
    run_state_machine_as_test(rows, settings=sequences(FEW))

    assert rows.played >= FEW


@pytest.mark.slow
def test_figures_equal_a_recount_after_many_sequences(rows):
    start = time.monotonic()

    run_state_machine_as_test(rows, settings=sequences(MANY))

    assert rows.played >= MANY
    took = time.monotonic() - start
    print(f"\n{connection.vendor}: {rows.played} sequences, {rows.steps} steps in {took:.0f} s")


def no_line_trigger():
    """Leave the goods of orders unwatched."""
    names = [n for n in triggers.names(connection) if n.startswith("stat_order_line_")]
    on = " ON order_line" if connection.vendor == "postgresql" else ""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}{on}")


PLANTED = {
    "lines are not watched": lambda patch: no_line_trigger(),
    "months are never added up": lambda patch: patch.setitem(
        cells._RECOMPUTE, Family.MONTH.value, lambda keys: None
    ),
    "sellers are never computed": lambda patch: patch.setitem(
        cells._RECOMPUTE, Family.SELLERS.value, lambda keys: None
    ),
    "a new day changes nothing": lambda patch: patch.setattr(new_day, "keys_of_a_new_day", set),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_planted_bug_is_found(rows, monkeypatch, bug):
    """Negative control: the machine is able to fail."""
    PLANTED[bug](monkeypatch)

    with pytest.raises(AssertionError):
        run_state_machine_as_test(rows, settings=sequences(40))
