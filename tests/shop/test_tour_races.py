"""Two people at the last place of a date."""

import pytest

from shop.order.models import Order
from shop.order.placing import LinesUnavailable
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_seller
from tests.threads import at_once
from tests.tours import make_offer, open_date


@pytest.mark.django_db(transaction=True)
def test_last_place_of_a_date_goes_to_one_of_two(place, total_of):
    seller = make_seller()
    one = open_date(make_offer(seller), places=1)
    baskets = [make_basket((one.product, 1)) for _ in range(2)]
    shown = total_of(baskets[0])

    results = at_once([lambda b=basket: place(b, shown=shown) for basket in baskets])

    assert {type(result) for result in results} == {Order, LinesUnavailable}, results
    record = StockRecord.objects.get(product=one.product)
    assert (record.num_in_stock, record.num_allocated) == (1, 1)
