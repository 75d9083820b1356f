"""The system writes dates in Vietnam time."""

import datetime as dt

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
