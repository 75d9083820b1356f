"""Orders of tours: the steps of goods, in the words of a day, a place and guests."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalogue.models import TourismOffer
from common.dates import local_today
from jobs.models import Outbox
from sellers.packing import to_pack
from shop.order import deadlines, moves, roads, times
from shop.order.models import SellerOrder
from tests.factories import make_listing, owner_of
from tests.sellers.placed import place
from tests.tours import open_date

pytestmark = pytest.mark.django_db
DAYS = 10


@pytest.fixture
def part(offer) -> SellerOrder:
    return place((open_date(offer, DAYS).product, 2)).seller_orders.get()


def the_day_comes(part) -> None:
    SellerOrder.objects.update(tour_on=local_today())
    part.refresh_from_db()


def missing(wanted, text: str) -> list[str]:
    return [words for words in wanted if words not in text]


def found(unfit, text: str) -> list[str]:
    return [words for words in unfit if words in text]


def test_order_keeps_the_day_and_is_due_on_its_morning(part):
    moves.confirm(seller_order=part)
    part.refresh_from_db()

    assert part.tour_on == local_today() + timedelta(days=DAYS)
    assert part.ship_by == times.morning_of(part.tour_on)


def test_order_of_goods_has_no_day(seller):
    assert place((make_listing(seller), 1)).seller_orders.get().tour_on is None


def test_shopper_reads_of_a_day_and_guests_not_of_parcels(client, part):
    moves.confirm(seller_order=part)
    html = client.get(part.order.get_guest_url(), follow=True).content.decode()

    wanted = (f"đi {roads.day_words(part.tour_on)}", "Gặp ở: Ngày", "Hủy chuyến này", "khi đến")
    assert missing(wanted, html) == []
    unfit = ("Đến nhà người bán lấy", "Hàng sẵn", "đến lấy", "Phí giao", "gói hàng", "dự kiến")
    assert found(unfit, html) == []


def test_tour_is_late_only_after_its_day(part):
    long_ago = local_today() - timedelta(days=9)
    SellerOrder.objects.update(placed_on=long_ago, state="confirmed")
    part.refresh_from_db()
    assert roads.notice(part, has_money=False) == ""

    SellerOrder.objects.update(tour_on=local_today() - timedelta(days=1))
    part.refresh_from_db()
    assert roads.notice(part, has_money=False).startswith("Ngày đi đã qua.")


def test_seller_takes_the_steps_of_a_tour(client, seller, part):
    client.force_login(owner_of(seller))
    page = reverse("sellers:order", args=[part.number])
    seen = []
    for verb in ("confirm", "pack", "ship", "deliver"):
        if verb == "deliver":
            the_day_comes(part)
        seen.append(client.get(page).content.decode())
        client.post(reverse("sellers:order-move", args=[part.number]), {"verb": verb})
    seen.append(client.get(page).content.decode())

    buttons = ("Nhận đơn", "Chốt khách", "Nhắc khách đến chỗ gặp", "Khách đã đi xong, đã thu tiền")
    assert [label for label, html in zip(buttons, seen, strict=False) if label not in html] == []
    unfit = (" gói", "nhãn dán", "Cả kiện", "Phí giao", "Tôi có ít hơn", "đến lấy")
    assert found(unfit, " ".join(seen)) == []


def test_messages_of_a_tour_name_day_and_place_never_parcels(part):
    for move in (moves.confirm, moves.pack, moves.ship):
        move(seller_order=part)
    the_day_comes(part)
    moves.deliver(seller_order=part)
    rows = Outbox.objects.filter(payload__to_phone=part.order.customer_phone)
    told = " ".join(row.payload["text"] for row in rows)

    wanted = ("Đã đặt chỗ, đi ngày", "trả khi đến.", "mời bạn đến chỗ gặp", "Nhà văn hóa xóm 1")
    assert missing(wanted, told) == []
    assert found(("gói xong", "giao", "Hàng"), told) == []


def test_shopper_who_cancels_too_late_reads_until_when_it_was_possible(client, part):
    TourismOffer.objects.update(cancel_days=DAYS + 1)
    number, key = part.order.number, part.order.get_guest_url().partition("?k=")[2]
    address = reverse("orders:cancel", kwargs={"number": number, "part": part.number})
    headers = {"sec-fetch-site": "same-origin"}
    html = client.post(address, {"k": key}, follow=True, headers=headers).content.decode()

    assert "chỉ hủy được đến hết ngày" in html
    part.refresh_from_db()
    assert part.state == "placed"


def test_packing_list_has_no_guests(seller, part):
    moves.confirm(seller_order=part)

    assert not to_pack(seller.partner).exists()


def test_listing_of_a_tour_is_not_sold_out_and_has_no_harvest(client, seller, offer, part):
    client.force_login(owner_of(seller))
    html = client.get(reverse("sellers:listing", args=[offer.product_id])).content.decode()

    assert "bán theo ngày đi" in html
    assert found(("hết hàng", "Mùa thu hoạch", "in tem"), html) == []


def test_nobody_has_been_there_or_stayed_away_before_the_day(client, seller, part):
    for move in (moves.confirm, moves.pack, moves.ship):
        move(seller_order=part)
    client.force_login(owner_of(seller))
    html = client.get(reverse("sellers:order", args=[part.number])).content.decode()

    assert found(("Khách đã đi xong", "Khách không đến"), html) == []
    for move in (moves.deliver, lambda **to: moves.move(to="delivery_failed", **to)):
        with pytest.raises(moves.BeforeTheDay, match="Đến ngày ấy"):
            move(seller_order=part)

    the_day_comes(part)
    moves.deliver(seller_order=part)
    assert SellerOrder.objects.get().state == "delivered"


def at(day, hour: int, minute: int = 0):
    return times.morning_of(day).replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("booked", "expected"),
    [
        ((-5, 9), (-4, 9)),  # far ahead: 24 hours, as for goods
        ((-1, 9), (-1, 20)),  # the day before: until the evening
        ((-1, 19), (-1, 21)),  # late: two hours
        ((0, 6), (0, 8)),  # on the day itself
    ],
)
def test_host_answers_before_anybody_would_travel(booked, expected):
    day = local_today() + timedelta(days=30)
    now = at(day + timedelta(days=booked[0]), booked[1])

    until = times.confirm_by(now, tour_on=day)

    assert until == at(day + timedelta(days=expected[0]), expected[1])


def test_booking_keeps_the_time_until_which_the_host_answers(offer):
    part = place((open_date(offer, 1).product, 1)).seller_orders.get()

    assert part.confirm_by == times.confirm_by(part.placed_at, tour_on=part.tour_on)
    assert part.confirm_by < times.morning_of(part.tour_on)


@pytest.mark.parametrize(("hours_before", "state"), [(13, "placed"), (11, "cancelled")])
def test_tour_that_nobody_confirmed_by_the_evening_before_is_called_off(part, hours_before, state):
    now = times.morning_of(part.tour_on) - timedelta(hours=hours_before)
    SellerOrder.objects.update(confirm_by=now - timedelta(minutes=1))

    deadlines.run(now)

    part.refresh_from_db()
    assert part.state == state
