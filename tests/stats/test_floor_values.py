"""Cells of floors' reports as people write them."""

from datetime import date

import pytest

from stats.floors.values import UnfitRow, count_of, money_of, period_of


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10/2026", (2026, 10, 1), (2026, 10, 31)),
        ("Quý 1 năm 2026", (2026, 1, 1), (2026, 3, 31)),
        ("Quý IV/2025", (2025, 10, 1), (2025, 12, 31)),
        ("6 tháng đầu năm 2026", (2026, 1, 1), (2026, 6, 30)),
        ("6 tháng cuối năm 2025", (2025, 7, 1), (2025, 12, 31)),
        ("10 tháng năm 2026", (2026, 1, 1), (2026, 10, 31)),
        ("năm 2024", (2024, 1, 1), (2024, 12, 31)),
        ("từ 01/02/2026 đến 28/02/2026", (2026, 2, 1), (2026, 2, 28)),
        ("Tháng 2/2024", (2024, 2, 1), (2024, 2, 29)),
    ],
)
def test_periods_are_read_as_people_write_them(text, first, last):
    assert period_of(text, "", "") == (date(*first), date(*last))


def test_the_days_of_a_sheet_are_numbers():
    assert period_of("", "46023", "46053") == (date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("text", "factor", "vnd"),
    [
        ("1.250.000", 1, 1_250_000),
        ("1,250,000 đ", 1, 1_250_000),
        ("2,5 tỷ", 1, 2_500_000_000),
        ("830 triệu đồng", 1, 830_000_000),
        ("830", 10**6, 830_000_000),
        ("12 345", 1, 12_345),
        ("1500,00", 1, 1_500),
        ("1500,25", 10**6, 1_500_250_000),
        ("1,840.5", 10**6, 1_840_500_000),
        ("1.234.567", 10**6, 1_234_567_000_000),
    ],
)
def test_money_is_whole_dong(text, factor, vnd):
    assert money_of(text, factor) == vnd


@pytest.mark.parametrize(
    "text",
    [
        "1.250 tỷ", "12,3", "5 tấn", "0,0000000001 tỷ", "1500.000", "1500,000 đ", "0.500",
        "1500.000 triệu", "1500.250 triệu", "1500.000.000",
    ],
)  # fmt: skip
def test_money_that_can_be_two_things_is_refused(text):
    with pytest.raises(UnfitRow):
        money_of(text)


@pytest.mark.parametrize("text", ["9" * 5000, "1" + ".000" * 2000])
def test_a_number_without_end_is_refused(text):
    with pytest.raises(UnfitRow):
        money_of(text)
    with pytest.raises(UnfitRow):
        count_of(text, "Người bán")
