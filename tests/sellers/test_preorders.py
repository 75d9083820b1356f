"""A seller sells ahead: opening, the orders apart, the harvest, another day."""

import datetime as dt

import pytest
from django.urls import reverse

from common.dates import format_date, local_today
from jobs.models import Outbox
from shop.order import proposals
from shop.order.models import Proposal, SellerOrder
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_listing, make_preorder, make_seller, owner_of
from tests.shop.conftest import customer, place, total_of  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(client, db):
    seller = make_seller("Vườn na La Hiên")
    client.force_login(owner_of(seller))
    return seller


@pytest.fixture
def apples(seller):
    return make_preorder(seller, "Na dai", cap=10)


def record() -> StockRecord:
    return StockRecord.objects.get()


def day(days: int) -> str:
    return format_date(local_today() + dt.timedelta(days=days))


def send(client, name: str, product, **data) -> str:
    answer = client.post(reverse(f"sellers:{name}", args=[product.pk]), data, follow=True)
    return answer.content.decode()


def test_a_pre_order_is_opened_with_two_answers(client, seller):
    product = make_listing(seller, "Na dai", stock=0)

    send(client, "preorder", product, quantity="40", ready_on=day(30), orders_until="")

    ready_on = local_today() + dt.timedelta(days=30)
    stock = record()
    assert (stock.num_in_stock, stock.num_promised) == (40, 40)
    assert (stock.ready_on, stock.orders_until) == (ready_on, ready_on)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"quantity": "0", "ready_on": day(9)}, "Số lượng ít nhất là 1."),
        ({"quantity": "5", "ready_on": ""}, "Nhập ngày."),
        ({"quantity": "5", "ready_on": day(0)}, "Chọn ngày gửi từ ngày mai"),
        ({"quantity": "5", "ready_on": day(400)}, "Chọn ngày gửi từ ngày mai"),
        ({"quantity": "5", "ready_on": day(9), "orders_until": day(10)}, "Ngày cuối nhận đặt"),
        ({"quantity": "5", "ready_on": day(9), "orders_until": day(-1)}, "Ngày cuối nhận đặt"),
        ({"quantity": "5", "ready_on": "31/02/2027"}, "Không có ngày 31/02/2027"),
    ],
)
def test_wrong_answers_are_told_and_kept(client, seller, answers, words):
    product = make_listing(seller, "Na dai", stock=0)

    html = send(client, "preorder", product, **answers)

    assert words in html
    assert f'value="{answers["quantity"]}"' in html
    assert record().is_on_preorder is False


def test_goods_at_hand_are_sold_first(client, seller):
    product = make_listing(seller, "Na dai", stock=2)

    html = send(client, "preorder", product, quantity="40", ready_on=day(30))

    assert "còn hàng trong kho" in html
    assert record().num_in_stock == 2


def test_cap_and_last_day_are_changed_and_the_day_is_not_asked(client, apples):
    html = client.get(reverse("sellers:preorder", args=[apples.pk])).content.decode()
    assert 'name="ready_on"' not in html

    send(client, "preorder", apples, quantity="25", orders_until=day(10))

    assert (record().num_in_stock, record().num_promised) == (25, 25)
    assert record().orders_until == local_today() + dt.timedelta(days=10)


def test_stopping_keeps_what_is_ordered(client, apples, place):  # noqa: F811
    place(make_basket((apples, 4)))

    send(client, "preorder", apples, stop="1")

    assert (record().num_in_stock, record().num_free, record().is_on_preorder) == (4, 0, True)


def test_stopping_without_orders_ends_it(client, apples):
    send(client, "preorder", apples, stop="1")

    assert (record().num_in_stock, record().num_promised, record().is_on_preorder) == (0, 0, False)


def test_orders_ahead_stand_apart_and_cannot_be_packed(client, apples, place):  # noqa: F811
    part = place(make_basket((apples, 4))).seller_orders.get()

    placed = client.get("/ban-hang/don-hang/?trang-thai=placed").content.decode()
    ahead = client.get("/ban-hang/don-hang/?trang-thai=dat-truoc").content.decode()
    page = client.get(f"/ban-hang/don-hang/{part.number}/").content.decode()
    client.post(f"/ban-hang/don-hang/{part.number}/buoc/", {"verb": "confirm"})

    assert part.number not in placed
    assert part.number in ahead
    assert "Chờ thu hoạch" in ahead
    assert "Hẹn gửi từ" in page
    assert "Nhận đơn" not in page
    assert "Ghi đã thu hoạch hoặc dời ngày" in page
    part.refresh_from_db()
    assert part.state == "placed"
    assert "đơn chờ xác nhận" not in client.get("/ban-hang/").content.decode()


def test_orders_ahead_are_not_asked_to_take_less_before_the_harvest(client, apples, place):  # noqa: F811
    part = place(make_basket((apples, 4))).seller_orders.get()
    path = reverse("sellers:order-less", args=[part.number])
    data = {f"mon-{part.lines.get().pk}": "2", "reason": "Ít quả"}

    html = client.post(path, data, follow=True).content.decode()

    assert "bà con ghi số thu được ở trang Bán trước" in html
    assert not Proposal.objects.exists()


def test_a_harvest_that_is_enough_takes_one_press(client, apples, place):  # noqa: F811
    place(make_basket((apples, 4)))

    html = send(client, "harvest", apples, counted="7")

    assert "1 đơn gói được ngay" in html
    assert (record().num_in_stock, record().num_free, record().is_on_preorder) == (7, 3, False)
    assert SellerOrder.objects.get().state == "confirmed"


def test_a_short_harvest_is_shown_before_anything_happens(client, apples, place):  # noqa: F811
    parts = [place(make_basket((apples, n))).seller_orders.get() for n in (4, 4, 2)]

    html = send(client, "harvest", apples, counted="6")

    assert "Thiếu 4" in html
    assert "1 đơn" in html
    assert f"Đơn {parts[1].number}: hỏi khách lấy <strong>2</strong> thay vì 4" in html
    assert f"Đơn {parts[2].number}: không còn hàng" in html
    assert record().is_on_preorder

    send(client, "harvest", apples, counted="5", agreed="6")
    assert record().is_on_preorder
    html = send(client, "harvest", apples, counted="6", agreed="6")

    assert "1 khách được hỏi lấy ít hơn" in html
    assert [SellerOrder.objects.get(pk=p.pk).state for p in parts] == [
        "confirmed", "placed", "cancelled",
    ]  # fmt: skip
    page = client.get(reverse("sellers:listing", args=[apples.pk])).content.decode()
    assert "còn thiếu 2 cho đơn đã nhận" in page


def test_a_harvest_says_which_orders_wait_and_which_to_look_at(client, seller, apples, place):  # noqa: F811
    pears = make_preorder(seller, "Lê", cap=9)
    place(make_basket((apples, 4), (pears, 3)))
    plums = make_preorder(seller, "Mận", cap=9)
    part = place(make_basket((apples, 4), (plums, 2))).seller_orders.get()

    short = send(client, "harvest", apples, counted="6", agreed="6")
    proposals.decline(Proposal.objects.get())
    waits = send(client, "harvest", plums, counted="9")

    assert "1 đơn còn chờ món khác" in short
    assert "1 đơn còn thiếu món khác" in waits
    assert "gói được ngay" not in short + waits
    page = client.get(f"/ban-hang/don-hang/{part.number}/").content.decode()
    assert "Nhận đơn" in page
    assert "Tôi có ít hơn" in page


def test_one_tap_moves_the_day_and_tells_who_ordered(client, apples, place):  # noqa: F811
    place(make_basket((apples, 4)))
    html = client.get(reverse("sellers:postpone", args=[apples.pk])).content.decode()
    assert f"Dời đến {day(37)}" in html

    html = send(client, "postpone", apples, ready_on=day(37))

    assert "nhắn 1 khách" in html
    assert SellerOrder.objects.get().ready_on == local_today() + dt.timedelta(days=37)
    assert Outbox.objects.filter(payload__template="preorder-moved").count() == 1


@pytest.mark.parametrize("name", ["harvest", "postpone"])
def test_without_a_pre_order_the_page_leads_to_its_opening(client, seller, name):
    product = make_listing(seller, stock=0)

    answer = client.get(reverse(f"sellers:{name}", args=[product.pk]))

    assert answer.url == reverse("sellers:preorder", args=[product.pk])
    assert "không còn bán trước" in send(client, name, product, counted="5", ready_on=day(5))


def test_the_stock_of_a_pre_order_is_not_counted(client, apples):
    html = send(client, "stock", apples, on_shelf="30")

    assert "đang bán trước nên chưa có kho" in html
    assert record().num_in_stock == 10


@pytest.mark.parametrize("goods", [1, 30])
def test_lists_any_number_in_the_same_queries(client, seller, goods, django_assert_max_num_queries):
    for number in range(goods):
        make_preorder(seller, f"Món {number}")

    with django_assert_max_num_queries(8):
        html = client.get("/ban-hang/ban-truoc/").content.decode()

    assert html.count("Đã thu hoạch") == goods


def test_the_first_page_asks_for_goods_whose_day_has_come(client, seller):
    make_preorder(seller, days=1)
    StockRecord.objects.update(orders_until=local_today())

    assert "món bán trước đến ngày gửi" in client.get("/ban-hang/").content.decode()
