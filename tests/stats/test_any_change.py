"""Cells equal a recount after anything that can happen to orders."""

import random

import pytest

from common.dates import local_today
from places.models import Commune
from shop.order.models import Line, SellerOrder
from shop.partner.models import Partner, StockRecord
from stats import draining, proof
from stats.models import (
    SalesDay,
)
from tests.factories import make_certificate, make_listing, make_seller
from tests.stats.builders import HONEY, TEA, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db
SETS = (TEA, HONEY, "III.1", "")


@pytest.mark.parametrize("seed", range(4))
def test_cells_equal_a_recount_after_anything(tea_seller, seed):
    chance = random.Random(seed)
    sellers = [tea_seller, make_seller("HTX Mật", "05692"), make_seller("Hộ bà Lý", "05443")]
    listings = [
        make_listing(seller, f"Hàng {code}", set_code=code)
        for seller in sellers
        for code in (TEA, HONEY)
    ]
    for product in listings[::2]:
        make_certificate(product)

    for _ in range(60):
        chance.choice(_MOVES)(chance, sellers, listings)
        if chance.random() < 0.2:
            draining.drain(limit=chance.choice((1, 7, 500)), budget_s=0)
    settle()

    found = proof.check_stats()
    assert found.examples == []
    assert found.ok
    assert SalesDay.objects.exists()


def _any_order(chance):
    orders = list(SellerOrder.objects.all())
    return SellerOrder.objects.filter(pk=chance.choice(orders).pk if orders else None)


def _place(chance, sellers, listings):
    lines = [
        (chance.choice(SETS), chance.randint(1, 4), chance.randint(1, 300) * 1000)
        for _ in range(chance.randint(1, 3))
    ]
    make_seller_order(
        chance.choice(sellers).partner, *lines, placed_on=days_ago(chance.randint(0, 9))
    )


def _complete(chance, sellers, listings):
    _any_order(chance).update(completed_on=days_ago(chance.randint(0, 3)))


def _cancel(chance, sellers, listings):
    _any_order(chance).update(cancelled_on=days_ago(chance.randint(0, 3)))


def _return(chance, sellers, listings):
    _any_order(chance).update(returned_on=chance.choice((local_today(), None)))


def _discount(chance, sellers, listings):
    _any_order(chance).update(discount_vnd=chance.randint(0, 5))


def _correct_line(chance, sellers, listings):
    lines = list(Line.objects.all())
    if lines:
        line = chance.choice(lines)
        line.product_set_code = chance.choice(SETS)
        line.quantity += 1
        line.line_price_incl_tax += 1000
        line.save()


def _move_household(chance, sellers, listings):
    Partner.objects.filter(pk=chance.choice(sellers).partner_id).update(
        commune=Commune.objects.filter(code__in=("05503", "05692", "05443", "05488"))
        .order_by("?")
        .first()
    )


def _change_price(chance, sellers, listings):
    StockRecord.objects.filter(product=chance.choice(listings)).update(
        price=chance.randint(1, 9) * 1000, num_in_stock=chance.randint(0, 9)
    )


def _hide(chance, sellers, listings):
    product = chance.choice(listings)
    product.is_public = not product.is_public
    product.save()


def _delete_order(chance, sellers, listings):
    for order in _any_order(chance):
        order.lines.all().delete()
        order.delete()


_MOVES = (
    *(_place,) * 4,
    *(_complete,) * 3,
    _cancel,
    _return,
    _discount,
    _correct_line,
    _move_household,
    _change_price,
    _hide,
    _delete_order,
)
