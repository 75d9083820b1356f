"""A tour in the figures: one listing, never low; what is booked counts in its commune and set."""

import pytest

from common.dates import local_today
from sellers import touring
from shop.invariants import checking
from shop.order import moves
from shop.order.models import SellerOrder
from stats.draining import drain
from stats.goods import goods_of
from stats.models import InventoryCell, SalesDay
from stats.proof import check_stats
from tests.factories import make_listing, make_seller
from tests.sellers.placed import place
from tests.tours import facts, make_offer, open_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return make_seller("Bản Hồng Thái")


def goods_cell() -> InventoryCell:
    while drain(limit=500, budget_s=5).left:
        pass
    return InventoryCell.objects.get(commune_code="05503", set_code="", stars=-1)


def faults() -> list:
    """Return what the proof of the figures and the invariants find wrong."""
    return [*check_stats().examples, *checking.check_invariants().broken_ids]


def test_a_tour_is_one_listing_whatever_dates_it_has_and_never_low(seller):
    offer = make_offer(seller)
    for days in (9, 10, 11):
        open_date(offer, days, places=1)
    make_listing(seller, "Chè búp", stock=2)

    cell = goods_cell()

    assert (cell.listings, cell.low_listings, cell.in_stock) == (2, 1, 2)
    assert [row.title for row in goods_of(only="sap-het-hang")] == ["Chè búp"]


def test_goods_that_become_a_tour_are_low_no_longer(seller):
    listing = make_listing(seller, "Hái chè", set_code="VI.1", stock=0, net_weight_g=0)
    assert goods_cell().low_listings == 1

    touring.set_offer(listing=listing, facts=facts(seller), actor=None)

    assert goods_cell().low_listings == 0


def test_bookings_count_in_the_set_of_tourism_and_everything_is_sound(seller):
    offer = make_offer(seller)
    gone, off, open_ = (open_date(offer, days) for days in (9, 10, 11))
    parts = [place((one.product, 2), phone=f"+8499000000{n}").seller_orders.get()
             for n, one in enumerate((gone, off, open_))]  # fmt: skip
    moves.cancel(seller_order=parts[1])
    for move in (moves.confirm, moves.pack, moves.ship):
        move(seller_order=parts[0])
    SellerOrder.objects.filter(pk=parts[0].pk).update(tour_on=local_today())
    for move in (moves.deliver, moves.complete):
        move(seller_order=parts[0])
    goods_cell()

    cell = SalesDay.objects.get(
        commune_code="05503", set_code="VI.1", stars=-1, day=local_today(), cut=""
    )
    assert (cell.placed, cell.completed, cell.cancelled) == (3, 1, 1)
    assert cell.completed_vnd == 400_000
    assert faults() == []
