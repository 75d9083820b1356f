"""Goods that are promised and not there yet are no stock, in the cells and in the recount."""

import pytest

from shop.order import harvesting
from shop.partner.models import StockRecord
from stats import recount
from stats.draining import drain
from stats.models import InventoryCell
from tests.factories import make_basket, make_preorder, make_seller
from tests.shop.conftest import customer, place, total_of  # noqa: F401

pytestmark = pytest.mark.django_db


def figures() -> tuple[int, ...]:
    """Return what the whole commune has: in stock, grams, held, đồng."""
    while drain(limit=500, budget_s=5).left:
        pass
    names = ("in_stock", "in_stock_g", "allocated", "stock_vnd")
    cell = InventoryCell.objects.get(commune_code="05503", set_code="", stars=-1)
    counted = [row for (key, place_of), row in recount.inventory().items() if place_of == ("", -1)]
    found = tuple(getattr(cell, name) for name in names)
    assert [tuple(row[name] for name in names) for row in counted] == [found]
    return found


def test_a_promise_counts_once_it_is_harvested(place):  # noqa: F811
    product = make_preorder(make_seller(), cap=10, price_vnd=50_000, net_weight_g=1000)
    place(make_basket((product, 4)))
    assert figures() == (0, 0, 0, 0)

    harvesting.harvest(record=StockRecord.objects.get(), counted=6)

    assert figures() == (6, 6000, 4, 300_000)


def test_what_a_short_harvest_owes_does_not_count(place):  # noqa: F811
    product = make_preorder(make_seller(), cap=10, price_vnd=50_000, net_weight_g=1000)
    place(make_basket((product, 8)))

    harvesting.harvest(record=StockRecord.objects.get(), counted=6)

    assert figures() == (6, 6000, 6, 300_000)
