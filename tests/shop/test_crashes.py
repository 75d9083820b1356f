"""The press on "Đặt hàng" dies at any statement: nothing is left half done, and the same form
works when it is sent again. On the database of the run: SQLite in a file, or PostgreSQL with
``TEST_DATABASE_URL``.

``test_survives_a_crash_…`` raises in the process, and looks at everything from the first read of
the session to its last write; ``test_survives_the_death_…`` lets a child process exit there, as
``kill -9`` would. The quick suite takes some of the statements, the slow one all.
"""

import contextlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.signing import Signer
from django.db import connection
from django.test import Client

from shop.basket.models import Basket
from shop.invariants.checking import check_invariants
from shop.order import placing, utils
from shop.order.models import Order
from shop.partner.models import BankAccount
from tests import servers
from tests.factories import make_basket, make_listing, make_seller

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/dat-hang/"
#: A press has more statements than this, and none has so many.
LEAST, END = 40, 400
#: How the child says that it died where it should.
DIED = 9
FEW, ALL = 3, 1
PAY_WITH = "cod"


class Crash(BaseException):
    """The process dies here; nothing of ours catches it."""


def at_statement(number, die):
    """Return an execute wrapper that dies instead of running one statement."""
    seen = iter(range(END))

    def wrapper(execute, sql, params, many, context):
        if next(seen) == number:
            die()
        return execute(sql, params, many, context)

    return wrapper


def crash():
    raise Crash


@dataclass(frozen=True)
class Press:
    """A filled form in the browser of one shopper."""

    client: Client
    basket: Basket
    form: dict

    def send(self):
        """Send the form; return the answer."""
        return self.client.post(URL, self.form)

    def crash_in_process(self, number) -> bool:
        """Send the form and raise at one statement; False when there are fewer."""
        try:
            with connection.execute_wrapper(at_statement(number, crash)):
                self.send()
        except Crash:
            return True
        finally:
            connection.close()
        return False

    def die_in_a_child(self, number) -> bool:
        """Send the form from a child that exits at one statement; False when there are fewer."""
        connection.close()
        child = os.fork()
        if not child:
            with contextlib.suppress(BaseException):
                with connection.execute_wrapper(at_statement(number, lambda: os._exit(DIED))):
                    self.send()
                os._exit(0)
            os._exit(1)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (0, DIED)
        return code == DIED

    def order(self) -> Order | None:
        """Return what the basket has become."""
        return Order.objects.filter(basket=self.basket.pk).first()


@pytest.fixture
def new_press(customer, checkout_data):
    """Return a function that gives a new shopper with two sellers' goods and a filled form."""
    goods = [(make_listing(make_seller(f"HTX {n}"), f"Món {n}", stock=900), n) for n in (1, 2)]
    for product, _ in goods:
        BankAccount.objects.create(
            partner=product.partner, bank_bin="970405", number="8500205123456",
            holder="TRAN THI NGOC", usable_from=product.date_created,
        )  # fmt: skip
    serial = iter(range(10_000, 90_000))

    def press(pay_with=PAY_WITH) -> Press:
        client, basket = Client(), make_basket(*goods)
        client.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = Signer().sign(basket.pk)
        data = checkout_data | {"phone": f"09901{next(serial)}", "payment": pay_with}
        page = client.post(URL, data | {"viec": "chon-tinh"}).content.decode()
        hidden = re.findall(r'name="(gio|shown_total|shown_key)" value="([^"]*)"', page)
        return Press(client, Basket.objects.get(pk=basket.pk), data | dict(hidden))

    return press


def require_whole(press: Press) -> None:
    """Require the basket as it was, or the order; and that sending the form again shows it."""
    assert check_invariants().broken_ids == ()
    basket, order = Basket.objects.get(pk=press.basket.pk), press.order()
    assert basket.status == (Basket.SUBMITTED if order else Basket.OPEN)
    assert sorted(basket.lines.values_list("quantity", flat=True)) == [1, 2]

    answer = press.send()

    assert answer.url == press.order().get_absolute_url()
    assert order in (None, press.order())
    assert press.client.get(answer.url).status_code == 200
    assert check_invariants().broken_ids == ()


def die_everywhere(new_press, how, step: int, **words) -> int:
    """Die at every so many statements, and after the last one; return how often."""
    died = 0
    for number in range(0, END, step):
        press = new_press(**words)
        is_dead = how(press, number)
        require_whole(press)
        died += is_dead
        if not is_dead:
            break
    return died


def test_survives_a_crash_at_some_statements_of_the_press(new_press):
    assert die_everywhere(new_press, Press.crash_in_process, FEW) * FEW > LEAST


@pytest.mark.slow
@pytest.mark.parametrize("pay_with", ["cod", "vietqr"])
def test_survives_a_crash_at_every_statement_of_the_press(new_press, pay_with):
    died = die_everywhere(new_press, Press.crash_in_process, ALL, pay_with=pay_with)

    print(f"{connection.vendor}: {pay_with}: {died} statements, none left a broken state")
    assert died > LEAST


def test_survives_the_death_of_the_process_at_some_statements(new_press):
    assert die_everywhere(new_press, Press.die_in_a_child, FEW) * FEW > LEAST


@pytest.mark.slow
@pytest.mark.parametrize("pay_with", ["cod", "vietqr"])
def test_survives_the_death_of_the_process_at_every_statement(new_press, pay_with):
    died = die_everywhere(new_press, Press.die_in_a_child, ALL, pay_with=pay_with)

    print(f"{connection.vendor}: {pay_with}: {died} deaths, none left a broken state")
    assert died > LEAST


@pytest.mark.parametrize("how", [Press.crash_in_process, Press.die_in_a_child])
def test_is_left_broken_without_the_transaction(new_press, monkeypatch, how):
    """Negative control: as stock Oscar does it, statement by statement."""

    class EachAlone:
        atomic = contextlib.nullcontext

    monkeypatch.setattr(placing, "transaction", EachAlone)
    monkeypatch.setattr(utils, "transaction", EachAlone)

    faults = {0}
    for number in range(20, END, FEW):
        if not how(new_press(), number):
            break
        outcomes = check_invariants().outcomes
        faults.add(sum(outcome.finding.broken for outcome in outcomes))

    assert len(faults) > 5, faults


@pytest.mark.slow
@pytest.mark.full
@pytest.mark.postgres
def test_survives_all_of_this_on_postgresql():
    if connection.vendor == "postgresql":
        pytest.skip("this run is on PostgreSQL")
    words = [sys.executable, "-m", "pytest", __file__, "-q", "-s", "-k", "every_statement"]
    with servers.or_skip(servers.postgres) as url:
        environment = {**os.environ, "TEST_DATABASE_URL": url}
        environment.pop("PYTEST_XDIST_WORKER", None)
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)

    print(done.stdout)
    assert done.returncode == 0, done.stdout[-3000:]
    assert done.stdout.count("postgresql: ") == 4
