"""The seller's own goods: stock, price, switch, and nobody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.photos import add_photo, render_photo
from catalogue.sets import ListingState
from shop.partner import stock
from tests import factories
from tests.sellers.conftest import jpeg


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
def test_seller_home_asks_at_most_nineteen_queries(
    seller_client, tea_seller, django_assert_max_num_queries, rows
):
    for n in range(rows):
        factories.make_listing(tea_seller, f"Chè số {n}")

    with django_assert_max_num_queries(19):
        response = seller_client.get(reverse("sellers:home"))

    assert response.status_code == 200


def revised(**changes):
    return {
        "title": "Chè búp khô La Bằng",
        "product_set": "I.5.b",
        "sale_unit": "hop",
        "net_weight": "200 g",
        "description": "Hái buổi sáng",
        "photo_token": "",
    } | changes


@pytest.mark.parametrize("state", ["rejected", "approved", "hidden", "submitted"])
def test_mended_listing_goes_to_the_review_queue_again(seller_client, tea_seller, state):
    tea = factories.make_listing(tea_seller, state=state, review_note="Ảnh mờ")

    response = seller_client.post(reverse("sellers:revise", args=[tea.pk]), revised())

    tea.refresh_from_db()
    assert response.url == reverse("sellers:listed", args=[tea.pk])
    assert (tea.state, tea.is_public) == ("submitted", False)
    assert (tea.title, tea.product_set.code, tea.net_weight_g) == (
        "Chè búp khô La Bằng", "I.5.b", 200)  # fmt: skip
    assert "la bang" in tea.search_text
    assert tea.stockrecords.get().num_in_stock == 10


def test_new_photo_takes_the_place_of_the_old_one(seller_client, tea_seller, photo):
    tea = factories.make_listing(tea_seller, state="rejected")
    add_photo(product=tea, file=SimpleUploadedFile("cu.jpg", jpeg()))
    old = tea.images.get().pk

    seller_client.post(reverse("sellers:revise", args=[tea.pk]), revised(photo=photo))

    assert tea.images.get().pk != old


def test_wrong_answer_while_mending_keeps_the_listing_as_it_was(seller_client, tea_seller):
    tea = factories.make_listing(tea_seller, "Chè cũ", state="rejected")

    response = seller_client.post(
        reverse("sellers:revise", args=[tea.pk]), revised(net_weight="nặng")
    )

    tea.refresh_from_db()
    assert 'value="nặng"' in response.content.decode()
    assert (tea.title, tea.state) == ("Chè cũ", "rejected")


def test_page_for_mending_starts_with_what_the_listing_says(seller_client, tea):
    page = seller_client.get(reverse("sellers:revise", args=[tea.pk])).content.decode()

    assert 'value="Chè búp khô"' in page
    assert "500\xa0g" in page or "500 g" in page


def test_description_keeps_its_paragraphs(seller_client, tea):
    words = "Hái buổi sáng.\n\nSao tay trong ngày."

    seller_client.post(reverse("sellers:revise", args=[tea.pk]), revised(description=words))

    tea.refresh_from_db()
    assert tea.description == words


def test_who_was_signed_out_comes_back_to_the_page_of_the_button(client, tea):
    for name in ("stock", "price", "switch"):
        answer = client.post(reverse(f"sellers:{name}", args=[tea.pk]), {"delta": "1"})

        assert answer.url.endswith(f"?next=/ban-hang/san-pham/{tea.pk}/")
    assert tea.stockrecords.get().num_in_stock == 10


def test_rows_load_the_smallest_file_of_a_photo(seller_client, tea, photo):
    render_photo(add_photo(product=tea, file=photo).pk)

    for name in ("sellers:home", "sellers:listings"):
        page = seller_client.get(reverse(name)).content.decode()

        assert "-160.webp" in page
        assert "-640.webp" not in page
