"""The goods of each seller of a commune: by hand from the listings, and kept until they change."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.models import Product
from common.dates import local_today
from stats import sellers
from stats.figures import Asked
from stats.period import read_period
from stats.seller_goods import SellerGoods, goods_by_seller
from tests.factories import make_certificate, make_listing, make_seller
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db

HERE = "05503"


def listings_of(partner_id: int) -> int:
    rows = sellers.sellers_of_commune(commune_code=HERE, period=read_period({}))
    return next(row.listings for row in rows if row.id == partner_id)


def test_goods_are_counted_by_seller_with_the_most_stars_and_their_first_end(tea_seller):
    for stars, days_left in ((3, 10), (4, 200), (4, 90), (None, 0)):
        product = make_listing(tea_seller, f"Chè {stars} {days_left}")
        if stars:
            make_certificate(product, stars, days_left=days_left)
    twice = make_listing(tea_seller, "Chè hai giấy", set_code="I.5.a")
    make_certificate(twice, 3, days_left=400)
    make_certificate(twice, 3, days_left=20)
    make_certificate(make_listing(tea_seller, "Chè giấy cũ"), 5, days_left=-1)
    make_listing(make_seller("Hộ bên cạnh", "05692"))
    settle()

    ends = local_today() + timedelta(days=90)
    assert goods_by_seller(HERE) == {tea_seller.partner.pk: SellerGoods(6, 4, 4, ends)}
    three = local_today() + timedelta(days=10)
    assert goods_by_seller(HERE, Asked(stars=3)) == {
        tea_seller.partner.pk: SellerGoods(2, 2, 3, three)
    }
    assert goods_by_seller(HERE, Asked(stars=0)) == {tea_seller.partner.pk: SellerGoods(2, 0)}
    assert goods_by_seller(HERE, Asked(set_code="khac")) == {}
    assert goods_by_seller(HERE, Asked(set_code="I.5.a"))[tea_seller.partner.pk].listings == 6


@pytest.mark.parametrize("is_marked", [True, False])
def test_a_new_listing_is_in_the_table_once_its_cell_is(tea_seller, is_marked):
    """Negative control: without a cell computed anew the goods of before stay."""
    make_listing(tea_seller)
    settle()
    assert listings_of(tea_seller.partner.pk) == 1
    make_listing(tea_seller, "Chè đinh")
    if is_marked:
        settle()

    assert listings_of(tea_seller.partner.pk) == 1 + is_marked


def test_the_last_listing_leaves_the_table(tea_seller):
    make_listing(tea_seller)
    settle()
    assert listings_of(tea_seller.partner.pk) == 1

    Product.objects.update(is_public=False)
    settle()

    assert listings_of(tea_seller.partner.pk) == 0


def test_a_commune_of_thirty_sellers_asks_no_more_than_one_of_one(client, official, tea_seller):
    def asked() -> int:
        settle()
        client.get(url)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    url = reverse("stats:commune", args=[HERE])
    make_listing(tea_seller)
    of_one = asked()
    for number in range(29):
        make_listing(make_seller(f"Hộ {number}", HERE))

    assert asked() == of_one
