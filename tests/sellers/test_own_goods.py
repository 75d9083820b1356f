"""The seller's own goods: stock, price, switch, and nobody else's."""

import pytest
from django.urls import reverse

from catalogue.sets import ListingState
from shop.partner import stock
from tests import factories


@pytest.fixture
def tea(tea_seller):
    return factories.make_listing(tea_seller, stock=10)


def test_one_tap_adds_and_takes_away(seller_client, tea):
    url = reverse("sellers:stock", args=[tea.pk])

    seller_client.post(url, {"delta": "10"})
    seller_client.post(url, {"delta": "-1"})

    record = tea.stockrecords.get()
    assert record.num_in_stock == 19
    assert [m.quantity for m in record.movements.all()] == [10, 10, -1]


def test_counting_sets_the_stock_and_leaves_held_goods_held(seller_client, tea):
    stock.allocate(record=tea.stockrecords.get(), quantity=4)

    seller_client.post(reverse("sellers:stock", args=[tea.pk]), {"on_shelf": "6"})

    record = tea.stockrecords.get()
    assert (record.num_in_stock, record.num_allocated) == (6, 4)


def test_less_than_orders_hold_is_refused_with_words(seller_client, tea):
    stock.allocate(record=tea.stockrecords.get(), quantity=4)

    page = seller_client.post(
        reverse("sellers:stock", args=[tea.pk]), {"on_shelf": "3"}, follow=True
    )

    assert "Đã có người đặt 4" in page.content.decode()
    assert tea.stockrecords.get().num_in_stock == 10


@pytest.mark.parametrize("typed", ["abc", "-1", "1e9", ""])
def test_an_unreadable_count_comes_back_as_typed(seller_client, tea, typed):
    response = seller_client.post(reverse("sellers:stock", args=[tea.pk]), {"on_shelf": typed})

    page = response.content.decode()
    assert response.status_code == 200
    assert f'value="{typed}"' in page or not typed
    assert tea.stockrecords.get().num_in_stock == 10


def test_new_price_is_written_in_whole_dong(seller_client, tea):
    seller_client.post(reverse("sellers:price", args=[tea.pk]), {"price": "1tr2"})

    assert tea.stockrecords.get().price == 1_200_000


def test_switch_takes_goods_out_of_the_window_and_back(seller_client, tea):
    url = reverse("sellers:switch", args=[tea.pk])

    seller_client.post(url, {"on": "0"})
    tea.refresh_from_db()
    hidden = (tea.state, tea.is_public)
    seller_client.post(url, {"on": "1"})
    tea.refresh_from_db()

    assert hidden == (ListingState.HIDDEN, False)
    assert (tea.state, tea.is_public) == (ListingState.APPROVED, True)


def test_goods_of_another_seller_do_not_exist(seller_client):
    foreign = factories.make_listing(factories.make_seller("Hộ khác"), stock=5)

    answers = [
        seller_client.get(reverse("sellers:listing", args=[foreign.pk])),
        seller_client.post(reverse("sellers:stock", args=[foreign.pk]), {"delta": "10"}),
        seller_client.post(reverse("sellers:price", args=[foreign.pk]), {"price": "1000"}),
        seller_client.post(reverse("sellers:switch", args=[foreign.pk]), {"on": "0"}),
        seller_client.get(reverse("sellers:listed", args=[foreign.pk])),
    ]

    foreign.refresh_from_db()
    assert [a.status_code for a in answers] == [404] * 5
    assert foreign.stockrecords.get().num_in_stock == 5
    assert foreign.is_public


@pytest.mark.parametrize("rows", [1, 30])
def test_seller_home_asks_at_most_fifteen_queries(
    seller_client, tea_seller, django_assert_max_num_queries, rows
):
    for n in range(rows):
        factories.make_listing(tea_seller, f"Chè số {n}")

    with django_assert_max_num_queries(15):
        response = seller_client.get(reverse("sellers:home"))

    assert response.status_code == 200
