"""Tours of OCOP group VI: dates are booked like goods, and never beyond their places."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalogue.models import Product
from catalogue.tours import tour_page
from common.dates import format_date, local_today
from sellers import touring
from shop.order import moves
from shop.order.placing import LinesUnavailable
from shop.partner.models import StockRecord
from shop.partner.strategy import Selector
from tests.factories import make_basket, make_listing, make_seller, owner_of
from tests.sellers.placed import place
from tests.tours import facts, open_date

pytestmark = pytest.mark.django_db


def buyable(product) -> bool:
    fresh = Product.objects.get(pk=product.pk)
    return Selector().strategy().fetch_for_product(fresh).availability.is_available_to_buy


def test_only_dates_are_sold_never_the_tour_itself(offer):
    one = open_date(offer)

    assert (buyable(offer.product), buyable(one.product)) == (False, True)


@pytest.mark.parametrize(("notice", "expected"), [(10, True), (11, False)])
def test_a_date_nearer_than_the_notice_cannot_be_bought(offer, notice, expected):
    one = open_date(offer, days=10)
    type(offer).objects.update(notice_days=notice)

    assert buyable(one.product) is expected


def test_a_date_that_came_too_near_does_not_stay_orderable_in_a_basket(offer):
    one = open_date(offer, days=10)
    basket = make_basket((one.product, 1))
    type(offer).objects.update(notice_days=11)

    with pytest.raises(LinesUnavailable):
        place((Product.objects.get(pk=one.product_id), 1))
    assert basket.num_lines == 1


def test_hidden_tour_sells_no_date(offer):
    one = open_date(offer)
    Product.objects.filter(pk=offer.product_id).update(is_public=False)

    assert not buyable(one.product)


@pytest.mark.parametrize("days", [0, 366, -1])
def test_days_out_of_reach_are_refused(offer, days):
    with pytest.raises(touring.DateNotPossible):
        open_date(offer, days=days)


def test_one_day_is_opened_once(offer):
    open_date(offer)
    with pytest.raises(touring.DateNotPossible):
        open_date(offer)


@pytest.mark.parametrize("places", [0, 21])
def test_places_stay_below_the_most_people(offer, places):
    with pytest.raises(touring.DateNotPossible):
        open_date(offer, places=places)


def test_goods_of_other_sets_are_no_tour(seller):
    with pytest.raises(touring.NotATour):
        touring.set_offer(listing=make_listing(seller), facts=facts(seller), actor=None)


def test_booking_needs_no_freight_and_says_when_and_where(offer):
    one = open_date(offer)

    part = place((one.product, 2)).seller_orders.get()

    assert (part.shipping_vnd, part.goods_vnd) == (0, 400_000)
    assert format_date(one.day) in part.delivery_place
    assert "Nhà văn hóa xóm 1" in part.delivery_place
    line = part.lines.get()
    assert (line.product_set_code, line.tax_category) == ("VI.1", "service")
    assert format_date(one.day) in line.title


def test_tour_and_goods_of_another_seller_pay_freight_for_the_goods_only(offer):
    tea = make_listing(make_seller("HTX khác"))
    alone = place((tea, 1), phone="+84990000001")
    both = place((open_date(offer).product, 1), (tea, 1), phone="+84990000002")

    assert both.shipping_incl_tax == alone.shipping_incl_tax > 0


def test_cancelling_in_time_frees_the_places(offer):
    one = open_date(offer, places=2)
    part = place((one.product, 2)).seller_orders.get()

    moves.cancel_by_shopper(seller_order=part)

    assert one.product.stockrecords.get().num_free == 2


def test_cancelling_too_late_is_refused_and_keeps_the_places(offer):
    one = open_date(offer, days=3, places=2)
    part = place((one.product, 2)).seller_orders.get()
    type(offer).objects.update(cancel_days=4)

    with pytest.raises(moves.TooLateToCancel):
        moves.cancel_by_shopper(seller_order=part)
    assert StockRecord.objects.get(product=one.product).num_free == 0


def test_places_never_go_below_those_booked(offer):
    one = open_date(offer, places=5)
    place((one.product, 3))

    with pytest.raises(touring.PlacesTaken):
        touring.change_places(tour_date=one, places=2, actor=None)
    touring.change_places(tour_date=one, places=3, actor=None)
    assert StockRecord.objects.get(product=one.product).num_free == 0


def test_new_price_is_the_price_of_every_date(client, seller, offer):
    one = open_date(offer)
    client.force_login(owner_of(seller))
    client.post(reverse("sellers:price", args=[offer.product_id]), {"price": "250000"})

    assert StockRecord.objects.get(product=one.product).price == 250_000


def test_dates_are_no_cards_of_their_own(client, offer):
    one = open_date(offer)

    assert list(Product.objects.on_sale()) == [offer.product]
    assert client.get(f"/san-pham/x-{one.product_id}/").status_code == 404


def test_shopper_books_a_date(client, offer):
    open_date(offer, days=9, places=4)
    one = open_date(offer, days=10)
    page = client.get(offer.product.get_absolute_url()).content.decode()
    assert format_date(one.day) in page
    assert "Còn 5 chỗ" in page
    assert "Nhà văn hóa xóm 1" in page

    add = reverse("basket:add", args=[offer.product_id])
    sent = {"quantity": 2, "ngay": one.product_id}
    response = client.post(add, sent, follow=True, headers={"sec-fetch-site": "same-origin"})

    html = response.content.decode()
    assert format_date(one.day) in html
    assert "Không giao hàng" in html
    assert client.get(reverse("checkout:index")).status_code == 200


def read(client, offer) -> str:
    return client.get(offer.product.get_absolute_url()).content.decode()


def put_into_basket(client, one, people: int = 2):
    return client.post(
        reverse("basket:add", args=[one.offer.product_id]),
        {"quantity": people, "ngay": one.product_id},
        follow=True,
        headers={"sec-fetch-site": "same-origin"},
    ).content.decode()


def test_tour_page_says_who_hosts_what_is_paid_for_and_until_when_it_is_free_to_cancel(
    client, seller, offer
):
    open_date(offer)
    html = read(client, offer)

    assert "Ai đón bạn" in html
    assert "Bữa trưa" in html
    assert "Hủy được đến trước ngày đi 2 ngày mà không mất tiền" in html
    assert 'aria-label="Số người"' in html
    assert "Mùa thu hoạch" not in html


def test_full_date_stays_on_the_page_and_cannot_be_chosen(client, offer):
    full, free = open_date(offer, days=9, places=2), open_date(offer, days=10)
    place((full.product, 2))
    html = read(client, offer)

    assert "Hết chỗ" in html
    assert f'value="{full.product_id}" disabled' in html
    assert f'value="{free.product_id}" checked' in html


def test_tour_whose_dates_are_all_full_or_over_says_so(client, offer):
    assert "Chưa có ngày đi mới" in read(client, offer)
    one = open_date(offer, places=2)
    place((one.product, 2))
    html = read(client, offer)

    assert "Các ngày đều hết chỗ" in html
    assert "Đặt chỗ" not in html


def test_checkout_of_a_tour_asks_who_comes_not_where_to_deliver(client, offer):
    put_into_basket(client, open_date(offer))
    html = client.get(reverse("checkout:index")).content.decode()

    asked = ("Ai đi", "Đi ngày nào, gặp ở đâu", "Trả tiền mặt khi đến", "Hủy được đến hết ngày")
    assert [words for words in asked if words not in html] == []
    unfit = (
        "Để báo khi hàng tới",
        "Giao đến đâu",
        "Xem hàng tại chỗ",
        "Phí giao",
        'name="line1"',
        "Hàng hỏng",
    )
    assert [words for words in unfit if words in html] == []


def test_checkout_of_a_tour_beside_goods_asks_where_to_deliver(client, offer):
    put_into_basket(client, open_date(offer))
    tea = make_listing(make_seller("HTX khác"))
    headers = {"sec-fetch-site": "same-origin"}
    client.post(reverse("basket:add", args=[tea.pk]), {"quantity": 1}, headers=headers)
    html = client.get(reverse("checkout:index")).content.decode()

    asked = ("Giao đến đâu", "Phí giao", 'name="line1"')
    assert [words for words in asked if words not in html] == []


@pytest.mark.parametrize(
    ("people", "changes", "words"),
    [
        (6, {}, "Ngày này chỉ còn 5 chỗ. Bạn giảm số người"),
        (1, {"notice_days": 11}, "Ngày này không nhận khách nữa."),
    ],
)
def test_why_a_date_is_not_taken_is_said_in_words_of_tours(client, offer, people, changes, words):
    one = open_date(offer, days=10)
    type(offer).objects.update(notice_days=changes.get("notice_days", 1))

    assert words in put_into_basket(client, one, people)
    assert not one.product.basket_lines.exists()


def test_whoever_chose_no_date_is_asked_to(client, offer):
    open_date(offer)
    add = reverse("basket:add", args=[offer.product_id])
    headers = {"sec-fetch-site": "same-origin"}
    html = client.post(add, {"quantity": 1}, follow=True, headers=headers).content.decode()

    assert "Bạn chọn ngày đi" in html


def test_hidden_tour_is_not_told_of_by_its_dates(client, offer):
    one = open_date(offer)
    Product.objects.filter(pk=offer.product_id).update(is_public=False)
    html = put_into_basket(client, one)

    assert "không nhận khách" not in html
    assert not one.product.basket_lines.exists()


def test_second_day_of_one_seller_is_refused_with_both_days(client, offer):
    first, second = open_date(offer, days=9), open_date(offer, days=10)
    put_into_basket(client, first)
    html = put_into_basket(client, second)

    assert f"đi ngày {format_date(first.day)}" in html
    assert f"đi ngày {format_date(second.day)}" in html


def test_a_date_of_another_tour_cannot_be_slipped_in(client, offer, seller):
    other = make_listing(seller, "Tour khác", set_code="VI.1")
    touring.set_offer(listing=other, facts=facts(seller), actor=None)
    foreign = open_date(offer)

    client.post(
        reverse("basket:add", args=[other.pk]),
        {"quantity": 1, "ngay": foreign.product_id},
        headers={"sec-fetch-site": "same-origin"},
    )

    assert not foreign.product.basket_lines.exists()


def test_seller_writes_the_offer_opens_a_date_and_sees_who_comes(client, seller):
    listing = make_listing(seller, "Ngủ nhà sàn", set_code="VI.1")
    client.force_login(owner_of(seller))
    page = reverse("sellers:tour", args=[listing.pk])
    posted = facts(seller, language="Tiếng Việt", meeting_commune=seller.partner.commune.pk)
    assert client.get(page).status_code == 200
    assert client.post(page, posted).status_code == 302
    day = local_today() + timedelta(days=5)

    to_write = reverse("sellers:tour-date", args=[listing.pk])
    assert client.post(to_write, {"day": day.isoformat(), "places": 8}).status_code == 302
    one = listing.tour.dates.get()
    place((one.product, 3))
    html = client.get(page).content.decode()

    assert "Còn 5 chỗ" in html
    assert "3 người đã đặt" in html
    assert "3 người</li>" in html
    client.post(to_write, {"ngay": one.pk, "viec": "dong"})
    assert not buyable(one.product)
    client.post(to_write, {"ngay": one.pk, "viec": "mo"})
    assert buyable(one.product)


def test_bad_input_keeps_what_was_typed(client, seller, offer):
    client.force_login(owner_of(seller))
    page = reverse("sellers:tour-date", args=[offer.product_id])

    html = client.post(page, {"day": "31/02/2027", "places": "7"}).content.decode()

    assert "Chọn ngày đi." in html
    assert "31/02/2027" in html
    assert 'value="7"' in html


def test_tours_of_others_do_not_exist(client, offer):
    client.force_login(owner_of(make_seller("Người lạ")))

    assert client.get(reverse("sellers:tour", args=[offer.product_id])).status_code == 404
    assert client.post(reverse("sellers:tour-date", args=[offer.product_id])).status_code == 404


@pytest.mark.parametrize("dates", [1, 30])
def test_pages_ask_the_same_for_one_date_and_for_thirty(
    client, seller, offer, dates, django_assert_num_queries
):
    for days in range(2, 2 + dates):
        open_date(offer, days=days)

    with django_assert_num_queries(3):
        rows = touring.date_rows(offer)
    assert len(rows) == dates
    with django_assert_num_queries(3):
        assert len(tour_page(offer.product).dates) == dates
