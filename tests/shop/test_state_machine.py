"""Whatever people do in whatever order, stock, orders and money agree.

The same sequences every time. For new ones, to repeat a failure of theirs, and to have the
sequence that failed made short (minutes):

    RANDOM_SEQUENCES=1 [SHRINK=1] pytest tests/shop/test_state_machine.py -m slow \
        [--hypothesis-seed=N]

``SEQUENCES`` says how many the slow test plays: 100, or 300 as the promise says.
"""

import os
import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.order import amendments, moves
from shop.partner import stock
from shop.partner.models import BankAccount
from shop.payment import cases, money
from shop.shipping.models import DeliveryOffer
from tests.factories import make_listing, make_seller, make_user
from tests.shop.invariants.actions import Shelf
from tests.shop.invariants.machine import Market

pytestmark = pytest.mark.django_db
STEPS = 25
FEW, MANY = 20, int(os.environ.get("SEQUENCES", "100"))


def sequences(number: int, *, may_shrink: bool = True) -> settings:
    """Return how long Hypothesis plays."""
    shrink = [Phase.shrink] if may_shrink and os.environ.get("SHRINK") else []
    return settings(
        phases=[Phase.generate, *shrink],
        report_multiple_bugs=False,
        max_examples=number,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not os.environ.get("RANDOM_SEQUENCES"),
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def market(customer, settings):
    """The kind of machine to play with, on a shelf of four goods of two sellers."""
    settings.PAYMENT_GATEWAYS = [
        "shop.payment.cod",
        "shop.payment.vietqr.gateway",
        "shop.payment.vnpay.gateway",
    ]
    settings.VNPAY_TMN_CODE = settings.VNPAY_HASH_SECRET = "thu"
    settings.VNPAY_PAY_URL = "http://127.0.0.1/"
    settings.VNPAY_API_URL = ""
    products = []
    for n in range(2):
        seller = make_seller(f"HTX {n}")
        BankAccount.objects.create(
            partner=seller.partner,
            bank_bin="970405",
            number=f"850520512345{n}",
            holder="TRAN THI NGOC",
            usable_from=timezone.now() - timedelta(days=1),
        )
        DeliveryOffer.objects.create(partner=seller.partner, method="pickup", place_words="Ở nhà")
        products += [
            make_listing(seller, f"Món {n}{k}", price_vnd=55_500, stock=15) for k in (1, 2)
        ]
    shelf = Shelf(products, customer, make_user())
    return type("MarketOfThisTest", (Market,), {"shelf": shelf, "played": 0})


def test_keeps_every_invariant_in_twenty_sequences(market):
    run_state_machine_as_test(market, settings=sequences(FEW))

    assert market.played >= FEW


@pytest.mark.slow
def test_keeps_every_invariant_in_many_sequences(market):
    start = time.monotonic()

    run_state_machine_as_test(market, settings=sequences(MANY))

    assert market.played >= MANY
    seconds = time.monotonic() - start
    print(f"{connection.vendor}: {MANY} sequences of up to {STEPS} steps in {seconds:.0f} s")


def twice(function):
    def doubled(*args, **words):
        function(*args, **words)
        return function(*args, **words)

    return doubled


def nothing(*args, **words):
    return None


#: Name → what is put in the place of what.
PLANTED = {
    "stock is not freed": (stock, "release", nothing),
    "stock is freed twice": (stock, "release", twice(stock.release)),
    "stock comes back twice": (stock, "add", twice(stock.add)),
    "a line never lets go": (moves, "_let_go", lambda line, **changes: True),
    "the book does not follow": (money, "follow_order", nothing),
    "nobody is asked to look": (cases, "open_case", nothing),
    "totals are not counted again": (amendments, "_count_again", nothing),
    "an order's status stays": (moves, "_derive_order_status", nothing),
}


#: Needs the longest walks until it shows.
RARE = "stock comes back twice"


@pytest.mark.parametrize(
    "bug", [pytest.param(bug, marks=pytest.mark.slow if bug == RARE else ()) for bug in PLANTED]
)
def test_finds_a_planted_bug(market, monkeypatch, bug):
    """Negative control: the machine is able to fail."""
    monkeypatch.setattr(*PLANTED[bug])
    quick = sequences(200, may_shrink=False)

    # An assertion of the machine, or a guard of the market that the bug has run into.
    with pytest.raises((AssertionError, InvalidStockAdjustment, IntegrityError)):
        run_state_machine_as_test(market, settings=quick)
