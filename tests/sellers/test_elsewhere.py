"""Goods on other floors: one stock, each sale once, what does not fit is said."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common.dates import local_today
from jobs.models import Outbox
from sellers.floors import selling
from sellers.floors.queries import elsewhere
from sellers.models import FloorListing, FloorSale
from shop.invariants.stock import stock_is_its_movements
from shop.partner import stock
from shop.partner.models import StockMovement, StockRecord
from tests.factories import make_listing, make_preorder, make_seller, owner_of
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(client, db):
    seller = make_seller("Hộ chè Khe Cốc")
    seller.partner.phone = "+84912345678"
    seller.partner.save()
    client.force_login(owner_of(seller))
    return seller


@pytest.fixture
def tea(seller):
    return make_listing(seller, "Chè nõn tôm", stock=10, price_vnd=120_000)


def record() -> StockRecord:
    return StockRecord.objects.get()


def sell(product, quantity=3, reference="PM-1", floor="postmart") -> FloorSale:
    return selling.record_sale(product=product, floor=floor, reference=reference, quantity=quantity)


def test_a_sale_there_lowers_the_stock_here_once(tea):
    sale = sell(tea)

    assert sell(tea) == sale
    assert (record().num_in_stock, FloorSale.objects.count()) == (7, 1)
    movement = StockMovement.objects.get(kind="floor")
    assert (movement.quantity, movement.reference) == (-3, "postmart:PM-1")
    assert stock_is_its_movements().broken == 0
    assert not Outbox.objects.filter(dedupe_key__contains="floor-sale").exists()


def test_the_same_number_of_another_floor_is_another_sale(tea):
    sell(tea)
    sell(tea, floor="voso")

    assert record().num_in_stock == 4


def test_the_same_order_with_another_quantity_is_refused(tea):
    sell(tea)

    with pytest.raises(selling.SaleDiffers):
        sell(tea, quantity=4)
    assert record().num_in_stock == 7


def test_what_orders_hold_stays_and_the_seller_is_told(tea):
    stock.allocate(record=record(), quantity=8)

    sale = sell(tea, quantity=5)

    assert (sale.taken, sale.missing, sale.is_case) == (2, 3, True)
    assert (record().num_in_stock, record().num_allocated) == (8, 8)
    message = Outbox.objects.get(dedupe_key__contains=f"floor-sale-{sale.pk}")
    assert "Postmart đã bán 5" in str(message.payload)
    sell(tea, quantity=5)
    assert Outbox.objects.filter(dedupe_key__contains="floor-sale").count() == 1


def test_without_the_guard_orders_would_lose_their_goods(tea, monkeypatch):
    """Negative control: taking all that is there is refused by the stock itself."""
    stock.allocate(record=record(), quantity=8)
    monkeypatch.setattr(selling, "free_units", lambda record: record.num_in_stock)

    with pytest.raises(stock.OutOfStock):
        sell(tea, quantity=5)


def test_nothing_is_taken_from_what_a_harvest_has_still_to_bring(seller):
    fruit = make_preorder(seller, "Na dai", cap=10)

    sale = sell(fruit)

    assert (sale.taken, sale.missing, record().num_in_stock) == (0, 3, 10)


def test_an_order_called_off_there_gives_back_what_it_took_once(tea):
    stock.allocate(record=record(), quantity=8)
    sale = sell(tea, quantity=5)

    assert selling.reverse_sale(sale=sale) == 2
    assert selling.reverse_sale(sale=sale) is None

    sale.refresh_from_db()
    assert (record().num_in_stock, sale.is_case) == (10, False)


def test_called_off_there_raises_no_promise_of_a_harvest(tea):
    sale = sell(tea)
    StockRecord.objects.update(ready_on=local_today() + timedelta(days=30), num_promised=7)

    assert selling.reverse_sale(sale=sale) == 0

    sale.refresh_from_db()
    assert sale.reversed_at
    assert (record().num_in_stock, record().num_promised) == (7, 7)


def test_goods_that_were_added_are_taken_for_the_sale_there(tea):
    sale = sell(tea, quantity=12)
    assert (sale.taken, record().num_in_stock) == (10, 0)
    assert selling.settle(sale=sale, from_stock=True) == 2

    stock.add(record=record(), quantity=1)
    assert selling.settle(sale=sale, from_stock=True) == 1
    stock.add(record=record(), quantity=5)
    stock.allocate(record=record(), quantity=3)
    assert selling.settle(sale=sale, from_stock=True) == 0
    assert selling.settle(sale=sale, from_stock=True) == 0

    sale.refresh_from_db()
    assert (sale.taken, sale.is_case) == (12, False)
    assert sale.settled_at
    assert (record().num_in_stock, record().num_allocated) == (4, 3)
    assert stock_is_its_movements().broken == 0
    # Called off there later, all of it comes back.
    assert selling.reverse_sale(sale=sale) == 12


def test_a_buyer_there_who_takes_less_leaves_the_stock_alone(tea):
    sale = sell(tea, quantity=12)
    stock.add(record=record(), quantity=5)

    assert selling.settle(sale=sale, from_stock=False) == 0

    sale.refresh_from_db()
    assert (sale.taken, sale.is_case, record().num_in_stock) == (10, False, 5)


@pytest.mark.django_db(transaction=True)
def test_seen_to_and_called_off_at_once_takes_and_gives_back_the_same(tea):
    for turn in range(4):
        sale = sell(tea, quantity=record().num_in_stock + 2, reference=f"PM-{turn}")
        stock.add(record=record(), quantity=5)
        whole = 5 + sale.taken
        at_once(
            [lambda: selling.settle(sale=FloorSale.objects.get(pk=sale.pk), from_stock=True)] * 2  # noqa: B023
            + [lambda: selling.reverse_sale(sale=FloorSale.objects.get(pk=sale.pk))] * 2  # noqa: B023
        )

        assert record().num_in_stock == whole
        assert stock_is_its_movements().broken == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_sale_told_four_times_at_once_counts_once(tea):
    results = at_once([lambda: sell(tea)] * 4)

    assert {result.pk for result in results} == {FloorSale.objects.get().pk}
    assert record().num_in_stock == 7


@pytest.mark.django_db(transaction=True)
def test_a_sale_there_and_an_order_here_at_once_never_oversell(tea):
    results = at_once(
        [lambda n=n: sell(tea, quantity=4, reference=f"PM-{n}") for n in range(2)]
        + [lambda: stock.allocate(record=record(), quantity=4)] * 2
    )

    now = record()
    taken = sum(sale.taken for sale in FloorSale.objects.all())
    assert now.num_in_stock == 10 - taken
    assert now.num_allocated <= now.num_in_stock
    assert all(r is None or isinstance(r, (FloorSale, stock.OutOfStock)) for r in results)
    assert taken + now.num_allocated >= 8


# What the page says


def page(client, product, **data) -> str:
    url = reverse("sellers:elsewhere", args=[product.pk])
    answer = client.post(url, data, follow=True) if data else client.get(url)
    return answer.content.decode()


def test_one_glance_says_where_it_is_sold_and_what_is_not_right_there(client, tea):
    assert page(client, tea).count("Chưa bán") == 3

    assert "Đang bán, khớp" in page(client, tea, viec="dang", san="postmart")

    StockRecord.objects.update(price=130_000)
    body = page(client, tea)
    assert "Cần sửa ở đó" in body
    assert "Giá: ở đó 120.000" in body
    assert "Đang bán, khớp" in page(client, tea, viec="dang", san="postmart")
    assert page(client, tea, viec="thoi", san="postmart").count("Chưa bán") == 3
    assert not FloorListing.objects.exists()


def test_what_was_sold_there_is_no_difference_there(client, tea):
    page(client, tea, viec="dang", san="postmart")
    page(client, tea, viec="dang", san="voso")
    sell(tea)

    entries = {one.code: one for one in elsewhere(tea).floors}

    assert entries["postmart"].changes == []
    assert entries["voso"].changes == ["Số còn: ở đó 10, ở đây 7 gói"]


def test_the_other_floor_shows_what_it_counted_itself(client, tea):
    page(client, tea, viec="dang", san="postmart")
    stock.allocate(record=record(), quantity=8)
    sale = sell(tea, quantity=5)
    listing = FloorListing.objects.get()
    assert listing.stock == 5

    selling.reverse_sale(sale=sale)
    selling.reverse_sale(sale=sale)
    listing.refresh_from_db()
    assert listing.stock == 10


def test_a_form_sent_again_after_the_sale_was_called_off_says_so(client, tea):
    data = {"floor": "voso", "quantity": "2", "reference": "tay-1"}
    page(client, tea, **data)
    page(client, tea, viec="huy", lan=FloorSale.objects.get().pk)

    body = page(client, tea, **data)

    assert "Lần ghi này đã hủy, kho không đổi" in body
    assert "Đã trừ" not in body
    assert record().num_in_stock == 10


def test_the_form_takes_from_the_stock_and_a_second_press_counts_once(client, tea):
    data = {"floor": "voso", "quantity": "2", "reference": "tay-1"}

    assert "Đã trừ 2 khỏi kho" in page(client, tea, **data)
    page(client, tea, **data)

    assert record().num_in_stock == 8
    sale = FloorSale.objects.get()
    assert sale.actor == owner_of(tea.partner.seller)
    assert "Đã trả 2 vào kho" in page(client, tea, viec="huy", lan=sale.pk)
    assert record().num_in_stock == 10


def test_a_case_stands_on_the_page_until_it_is_seen_to(client, tea):
    body = page(client, tea, floor="voso", quantity="12", reference="tay-1")
    sale = FloorSale.objects.get()

    assert "Còn thiếu 2" in body
    assert "Đã thêm hàng, trừ 2 khỏi kho" in body
    assert "Kho còn thiếu 2" in page(client, tea, viec="tru", lan=sale.pk)
    stock.add(record=record(), quantity=3)
    assert "Còn thiếu 2" not in page(client, tea, viec="tru", lan=sale.pk)
    sale.refresh_from_db()
    assert (sale.taken, bool(sale.settled_at), record().num_in_stock) == (12, True, 1)


def test_a_case_is_closed_without_the_stock_too(client, tea):
    page(client, tea, floor="voso", quantity="12", reference="tay-1")

    assert "Còn thiếu 2" not in page(client, tea, viec="xong", lan=FloorSale.objects.get().pk)
    assert FloorSale.objects.get().settled_at


@pytest.mark.parametrize(
    "data",
    [
        {"floor": "voso", "quantity": "0", "reference": "x"},
        {"floor": "amazon", "quantity": "1", "reference": "x"},
        {"floor": "voso", "quantity": "nhiều", "reference": "x"},
    ],
)
def test_what_makes_no_sense_is_asked_again(client, tea, data):
    body = page(client, tea, **data)

    assert "<title>Lỗi:" in body
    assert not FloorSale.objects.exists()


def test_nobody_reaches_the_sales_of_another_shop(client, tea):
    other = make_listing(make_seller("Hộ khác"), "Chè khác")
    sale = sell(other)

    url = reverse("sellers:elsewhere", args=[tea.pk])
    assert client.post(url, {"viec": "huy", "lan": sale.pk}).status_code == 404
    assert client.post(url, {"viec": "dang", "san": "amazon"}).status_code == 404
    assert client.get(reverse("sellers:elsewhere", args=[other.pk])).status_code == 404
    sale.refresh_from_db()
    assert sale.reversed_at is None


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_the_same_for_one_sale_and_for_many(
    client, tea, number, django_assert_max_num_queries
):
    for n in range(number):
        sell(tea, quantity=1, reference=f"PM-{n}")

    with django_assert_max_num_queries(16):
        page(client, tea)
