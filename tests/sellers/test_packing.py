"""The packing sheet and the labels: what to pack, where it goes, for its own seller only."""

import datetime as dt
import re

import pytest
import time_machine

from sellers import labels, packing
from sellers.models import ListingDraft
from shop.order import moves
from shop.order.models import SellerOrder
from shop.partner import bank
from shop.payment import claims
from tests import factories
from tests.sellers.placed import make_part, place, walk

pytestmark = pytest.mark.django_db
SHEET, LABELS = "/ban-hang/goi-hang/", "/ban-hang/goi-hang/nhan.pdf"
MORNING = dt.datetime(2026, 11, 25, 1, 0, tzinfo=dt.UTC)


def label_url(part) -> str:
    return f"/ban-hang/don-hang/{part.number}/nhan.pdf"


@pytest.fixture
def said(monkeypatch):
    """What the labels were made of, by order number."""
    found = {}
    real = labels.make_pdf

    def make(template, rows, **more):
        found.update({row["number"]: row for row in rows})
        return real(template, rows, **more)

    monkeypatch.setattr(labels, "make_pdf", make)
    return found


def pages_of(pdf: bytes) -> int:
    return int(re.search(rb"/Count (\d+)", pdf)[1])


def test_the_sheet_lists_what_to_take_out_and_every_parcel(seller_client, tea_seller):
    tea = factories.make_listing(tea_seller, "Chè búp", sale_unit="goi", stock=100)
    parts = [place((tea, n), phone=f"+8499012345{n}").seller_orders.get() for n in (2, 3)]
    for part in parts:
        walk(part, "confirmed")
    waiting = place((tea, 40), phone="+84990123459").seller_orders.get()

    html = seller_client.get(SHEET).content.decode()

    assert "<strong>5 gói Chè" in html
    assert all(part.number in html for part in parts)
    assert waiting.number not in html
    assert "In nhãn của 2 kiện" in html


def test_the_parcel_that_leaves_first_stands_on_top(tea_seller):
    parts = [walk(make_part(tea_seller, phone=f"+8499012345{n}"), "confirmed") for n in range(2)]
    SellerOrder.objects.filter(pk=parts[1].pk).update(ship_by=MORNING)

    found = packing.packing_list(tea_seller.partner)

    assert [parcel.number for parcel in found.parcels] == [parts[1].number, parts[0].number]


def test_an_empty_table_says_so(seller_client):
    assert "Chưa có đơn nào cần gói" in seller_client.get(SHEET).content.decode()
    assert seller_client.get(LABELS).url == SHEET


@pytest.mark.parametrize("rows", [1, 30])
def test_the_sheet_asks_the_same_for_any_number(
    seller_client, tea_seller, rows, django_assert_max_num_queries
):
    for n in range(rows):
        walk(make_part(tea_seller, phone=f"+849901234{n:02d}"), "confirmed")

    seller_client.get(SHEET)  # the first page of a day notes the day

    with django_assert_max_num_queries(9):
        seller_client.get(SHEET)
    with django_assert_max_num_queries(8):
        pdf = seller_client.get(LABELS).content
    assert pages_of(pdf) == rows


def test_a_label_says_where_it_goes_and_what_to_collect(seller_client, tea_seller, said):
    part = walk(make_part(tea_seller), "confirmed")

    answer = seller_client.get(label_url(part))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
    label = said[part.number]
    assert (label["name"], label["phone"]) == ("Trần Thu Hà", "0990 123 456")
    assert label["address"].startswith("Số 12, ")
    assert label["seller"] == "Hộ bà Trần Thị Ngọc"
    assert label["goods"] == "5 gói Chè nõn tôm"
    assert label["money"].replace("\u00a0", "").replace(".", "") == f"{part.total_vnd}₫"
    assert label["money_title"] == "THU CỦA NGƯỜI NHẬN"
    assert label["weight"]
    assert f"Đơn {part.number}" in label["qr"]


def test_the_page_is_a6(seller_client, tea_seller):
    pdf = seller_client.get(label_url(walk(make_part(tea_seller), "confirmed"))).content

    width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
    assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == (105, 148)
    assert pages_of(pdf) == 1


def test_the_longest_words_stay_on_one_page(seller_client, tea_seller):
    part = walk(make_part(tea_seller), "confirmed")
    order = part.order
    order.customer_name, order.customer_note = "Nguyễn Thị " * 10, "Gọi trước khi giao " * 20
    order.save()
    order.shipping_address.line1 = "Số 12 ngách 34 ngõ 56 đường " * 8
    order.shipping_address.save()

    assert pages_of(seller_client.get(label_url(part)).content) == 1


def test_nothing_is_collected_for_what_is_paid(seller_client, tea_seller, settings, said):
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", "shop.payment.vietqr.gateway"]
    bank.set_account(
        partner=tea_seller.partner, bank_bin="970405", number="8500205123456", holder="Ngọc"
    )
    part = make_part(tea_seller, pay_with="vietqr")
    claims.confirm_received(seller_order=part, actor=factories.owner_of(tea_seller))

    seller_client.get(label_url(walk(part, "confirmed")))

    assert said[part.number]["money"] == "Không thu tiền"


def test_nobody_else_gets_the_label(client, tea_seller):
    part = walk(make_part(tea_seller), "confirmed")
    client.force_login(factories.owner_of(factories.make_seller("HTX miến Nà Dài", "05692")))

    assert client.get(label_url(part)).status_code == 404
    assert part.number not in client.get(SHEET).content.decode()
    client.logout()
    assert client.get(label_url(part)).status_code == 302


@pytest.mark.parametrize(
    ("states", "days", "status"),
    [
        ((), 0, 404),
        (("confirmed",), 90, 200),
        (("confirmed", "packed", "shipped", "delivered"), 90, 200),
        (("confirmed", "packed", "shipped", "delivered", "completed"), 29, 200),
        (("confirmed", "packed", "shipped", "delivered", "completed"), 31, 404),
        (("confirmed", "cancelled"), 29, 200),
        (("confirmed", "cancelled"), 31, 404),
        (("cancelled",), 0, 404),
    ],
    ids=str,
)
def test_a_label_exists_while_somebody_may_need_it(seller_client, tea_seller, states, days, status):
    with time_machine.travel(MORNING, tick=False) as clock:
        part = walk(make_part(tea_seller), *states)
        clock.shift(dt.timedelta(days=days))
        seller_client.force_login(factories.owner_of(tea_seller))

        answer = seller_client.get(label_url(part)).status_code
        page = seller_client.get(f"/ban-hang/don-hang/{part.number}/").content.decode()

    assert answer == status
    assert (label_url(part) in page) == (status == 200)


# The work list -------------------------------------------------------------------------------


def test_one_tap_on_the_list_confirms_and_stays_there(seller_client, tea_seller):
    part = make_part(tea_seller)
    html = seller_client.get("/ban-hang/don-hang/").content.decode()
    assert f"Nhận đơn {part.number}" in html
    assert "Cần nhận đơn trước" in html

    answer = seller_client.post(
        f"/ban-hang/don-hang/{part.number}/buoc/", {"verb": "confirm", "back": "list"}
    )

    assert answer.url == "/ban-hang/don-hang/?trang-thai=placed"
    part.refresh_from_db()
    assert part.state == "confirmed"
    html = seller_client.get("/ban-hang/don-hang/").content.decode()
    assert f"Nhận đơn {part.number}" not in html
    assert "Cần gửi hàng trước" in html
    assert SHEET in html


def test_the_most_urgent_of_what_waits_stands_first(seller_client, tea_seller):
    parts = [make_part(tea_seller, phone=f"+8499012345{n}") for n in range(3)]
    SellerOrder.objects.filter(pk=parts[1].pk).update(confirm_by=MORNING)

    with time_machine.travel(MORNING - dt.timedelta(hours=1), tick=False):
        seller_client.force_login(factories.owner_of(tea_seller))
        html = seller_client.get("/ban-hang/don-hang/?trang-thai=placed").content.decode()

    numbers = re.findall(r"<strong>(\d+-1)</strong>", html)
    assert numbers == [parts[1].number, parts[0].number, parts[2].number]


def test_no_tap_confirms_what_waits_for_the_shopper(seller_client, tea_seller):
    from shop.order import proposals

    part = make_part(tea_seller)
    proposals.offer_less(part=part, quantities={part.lines.get().pk: 3})

    html = seller_client.get("/ban-hang/don-hang/").content.decode()

    assert f"Nhận đơn {part.number}" not in html


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_asks_the_same_for_any_number(
    seller_client, tea_seller, rows, django_assert_max_num_queries
):
    for n in range(rows):
        make_part(tea_seller, phone=f"+849901234{n:02d}")

    seller_client.get("/ban-hang/don-hang/")  # the first page of a day notes the day

    with django_assert_max_num_queries(12):
        html = seller_client.get("/ban-hang/don-hang/").content.decode()
    assert html.count("Nhận đơn ") == rows


def test_the_first_page_says_until_when(seller_client, tea_seller):
    make_part(tea_seller)
    packed = walk(make_part(tea_seller, phone="+84990123457"), "confirmed")

    html = seller_client.get("/ban-hang/").content.decode()

    assert "Nhận đơn trước" in html
    assert "Gửi đi trước" in html
    assert SHEET in html
    moves.cancel(seller_order=packed)
    assert SHEET not in seller_client.get("/ban-hang/").content.decode()


def test_the_first_page_shows_money_at_the_carrier_and_drafts(seller_client, tea_seller):
    walk(make_part(tea_seller), "confirmed", "packed", "shipped", "delivered")
    ListingDraft.objects.create(seller=tea_seller, answers={"title": "Chè"})

    html = seller_client.get("/ban-hang/").content.decode()

    assert "đơn bưu tá đang giữ tiền" in html
    assert "món đang viết dở" in html
