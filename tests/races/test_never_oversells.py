"""Many shoppers, too few goods, one moment (R1).

The control runs the same race with the guards off (``unguarded_wsgi``), in a database of its own
without the constraint ``stockrecord_never_oversold``: that constraint would turn the fault into
error pages instead of showing it.
"""

import pytest

from tests.races import REPEATS
from tests.races.market import environment, serve
from tests.races.shoppers import race

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


def assert_sells_no_more_than_there_is(market, *, shoppers: int, units: int) -> None:
    for goods in market.list_goods("Chè", count=REPEATS, stock=units):
        ended = race(market, goods, shoppers)

        ledger = market.ledger
        assert ended.problems == []
        assert (len(ended.placed), len(ended.refused)) == (units, shoppers - units)
        assert (ledger.in_stock(goods.id), ledger.allocated(goods.id)) == (units, units)
        assert len({answer.location for answer in ended.placed}) == units
        assert len(ledger.orders(goods.id)) == units
        assert ledger.baskets(goods.id) == {"Submitted": units, "Open": shoppers - units}
    assert market.errors() == []


def test_sells_fifty_units_to_fifty_of_two_hundred_shoppers(on_postgres):
    assert_sells_no_more_than_there_is(on_postgres, shoppers=200, units=50)


def test_sells_ten_units_to_ten_of_forty_shoppers_on_sqlite(on_sqlite):
    assert_sells_no_more_than_there_is(on_sqlite, shoppers=40, units=10)


@pytest.mark.parametrize(
    ("database", "shoppers", "units"), [("postgres", 200, 50), ("sqlite", 40, 10)]
)
def test_oversells_with_the_guards_off(request, tmp_path, database, shoppers, units):
    """Control: without this the races above would prove nothing."""
    url = request.getfixturevalue(f"new_{database}")("unguarded")
    wsgi = "tests.races.unguarded_wsgi:application"
    with serve(environment(tmp_path, url), tmp_path, wsgi=wsgi) as market:
        (goods,) = market.list_goods("Chè", stock=units, guard=False)

        ended = race(market, goods, shoppers)

        sold = len(market.ledger.orders(goods.id))
    assert ended.problems == []
    assert sold == len(ended.placed) > units
    print(f"\nguards off, {database}: {sold} orders for {units} units")
