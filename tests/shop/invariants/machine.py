"""A market in which anything may happen in any order, for Hypothesis to play with.

Every sequence runs in a savepoint with a clock of its own. After each step stock and book are
counted, at its end all invariants must hold.
"""

from datetime import timedelta

import time_machine
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from shop.invariants.checking import check_invariants
from shop.order import deadlines
from shop.payment import expiry
from tests.shop.invariants.actions import Actions

#: Asked after every step, in words of their own: what stock records hold and have, and what
#: came in for each seller order and is held by somebody or went back.
AT_ONCE = (
    """SELECT id FROM partner_stockrecord s WHERE num_allocated > num_in_stock
    OR num_allocated != COALESCE(
        (SELECT SUM(num_allocated) FROM order_line WHERE stockrecord_id = s.id), 0)
    OR num_in_stock != COALESCE(
        (SELECT SUM(quantity) FROM partner_stockmovement WHERE stockrecord_id = s.id), 0)
    OR num_promised > num_in_stock OR num_promised != COALESCE((SELECT SUM(quantity)
        FROM partner_stockmovement WHERE stockrecord_id = s.id AND kind = 'promised'), 0)""",
    """SELECT s.id FROM payment_source s LEFT JOIN payment_ledgerentry e
    ON e.seller_order_id = s.seller_order_id GROUP BY s.id
    HAVING SUM(CASE kind WHEN 'receipt' THEN amount_vnd ELSE 0 END) != MAX(amount_debited)
    OR SUM(CASE kind WHEN 'refund' THEN amount_vnd ELSE 0 END) != MAX(amount_refunded)
    OR SUM(CASE WHEN debit LIKE 'at_%' THEN amount_vnd ELSE 0 END)
        - SUM(CASE WHEN credit LIKE 'at_%' THEN amount_vnd ELSE 0 END)
        != MAX(amount_debited) - MAX(amount_refunded)""",
)
MOST_ORDERS = 5
numbers = {"number": st.integers(0, 11), "few": st.integers(1, 5), "yes": st.booleans()}
orders = {
    "goods": st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5)), min_size=1, max_size=3),
    "pay_with": st.sampled_from(["cod", "cod", "vietqr", "vietqr", "vnpay"]),
    "delivery": st.sampled_from(["carrier", "pickup"]),
    "number": st.integers(0, 11),
}


def one_of(**weights) -> st.SearchStrategy[str]:
    """Return the names of acts, each as often as its weight."""
    return st.sampled_from([name for name, weight in weights.items() for _ in range(weight)])


# Few rules with many acts: Hypothesis leaves some rules out of every sequence.
class Market(Actions, RuleBasedStateMachine):
    """Shoppers, sellers, a bank, a gateway, an operator and the clock."""

    def __init__(self) -> None:
        Actions.__init__(self)
        RuleBasedStateMachine.__init__(self)
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.travel = time_machine.travel(timezone.now(), tick=False)
        self.clock = self.travel.start()

    def teardown(self) -> None:
        try:
            self.let_pass(0)
            found = (one.as_json() for one in check_invariants().outcomes if not one.ok)
            # No job seals acts here: their chain (I13) has tests of its own.
            broken = [one for one in found if one["id"] != "I13"]
        finally:
            self.travel.stop()
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)
        assert broken == []
        type(self).played += 1

    @invariant()
    def holds_and_books_agree(self) -> None:
        with connection.cursor() as cursor:
            for question in AT_ONCE:
                cursor.execute(question)
                assert cursor.fetchall() == []

    @initialize(first=st.fixed_dictionaries(orders), second=st.fixed_dictionaries(orders))
    def two_orders(self, first, second) -> None:
        for words in (first, second):
            self.order(stays=False, **words)

    @precondition(lambda self: len(self.carts) < MOST_ORDERS)
    @rule(stays=st.booleans(), **orders)
    def order(self, stays, **words) -> None:
        self.look_at_the_checkout(**words)
        if not stays:
            self.press(-1)

    @precondition(lambda self: self.carts)
    @rule(number=st.integers(0, 11))
    def press_again(self, number) -> None:
        self.press(number)

    @rule(act=one_of(edit_stock=2, edit_listing=1, sell_ahead=2), **numbers)
    def edit(self, act, **words) -> None:
        getattr(self, act)(**words)

    @precondition(lambda self: self.has_orders())
    @rule(
        act=one_of(go_on=8, go_anywhere=2, end_badly=3, call_off=1, hand_over_less=2, pass_on=1),
        **numbers,
    )
    def work(self, act, **words) -> None:
        getattr(self, act)(**words)

    @precondition(lambda self: self.has_orders())
    @rule(act=one_of(offer_less=2, offer_later=1, ask_return=2, answer=5), **numbers)
    def talk(self, act, **words) -> None:
        getattr(self, act)(**words)

    @precondition(lambda self: self.has_orders())
    @rule(
        act=one_of(send_money=5, tell_again=1, say_that_money_is_there=2, give_back=2, resolve=2),
        **numbers,
    )
    def pay(self, act, **words) -> None:
        getattr(self, act)(**words)

    @rule(hours=st.sampled_from([0.2, 0.2, 0.6, 25, 80]))
    def let_pass(self, hours) -> None:
        self.clock.shift(timedelta(hours=hours))
        expiry.expire_unpaid()
        deadlines.run()
