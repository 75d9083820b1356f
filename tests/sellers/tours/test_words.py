"""What hosts and guests read when things go another way: nothing speaks of goods or parcels."""

import pytest
from django.urls import reverse

from common.dates import local_today
from jobs.models import Outbox
from sellers import notice_words
from sellers.models import NoticeStep
from shop.order import deadlines, moves, proposals
from shop.order.models import SellerOrder
from shop.partner.models import StockRecord
from tests.factories import make_seller, owner_of
from tests.sellers.clock import work
from tests.sellers.placed import place
from tests.sellers.test_answering import own_link
from tests.tours import make_offer, open_date

pytestmark = pytest.mark.django_db
OF_GOODS = (
    "hàng về",
    "nhận hàng",
    "trả hàng",
    "giao lại",
    "Giao không",
    "gói",
    "kiện",
    "trả vào kho",
)
PEOPLE = 3


@pytest.fixture
def seller():
    seller = make_seller("Bản Hồng Thái")
    seller.partner.phone = owner_of(seller).phone
    seller.partner.save(update_fields=["phone"])
    return seller


@pytest.fixture
def part(seller) -> SellerOrder:
    return place((open_date(make_offer(seller), places=5).product, PEOPLE)).seller_orders.get()


@pytest.fixture
def day(part) -> SellerOrder:
    """The day of the tour: the host waits at the meeting point."""
    for move in (moves.confirm, moves.pack, moves.ship):
        move(seller_order=part)
    SellerOrder.objects.update(tour_on=local_today())
    part.refresh_from_db()
    return part


@pytest.fixture
def host(client, seller):
    client.force_login(owner_of(seller))
    return client


def body(html: str) -> str:
    """Return what stands between the bars of the page."""
    return html.partition("<h1>")[2].partition("</main>")[0]


def found(text: str) -> list[str]:
    return [words for words in OF_GOODS if words in text]


def page(client, name: str, part) -> str:
    return body(client.get(reverse(f"sellers:{name}", args=[part.number])).content.decode())


@pytest.mark.parametrize(
    ("name", "words"),
    [("order-partial", "Mấy người đến?"), ("order-failed", "Không thấy khách ở chỗ gặp")],
)
def test_pages_of_the_day_ask_about_guests(host, day, name, words):
    html = page(host, name, day)

    assert words in html
    assert found(html) == []


def test_guests_who_do_not_come_end_the_order_and_leave_their_places(host, day):
    failed, back = (
        reverse(f"sellers:{name}", args=[day.number]) for name in ("order-failed", "order-back")
    )
    host.post(failed, {"why": "Không thấy khách ở chỗ gặp"})
    asked = page(host, "order-back", day)
    home = body(host.get("/ban-hang/").content.decode())
    host.post(back)

    assert "Bấm khi chắc là khách không đi." in asked
    assert found(asked) == []
    assert "đơn khách không đến" in home
    assert "đơn giao không được" not in home
    day.refresh_from_db()
    assert (day.state, day.events.last().note) == ("returned", "Khách không đến")
    record = StockRecord.objects.get(product__tour_date__isnull=False)
    assert (record.num_in_stock, record.num_allocated) == (5, 0)


def test_fewer_guests_pay_for_fewer(host, day):
    line = day.lines.get()
    host.post(reverse("sellers:order-partial", args=[day.number]), {f"mon-{line.pk}": 1})

    day.refresh_from_db()
    assert (day.state, day.goods_vnd) == ("delivered", 200_000)
    assert StockRecord.objects.get(product=line.product).num_in_stock == 5 - 1


@pytest.mark.parametrize("name", ["order-less", "order-later"])
def test_questions_about_goods_are_not_asked_of_a_tour(host, part, name):
    answer = host.get(reverse(f"sellers:{name}", args=[part.number]))

    assert answer.status_code == 302


def test_a_trip_is_not_sent_back(client, day):
    moves.deliver(seller_order=day)
    day.refresh_from_db()
    html = client.get(day.order.get_guest_url(), follow=True).content.decode()

    assert "Trả hàng" not in html
    with pytest.raises(proposals.NothingToReturn, match="khiếu nại"):
        proposals.ask_return(part=day, reason="Mưa")


def test_guest_who_was_not_met_reads_whom_to_call(client, day):
    moves.move(seller_order=day, to="delivery_failed", note="Khách không nghe máy")
    html = client.get(day.order.get_guest_url(), follow=True).content.decode()

    assert "Bạn gọi người đón để báo có đến không." in html
    assert found(body(html)) == []


def test_host_answers_a_booking_by_link(client, part):
    work()
    path = own_link(part)
    html = body(client.get(path).content.decode())

    assert [
        w for w in ("Có người đặt chỗ", "Gặp ở", "Nhận khách", "Không nhận được") if w not in html
    ] == []
    assert [w for w in ("Tôi có", "giao", "Tiền hàng", "đặt mua") if w in html] == []
    client.post(path, {"answer": "have"}, headers={"sec-fetch-site": "same-origin"})
    part.refresh_from_db()
    assert part.state == "confirmed"
    assert found(body(client.get(path).content.decode())) == []


def test_host_who_cannot_is_led_to_calling_off(client, part):
    work()
    answer = client.post(own_link(part), {"answer": "less"})

    assert answer.url == reverse("sellers:order-cancel", args=[part.number])


def test_call_and_text_of_a_booking_speak_of_guests(part):
    work()
    step = NoticeStep.objects.select_related("notice").filter(notice__seller_order=part)[0]
    step.channel = NoticeStep.Channel.SMS
    text = notice_words.text_of(step, part)
    step.channel = NoticeStep.Channel.VOICE
    call = notice_words.text_of(step, part)

    assert "Có người đặt chỗ" in text
    assert "Nhận khách, bấm phím 1" in call
    assert [
        w for w in ("đặt mua", "có hàng", "giao", "tiền hàng") if w in (text + call).lower()
    ] == []


def test_booking_that_nobody_answered_opens_its_places_again(part):
    SellerOrder.objects.update(tour_on=local_today(), confirm_by=part.placed_at)
    deadlines.run()

    told = " ".join(
        row.payload["text"] for row in Outbox.objects.filter(payload__template="order-missed")
    )
    assert "Chỗ mở lại cho khách khác" in told


def test_home_of_the_host_names_guests_of_tomorrow(host, part):
    moves.confirm(seller_order=part)
    assert "khách đến hôm nay" not in host.get("/ban-hang/").content.decode()

    SellerOrder.objects.update(tour_on=local_today())

    assert "đơn khách đến hôm nay, ngày mai" in host.get("/ban-hang/").content.decode()
