"""Periods: what the query words mean."""

from datetime import date

import pytest

from stats.period import read_period

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("words", "first", "last", "label"),
    [
        ({}, date(2026, 1, 1), TODAY, "tháng 1–11/2026"),
        ({"ky": "thang"}, date(2026, 11, 1), TODAY, "tháng 11/2026"),
        ({"ky": "quy"}, date(2026, 10, 1), TODAY, "quý IV/2026"),
        (
            {"ky": "quy", "den": "2026-03-31"},
            date(2026, 1, 1),
            date(2026, 3, 31),
            "quý I/2026",
        ),
        (
            {"tu": "2026-10-16", "den": "2026-11-15"},
            date(2026, 10, 16),
            date(2026, 11, 15),
            "từ 16/10/2026 đến 15/11/2026",
        ),
        (
            {"ky": "quy", "den": "2026-10-31"},
            date(2026, 10, 1),
            date(2026, 10, 31),
            "quý IV/2026 đến ngày 31/10/2026",
        ),
        (
            {"ky": "thang", "den": "2026-10-15"},
            date(2026, 10, 1),
            date(2026, 10, 15),
            "tháng 10/2026 đến ngày 15/10/2026",
        ),
        ({"den": "2026-10-31"}, date(2026, 1, 1), date(2026, 10, 31), "tháng 1–10/2026"),
        (
            {"den": "2026-11-21"},
            date(2026, 1, 1),
            date(2026, 11, 21),
            "tháng 1–11/2026 đến ngày 21/11/2026",
        ),
        ({"tu": "bậy", "ky": "x"}, date(2026, 1, 1), TODAY, "tháng 1–11/2026"),
        ({"den": "2030-01-01"}, date(2026, 1, 1), TODAY, "tháng 1–11/2026"),
    ],
)
def test_words_become_days(words, first, last, label, monkeypatch):
    monkeypatch.setattr("stats.period.local_today", lambda: TODAY)
    period = read_period(words, today=TODAY)

    assert (period.first, period.last, period.label) == (first, last, label)


def test_last_day_of_february_stays_the_last():
    period = read_period({"ky": "thang", "den": "2025-02-28"}, today=TODAY)

    assert period.year_before.last == date(2024, 2, 29)


def test_leap_day_has_a_day_before_it_in_other_years():
    period = read_period({"ky": "thang", "den": "2024-02-29"}, today=TODAY)

    assert period.year_before.last == date(2023, 2, 28)
