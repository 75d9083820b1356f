"""The pages on which a floor's list of orders is looked at and entered."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from sellers.models import FloorListing, FloorSale
from tests.factories import make_seller, owner_of
from tests.sellers.floors.lists import (
    WHOLE,
    handed_in,
    left,
    lines,
    listed,
    written_by_hand,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_long_ago")]


@pytest.fixture
def browser(client, seller):
    client.force_login(owner_of(seller))
    return client


def send(browser, content=WHOLE, **more):
    fields = {"floor": "postmart", "file": ContentFile(content.encode(), name="don.csv")} | more
    return browser.post(reverse("sellers:floors"), fields)


def test_the_page_shows_each_row_before_any_stock_is_touched(browser, seller, tea, noodles):
    address = send(browser, WHOLE.replace("PM-2;Miến", "PM-2;Mì"))["Location"]
    body = browser.get(address).content.decode()

    assert "Xem trước, chưa trừ kho" in body
    assert "Trừ 3 gói." in body
    assert "Không nhận 1 dòng" in body
    assert "Không có món “Mì dong đỏ”" in body
    assert left(tea) == 10

    body = browser.post(address, follow=True).content.decode()
    assert "1 dòng trừ kho, 1 dòng không nhận." in body
    assert "Không có món “Mì dong đỏ”" in body
    assert FloorSale.objects.get().actor == owner_of(seller)
    assert "đã nhập rồi" in browser.post(address, follow=True).content.decode()
    assert left(tea) == 7


def test_the_same_file_again_says_when_it_was_entered(browser, tea, noodles):
    browser.post(send(browser)["Location"])

    body = browser.get(send(browser)["Location"]).content.decode()

    assert "Tệp này đã nhập lúc" in body
    assert "Tệp không có gì mới. Kho không đổi." in body


def test_a_tick_on_the_page_is_what_it_says(browser, seller, tea):
    browser.post(send(browser, lines("PM-1;Chè nõn tôm;3;20/11/2026;;;"))["Location"])
    address = send(browser, lines("PM-1;Chè nõn tôm;4;20/11/2026;;;"))["Location"]
    assert "Sửa lần ghi cũ theo tệp" in browser.get(address).content.decode()

    browser.post(address, {"dong": ["2", "x", "9" * 30]})

    assert left(tea) == 6


def test_a_wrong_file_says_what_to_mend_and_keeps_the_floor(browser, tea):
    body = send(browser, "Tên;Tuổi\nLan;5", floor="voso").content.decode()

    assert "<title>Lỗi:" in body
    assert "Không thấy cột: Mã đơn" in body
    assert re.search(r'value="voso"[^>]*checked', body)


def test_what_did_not_fit_stands_on_the_page_with_where_to_see_to_it(browser, tea):
    browser.post(send(browser, lines("PM-1;Chè nõn tôm;12;20/11/2026;;;"))["Location"])

    body = browser.get(reverse("sellers:floors")).content.decode()

    assert "thiếu 2 gói cho đơn ở Postmart" in body
    assert reverse("sellers:elsewhere", args=[tea.pk]) in body


def test_nobody_sees_or_enters_the_list_of_another_shop(browser, tea):
    run = handed_in(make_seller("Hộ khác"), WHOLE)
    address = reverse("sellers:floor-sales", args=[run.pk])

    assert browser.get(address).status_code == 404
    assert browser.post(address).status_code == 404
    assert browser.get(address.replace(str(run.pk), "9" * 25)).status_code == 404
    run.refresh_from_db()
    assert run.applied_at is None


@pytest.mark.parametrize("number", [1, 30])
def test_the_look_ahead_asks_the_same_for_one_row_and_for_many(
    browser, seller, number, django_assert_max_num_queries
):
    rows = []
    for n in range(number):
        product = listed(seller, f"Chè {n}")
        written_by_hand(product, reference=f"tay-{n}", quantity=1)
        rows += [f"PM-{n};Chè {n};1;20/11/2026;;;", f"PM-{n}-2;Chè {n};1;20/11/2026;;;"]
    address = send(browser, lines(*rows))["Location"]

    with django_assert_max_num_queries(16):
        browser.get(address)
    with django_assert_max_num_queries(14):
        browser.get(reverse("sellers:floors"))
    assert not FloorListing.objects.exists()
