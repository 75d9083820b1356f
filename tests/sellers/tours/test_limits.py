"""A tour is no goods: what is meant for goods refuses it, and its dates follow its name."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalogue.models import Product, ProductSet
from catalogue.reviews.models import ProductReview
from catalogue.tours import SoldByDate
from common.dates import format_date, local_today
from discovery.goods import all_goods
from sellers import listings, lots, preorders
from sellers.feedback import product_reviews
from sellers.floors import selling
from sellers.floors.standing import listings_on_floors
from shop.order.models import Line, SellerOrder
from shop.partner.models import StockRecord
from tests.factories import make_listing, owner_of
from tests.sellers.placed import place
from tests.tours import open_date

pytestmark = pytest.mark.django_db


def tour_of(offer) -> Product:
    return Product.objects.get(pk=offer.product_id)


WAYS = {
    "more stock": lambda tour: listings.change_stock(listing=tour, delta=1, actor=None),
    "counted stock": lambda tour: listings.count_stock(listing=tour, on_shelf=5, actor=None),
    "pre-order": lambda tour: preorders.set_terms(
        listing=tour,
        quantity=5,
        orders_until=local_today(),
        ready_on=local_today() + timedelta(days=9),
    ),
    "lot": lambda tour: lots.open_lot(product=tour, by=None, facts=lots.LotFacts(quantity=1)),
    "sale elsewhere": lambda tour: selling.record_sale(
        product=tour, floor="postmart", reference="PM-1", quantity=1
    ),
    "offered elsewhere": lambda tour: selling.tell(product=tour, floor="postmart"),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_meant_for_goods_refuses_a_tour(offer, way):
    with pytest.raises(SoldByDate, match="Tour bán theo ngày đi"):
        WAYS[way](tour_of(offer))

    assert StockRecord.objects.get(product=offer.product).num_in_stock == 0


@pytest.mark.parametrize("page", ["stock", "preorder", "elsewhere"])
def test_pages_of_goods_say_so_calmly_when_a_tour_is_sent_there(client, seller, offer, page):
    client.force_login(owner_of(seller))
    sent = {
        "delta": "10", "ready_on": (local_today() + timedelta(days=9)).isoformat(),
        "orders_until": local_today().isoformat(), "quantity": "5",
        "floor": "postmart", "reference": "PM-1", "act": "sold",
    }  # fmt: skip
    answer = client.post(reverse(f"sellers:{page}", args=[offer.product_id]), sent, follow=True)

    assert answer.status_code == 200
    assert StockRecord.objects.get(product=offer.product).num_in_stock == 0


def test_files_for_other_floors_and_their_page_leave_tours_out(seller, offer):
    open_date(offer)
    tea = make_listing(seller, "Chè nõn tôm")

    assert [one.id for one in all_goods()] == [tea.pk]
    assert [row.id for row in listings_on_floors(seller.partner, None)] == [tea.pk]


def revise(offer, seller, **changes):
    tour = tour_of(offer)
    facts = {
        "title": tour.title, "product_set": tour.product_set, "sale_unit": "kg",
        "net_weight_g": 500, "description": tour.description,
    }  # fmt: skip
    listings.revise(listing=tour, actor=owner_of(seller), **facts | changes)


def test_coming_dates_follow_the_name_and_orders_keep_their_words(seller, offer):
    booked, free = open_date(offer, 9), open_date(offer, 10)
    place((booked.product, 1))

    revise(offer, seller, title="Một ngày làm chè")

    titles = set(Product.objects.filter(parent=offer.product).values_list("title", flat=True))
    days = {format_date(one.day) for one in (booked, free)}
    assert titles == {f"Một ngày làm chè, ngày {day}" for day in days}
    assert Line.objects.get().title.startswith("Một ngày hái chè")


def test_a_tour_keeps_its_set_its_unit_and_its_weight(seller, offer):
    with pytest.raises(listings.StaysTour):
        revise(offer, seller, product_set=ProductSet.objects.get(code="I.5.a"))
    revise(offer, seller, title="Hái chè")

    tour = tour_of(offer)
    assert (tour.product_set.code, tour.sale_unit, tour.net_weight_g) == ("VI.1", "ve", 0)


def test_what_a_guest_says_of_a_date_stands_on_the_page_of_the_tour(client, offer):
    line = place((open_date(offer).product, 2)).lines.get()
    SellerOrder.objects.update(state="delivered")
    line = Line.objects.select_related("seller_order", "product").get(pk=line.pk)

    product_reviews.write(line=line, score=4, body="Vui, nhà sạch, cơm ngon.")

    assert ProductReview.objects.get().product == offer.product
    assert tour_of(offer).rating == 4
    page = client.get(offer.product.get_absolute_url()).content.decode()
    assert "Vui, nhà sạch, cơm ngon." in page
