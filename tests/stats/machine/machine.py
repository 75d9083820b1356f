"""Hypothesis plays with the rows, the drain and the calendar; at the end a recount decides."""

import random
from datetime import timedelta

import time_machine
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from stats import draining, proof
from stats.models import DirtyKey
from tests.stats.machine.changes import Changes

#: Acts and how often each is played.
ACTS = {
    "place": 6,
    "complete": 5,
    "cancel_late": 2,
    "give_back": 2,
    "edit_order": 3,
    "edit_line": 2,
    "add_line": 1,
    "move_line": 1,
    "delete_line": 1,
    "delete_order": 2,
    "update_many": 1,
    "give_to_another_seller": 1,
    "change_buyer": 1,
    "raw_update": 1,
    "raw_delete": 1,
    "raw_copy": 1,
    "move_seller": 1,
    "change_goods": 2,
    "certify": 1,
    "withdraw_certificate": 1,
    "register_household": 1,
    "remove_household": 1,
    "drain_a_little": 4,
    "let_days_pass": 2,
    "rebuild": 1,
}
acts = st.sampled_from([name for name, weight in ACTS.items() for _ in range(weight)])


class Rows(Changes, RuleBasedStateMachine):
    """One sequence in a savepoint of its own; ``sellers`` are handed in by the test."""

    partners: list
    products: list
    played = 0
    steps = 0

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now = timezone.now()
        self.travel = time_machine.travel(self.now, tick=True)
        self.travel.start()

    @initialize()
    def begin(self):
        type(self).played += 1

    @rule(act=acts, seed=st.integers(0, 2**16))
    def step(self, act, seed):
        type(self).steps += 1
        self.chance = random.Random(seed)
        getattr(self, act)()

    def drain_a_little(self):
        draining.drain(limit=self.chance.choice((1, 3, 20, 500)), budget_s=0)

    def let_days_pass(self):
        """Move on a few days; certificates end and households fall asleep on the way."""
        self.travel.stop()
        self.now += timedelta(days=self.chance.randint(1, 40))
        self.travel = time_machine.travel(self.now, tick=True)
        self.travel.start()
        draining.sync_stats()

    def rebuild(self):
        draining.rebuild_stats(limit=self.chance.choice((3, 50)))

    def teardown(self):
        try:
            while DirtyKey.objects.exists():
                draining.drain(limit=500, budget_s=60)
            found = proof.check_stats()
            assert found.differences == 0, found.examples[:3]
        finally:
            self.travel.stop()
            connection.set_rollback(True)
            self.block.__exit__(None, None, None)
            connection.needs_rollback = False
