"""Two people at the last place of a date."""

from datetime import timedelta

import pytest

from common.dates import local_today
from sellers import touring
from shop.order.models import Order
from shop.order.placing import LinesUnavailable
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_listing, make_seller
from tests.threads import at_once


@pytest.mark.django_db(transaction=True)
def test_last_place_of_a_date_goes_to_one_of_two(place, total_of):
    seller = make_seller()
    facts = {
        "meeting_point": "Nhà văn hóa",
        "meeting_commune": seller.partner.commune,
        "duration_words": "3 giờ",
        "max_people": 5,
        "included": "Bữa trưa",
    }
    listing = make_listing(seller, "Hái chè", set_code="VI.1")
    offer = touring.set_offer(listing=listing, facts=facts, actor=None)
    day = local_today() + timedelta(days=9)
    one = touring.add_date(offer=offer, day=day, places=1, actor=None)
    baskets = [make_basket((one.product, 1)) for _ in range(2)]
    shown = total_of(baskets[0])

    results = at_once([lambda b=basket: place(b, shown=shown) for basket in baskets])

    assert {type(result) for result in results} == {Order, LinesUnavailable}, results
    record = StockRecord.objects.get(product=one.product)
    assert (record.num_in_stock, record.num_allocated) == (1, 1)
