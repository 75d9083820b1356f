"""The system writes dates in Vietnam time."""

import datetime as dt

import pytest
import time_machine

from common import dates


def test_today_is_the_date_in_vietnam_not_in_utc():
    with time_machine.travel(dt.datetime(2026, 11, 21, 18, 0, tzinfo=dt.UTC)):
        assert dates.local_today() == dt.date(2026, 11, 22)


def test_an_instant_is_written_in_vietnam_time():
    instant = dt.datetime(2026, 11, 22, 7, 5, tzinfo=dt.UTC)

    assert dates.format_datetime(instant) == "22/11/2026 14:05"
    assert dates.format_date(instant) == "22/11/2026"


def test_days_and_months_have_vietnamese_words():
    sunday = dt.date(2026, 11, 22)

    assert dates.weekday_name(sunday) == "Chủ nhật"
    assert dates.weekday_name(sunday + dt.timedelta(days=1)) == "thứ Hai"
    assert dates.month_label(sunday) == "tháng 11/2026"


@pytest.mark.parametrize("text", ["14/3/2025", "14-03-25", " 14.3.2025 ", "14032025", "14 3 2025"])
def test_a_day_is_read_as_people_write_it(text):
    assert dates.parse_date(text) == dt.date(2025, 3, 14)


@pytest.mark.parametrize("text", ["", "3/2025", "2025-03-14", "31/02/2025", "0/1/2025", "hôm qua"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(dates.InvalidDate):
        dates.parse_date(text)


def test_three_years_from_a_leap_day_end_on_the_28th():
    assert dates.add_years(dt.date(2024, 2, 29), 3) == dt.date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-11", dt.date(2026, 11, 1)), ("2026-13", None), ("9999-12", None), ("", None)],
)
def test_reads_a_month_of_our_time_only(text, month):
    assert dates.parse_month(text) == month
