import datetime as dt

import pytest

from common.lunar import lunar_day

#: Tết as kept in Vietnam; 1968, 1985, 2007 and 2030 differ from the Chinese calendar.
TET = [
    (1968, "1968-01-29"),
    (1985, "1985-01-21"),
    (2007, "2007-02-17"),
    (2015, "2015-02-19"),
    (2020, "2020-01-25"),
    (2021, "2021-02-12"),
    (2022, "2022-02-01"),
    (2023, "2023-01-22"),
    (2024, "2024-02-10"),
    (2025, "2025-01-29"),
    (2026, "2026-02-17"),
    (2027, "2027-02-06"),
    (2028, "2028-01-26"),
    (2030, "2030-02-02"),
]


@pytest.mark.parametrize(("year", "day"), TET)
def test_tet_falls_on_the_day_that_was_kept(year, day):
    tet = lunar_day(dt.date.fromisoformat(day))
    eve = lunar_day(dt.date.fromisoformat(day) - dt.timedelta(days=1))

    assert (tet.day, tet.month, tet.year, tet.is_leap) == (1, 1, year, False)
    assert (eve.month, eve.year, eve.day >= 29) == (12, year - 1, True)


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        ("2027-02-20", (15, 1)),  # rằm tháng Giêng
        ("2027-04-16", (10, 3)),  # Giỗ Tổ
        ("2027-06-09", (5, 5)),  # Đoan Ngọ
        ("2027-08-16", (15, 7)),  # rằm tháng Bảy
        ("2026-09-25", (15, 8)),  # Trung thu
        ("2027-01-30", (23, 12)),  # ông Công ông Táo
    ],
)
def test_feasts_fall_on_their_lunar_days(day, lunar):
    found = lunar_day(dt.date.fromisoformat(day))

    assert (found.day, found.month) == lunar


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("2025-08-01", "tháng Sáu nhuận"),
        ("2023-04-01", "tháng Hai nhuận"),
        ("2020-06-01", "tháng Tư nhuận"),
        ("2028-07-01", "tháng Năm nhuận"),
        ("2026-11-26", "tháng Mười"),
        ("2027-01-20", "tháng Chạp"),
    ],
)
def test_leap_months_repeat_the_number_before_them(day, label):
    assert lunar_day(dt.date.fromisoformat(day)).month_label == label


def test_every_day_of_sixty_years_follows_the_day_before():
    before = lunar_day(dt.date(1999, 12, 31))
    for ordinal in range(dt.date(2000, 1, 1).toordinal(), dt.date(2060, 1, 1).toordinal()):
        now = lunar_day(dt.date.fromordinal(ordinal))
        if now.day == 1:
            assert before.day in (29, 30)
            is_next = now.month == before.month % 12 + 1 and not now.is_leap
            assert is_next or (now.is_leap and now.month == before.month)
        else:
            assert (now.day, now.month, now.year) == (before.day + 1, before.month, before.year)
        before = now
