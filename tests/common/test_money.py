"""The system reads and writes whole đồng the way people do."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import (
    InvalidMoney,
    format_vnd,
    parse_vnd,
    price_per_base,
    short_vnd,
    vnd_in_words,
)

NBSP = "\u00a0"
amounts = st.integers(min_value=0, max_value=9_999_999_999)


@given(amounts)
def test_a_written_price_is_read_back_unchanged(amount):
    assert parse_vnd(format_vnd(amount)) == amount


@given(st.integers(min_value=1, max_value=9_999_999))
def test_thousands_with_k_mean_the_same_as_the_long_number(thousands):
    assert parse_vnd(f"{thousands}k") == thousands * 1000


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("120k", 120_000),
        ("120 nghìn", 120_000),
        ("120 ngàn", 120_000),
        ("120.000", 120_000),
        ("120,000", 120_000),
        ("120000đ", 120_000),
        ("120.000 đồng", 120_000),
        (f"120.000{NBSP}₫", 120_000),
        ("1tr2", 1_200_000),
        ("1TR2", 1_200_000),
        ("1tr25", 1_250_000),
        ("1.2tr", 1_200_000),
        ("1,2 triệu", 1_200_000),
        ("1 triệu rưỡi", 1_500_000),
        ("1tr200k", 1_200_000),
        ("1 triệu 50 nghìn", 1_050_000),
        ("120k5", 120_500),
        ("2,5 tỷ", 2_500_000_000),
        ("9.999.999.999", 9_999_999_999),
        ("0", 0),
    ],
)
def test_prices_are_read_as_people_type_them(typed, amount):
    parsed = parse_vnd(typed)

    assert parsed == Decimal(amount)
    assert parsed == parsed.to_integral_value()


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "-1",
        "−5k",
        "1e9",
        "",
        "   ",
        "10000000000",
        "12tỷ",
        "12.5",
        "1.2345",
        "1.250k",
        "0,00001tr",
        "120.00",
        "1.250,000",
        "12k tr",
        "NaN",
        "inf",
        "١٢٠",
    ],
)
def test_an_unclear_price_is_refused_with_an_example(typed):
    with pytest.raises(InvalidMoney) as problem:
        parse_vnd(typed)

    assert "Ví dụ: 185.000" in problem.value.message


@given(st.text(alphabet="0123456789.,- ktrđ", max_size=14))
def test_whatever_is_typed_is_read_in_range_or_refused(typed):
    with contextlib.suppress(InvalidMoney):
        assert 0 <= parse_vnd(typed) <= 9_999_999_999


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (1_250_000, f"1.250.000{NBSP}₫"),
        (0, f"0{NBSP}₫"),
        (999, f"999{NBSP}₫"),
        (Decimal("1249999.5"), f"1.250.000{NBSP}₫"),
        (-50_000, f"-50.000{NBSP}₫"),
    ],
)
def test_a_price_is_written_with_dots_and_a_no_break_space(amount, shown):
    assert format_vnd(amount) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (2_450_000_000, "2,45 tỷ đồng"),
        (2_000_000_000, "2 tỷ đồng"),
        (830_000_000, "830 triệu đồng"),
        (830_499_999, "830 triệu đồng"),
        (999_600_000, "1 tỷ đồng"),
        (1_234_567, "1,23 triệu đồng"),
        (185_000, "185 nghìn đồng"),
        (1_640_000_000_000, "1,64 nghìn tỷ đồng"),
        (500, "500 đồng"),
        (0, "0 đồng"),
        (-830_000_000, "-830 triệu đồng"),
    ],
)
def test_officials_see_three_significant_digits(amount, shown):
    assert short_vnd(amount).replace(NBSP, " ") == shown


@pytest.mark.parametrize(
    ("price", "grams", "per_kg"),
    [(65_000, 300, 216_667), (120_000, 500, 240_000), (1, 2000, 1), (185_000, 1000, 185_000)],
)
def test_unit_price_is_rounded_half_up(price, grams, per_kg):
    assert price_per_base(Decimal(price), grams) == per_kg


def test_unit_price_without_a_weight_is_refused():
    with pytest.raises(ValueError, match="positive"):
        price_per_base(Decimal(1000), 0)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không đồng"),
        (5, "năm đồng"),
        (10, "mười đồng"),
        (11, "mười một đồng"),
        (14, "mười bốn đồng"),
        (15, "mười lăm đồng"),
        (20, "hai mươi đồng"),
        (21, "hai mươi mốt đồng"),
        (24, "hai mươi tư đồng"),
        (55, "năm mươi lăm đồng"),
        (101, "một trăm linh một đồng"),
        (105, "một trăm linh năm đồng"),
        (111, "một trăm mười một đồng"),
        (1_005, "một nghìn không trăm linh năm đồng"),
        (21_000, "hai mươi mốt nghìn đồng"),
        (185_000, "một trăm tám mươi lăm nghìn đồng"),
        (1_050_000, "một triệu không trăm năm mươi nghìn đồng"),
        (2_450_000_000, "hai tỷ bốn trăm năm mươi triệu đồng"),
    ],
)
def test_an_amount_is_read_aloud_correctly(amount, words):
    assert vnd_in_words(amount) == words
