"""Several people at the last places of a date."""

import pytest

from shop.order import placing
from shop.order.models import Order
from shop.order.placing import LinesUnavailable
from shop.partner import stock
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_seller
from tests.threads import at_once
from tests.tours import make_offer, open_date

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def press(place, total_of):
    """Let six people, each with one place of a date of two in the basket, press together."""

    def together() -> tuple[list, StockRecord]:
        one = open_date(make_offer(make_seller()), places=2)
        baskets = [make_basket((one.product, 1)) for _ in range(6)]
        shown = total_of(baskets[0])
        results = at_once([lambda b=basket: place(b, shown=shown) for basket in baskets])
        return results, StockRecord.objects.get(product=one.product)

    return together


def test_last_two_places_of_a_date_go_to_two_of_six(press):
    results, record = press()

    assert sum(isinstance(one, Order) for one in results) == 2, results
    assert sum(isinstance(one, LinesUnavailable) for one in results) == 4, results
    assert (record.num_in_stock, record.num_allocated) == (2, 2)


def test_without_the_guard_more_people_would_come_than_there_are_places(press, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(stock, "allocate", lambda *, record, quantity: None)
    monkeypatch.setattr(placing, "stock_issues", lambda basket: [])

    results, _ = press()

    assert sum(isinstance(one, Order) for one in results) > 2, results
