"""The system's template filters write values the Vietnamese way."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("filters", "value", "shown"),
    [
        ("vnd", 1_250_000, "1.250.000 ₫"),
        ("vnd", None, "—"),
        ("short_vnd", 2_450_000_000, "2,45 tỷ đồng"),
        ("number", 15_000, "15.000"),
        ("number", Decimal("1234.50"), "1.234,5"),
        ("number:1", 84, "84,0"),
        ("number", "", "—"),
        ("percent", 12.5, "12,5 %"),
        ("percent", Decimal(100), "100 %"),
        ("percent", Decimal("12.25"), "12,3 %"),
        ("grams", 1200, "1,2 kg"),
        ("vn_date", dt.date(2026, 11, 22), "22/11/2026"),
        ("vn_date", None, "—"),
        ("vn_datetime", dt.datetime(2026, 11, 22, 7, 5, tzinfo=dt.UTC), "22/11/2026 14:05"),
        ("phone", "+84912345678", "0912 345 678"),
        ("masked_phone", "+84912345678", "0912 *** 678"),
        ("in_words", 185_000, "một trăm tám mươi lăm nghìn đồng"),
    ],
)
def test_values_are_written_the_vietnamese_way(filters, value, shown):
    template = Template("{% load vn %}{{ value|" + filters + " }}")

    assert template.render(Context({"value": value})).replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Chè đinh hộp 100 g", "Chè đinh hộp 100\u00a0g"),
        ("Gạo túi 5 kg, 2 gói", "Gạo túi 5\u00a0kg, 2 gói"),
        ("Miến dong 500 gói", "Miến dong 500 gói"),
    ],
)
def test_number_and_measure_of_a_title_stay_on_one_line(title, shown):
    text = Template("{% load vn %}{{ title|tied }}").render(Context({"title": title}))

    assert text == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C-ThaiNguyen", '<span class="nowrap">C-ThaiNguyen</span>'),
        ("Ví C-Tiền <b>", 'Ví <span class="nowrap">C-Tiền</span> &lt;b&gt;'),
        ("a-<i>", '<span class="nowrap">a-&lt;i&gt;</span>'),
        ("Một-cái-tên-dài-quá-màn-hình", "Một-cái-tên-dài-quá-màn-hình"),
    ],
)
def test_name_stays_whole_at_its_hyphen_where_a_phone_has_room(name, shown):
    text = Template("{% load vn %}{{ name|unbroken }}").render(Context({"name": name}))

    assert text == shown
