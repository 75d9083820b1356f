"""A release changes tables while people shop with the code before it (R31)."""

import contextlib
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from tests.races.market import ROOT
from tests.races.shoppers import gather, outcome

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

#: A change of tables waits 2 s at most; the rest is a busy machine.
READER_WAITS_AT_MOST_S = 3.5
PATIENCE_OF_THE_CONTROL_S = 4


@contextlib.contextmanager
def long_transaction(market):
    """Somebody who has read orders and does not end, as a report or a backup does."""
    with market.ledger._connect() as connection:
        connection.autocommit = False
        connection.execute("SELECT count(*) FROM order_order")
        yield
        connection.rollback()


class Reader:
    """Somebody who opens their order again and again; remembers the longest wait."""

    def __init__(self, market) -> None:
        self.market, self.waits, self.stop = market, [], threading.Event()
        self.thread = threading.Thread(target=self._read)

    def __enter__(self) -> "Reader":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop.set()
        self.thread.join(60)

    def _read(self) -> None:
        while not self.stop.wait(0.1):
            begun = time.monotonic()
            self.market.ledger.rows("SELECT count(*) FROM order_order")
            self.waits.append(time.monotonic() - begun)


def start_migrate(market) -> subprocess.Popen:
    env = market.env | {"DJANGO_SETTINGS_MODULE": "tests.races.upgrade.settings"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "migrate", "--noinput"],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def said(process: subprocess.Popen, words: str) -> str:
    """Read what it says until these words come."""
    text = ""
    while line := process.stderr.readline():
        text += line
        if words in line:
            return text
    raise AssertionError(text)


def columns(market) -> list[str]:
    sql = "SELECT column_name FROM information_schema.columns WHERE table_name = 'order_order'"
    return [name for (name,) in market.ledger.rows(sql)]


def press_all(market, goods, shoppers):
    return outcome([shopper.order_button.send() for shopper in shoppers], goods)


def test_a_release_gives_way_to_the_shop_and_the_code_before_it_goes_on(on_postgres):
    market = on_postgres
    [goods] = market.list_goods("Chè nâng cấp", stock=50)
    before, after = (gather(market.address, goods, 3, first=1 + n) for n in (0, 3))

    with Reader(market) as reader:
        with long_transaction(market):
            release = start_migrate(market)
            said(release, "gave way to the shop")
            during = press_all(market, goods, before)
            said(release, "gave way to the shop")
            assert "colour" not in columns(market)
        _, problems = release.communicate(timeout=60)

    assert release.returncode == 0, problems
    assert "colour" in columns(market)
    afterwards = press_all(market, goods, after)
    assert (len(during.placed), len(afterwards.placed)) == (3, 3), (during, afterwards)
    assert market.ledger.rows("SELECT DISTINCT colour FROM order_order") == [(7,)]
    assert max(reader.waits) < READER_WAITS_AT_MOST_S
    assert market.errors() == []
    print(f"\nlongest wait of a reader: {max(reader.waits):.2f} s")


def test_without_a_time_out_everybody_would_wait_behind_the_release(on_postgres):
    """Negative control: a plain ALTER TABLE waits, and all who come later wait behind it."""
    market = on_postgres
    waiting = threading.Event()

    def alter():
        with market.ledger._connect() as connection, contextlib.suppress(psycopg.Error):
            connection.execute("SET statement_timeout = '20s'")
            waiting.set()
            connection.execute("ALTER TABLE order_order ADD COLUMN shade int")

    release = threading.Thread(target=alter)
    with long_transaction(market), market.ledger._connect() as reader:
        release.start()
        waiting.wait(20)
        time.sleep(0.5)
        reader.execute(f"SET statement_timeout = '{PATIENCE_OF_THE_CONTROL_S}s'")

        with pytest.raises(psycopg.errors.QueryCanceled):
            reader.execute("SELECT count(*) FROM order_order")

    release.join(30)
    market.ledger.rows("ALTER TABLE order_order DROP COLUMN IF EXISTS shade")


def test_a_column_without_a_default_would_stop_the_code_before(on_postgres):
    """Negative control of the rule: Django takes the default away again after adding a column."""
    market = on_postgres
    [goods] = market.list_goods("Chè bắt buộc", stock=5)
    [shopper] = gather(market.address, goods, 1)
    market.ledger.rows("ALTER TABLE order_order ADD COLUMN must int NOT NULL DEFAULT 0")
    market.ledger.rows("ALTER TABLE order_order ALTER COLUMN must DROP DEFAULT")

    try:
        answer = shopper.order_button.send()
    finally:
        market.ledger.rows("ALTER TABLE order_order DROP COLUMN must")
        market.forget_errors()

    assert answer.status == 500
    assert shopper.order_button.send().status in {302, 303}
