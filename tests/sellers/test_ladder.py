"""When each step of telling a seller is due."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured

from common.dates import VIETNAM
from sellers.checks import notice_ladder
from sellers.ladder import (
    Quiet,
    Rung,
    parse_ladder,
    parse_quiet,
    quiet_begins,
    schedule,
    when_allowed,
)

RUNGS = parse_ladder("sms:0,zalo:0,voice:45m,contact:2h,operator:4h")
NIGHT = parse_quiet("21:00-06:30")


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d %H:%M").replace(year=2026, month=11, tzinfo=VIETNAM)


def words(times) -> list[str]:
    return [f"{time.astimezone(VIETNAM):%d %H:%M}" for time in times]


def test_reads_channels_and_times():
    assert parse_ladder("sms:0, voice:90s") == (
        Rung("sms", dt.timedelta(0)),
        Rung("voice", dt.timedelta(seconds=90)),
    )
    assert [(r.channel, r.after.total_seconds()) for r in RUNGS] == [
        ("sms", 0), ("zalo", 0), ("voice", 2700), ("contact", 7200), ("operator", 14400),
    ]  # fmt: skip
    assert Quiet(dt.time(21), dt.time(6, 30)) == NIGHT
    assert parse_quiet("") is None
    assert parse_ladder("") == ()


@pytest.mark.parametrize("text", ["fax:0", "sms", "sms:5", "sms:-5m", "sms:1d", "sms:0 voice:5m",
                                  "voice:2h,sms:1h"])  # fmt: skip
def test_refuses_a_ladder_that_cannot_be_meant(settings, text):
    settings.NOTICE_LADDER = text

    with pytest.raises(ImproperlyConfigured):
        parse_ladder(text)
    assert [error.id for error in notice_ladder(None)] == ["sellers.E001"]


@pytest.mark.parametrize("text", ["21-6", "24:00-06:30", "21:00", "21:00-06:60"])
def test_refuses_quiet_hours_that_are_no_hours(text):
    with pytest.raises(ImproperlyConfigured):
        parse_quiet(text)


@pytest.mark.parametrize(
    ("placed", "due"),
    [
        ("25 08:00", ["25 08:00", "25 08:00", "25 08:45", "25 10:00", "25 12:00"]),
        # The call would ring at 21:15: it waits, and what follows waits with it.
        ("25 20:30", ["25 20:30", "25 20:30", "26 06:30", "26 07:45", "26 09:45"]),
        ("26 03:00", ["26 03:00", "26 03:00", "26 06:30", "26 07:45", "26 09:45"]),
        ("25 20:14", ["25 20:14", "25 20:14", "25 20:59", "25 22:14", "26 00:14"]),
    ],
)
def test_climbs_at_the_set_times(placed, due):
    assert words(schedule(RUNGS, started_at=at(placed), quiet=NIGHT)) == due


def test_climbs_through_the_night_without_quiet_hours():
    assert words(schedule(RUNGS, started_at=at("25 20:30"), quiet=None))[2] == "25 21:15"


@pytest.mark.parametrize(
    ("channel", "moment", "allowed"),
    [
        ("voice", "25 20:59", "25 20:59"),
        ("voice", "25 21:00", "26 06:30"),
        ("voice", "25 23:59", "26 06:30"),
        ("voice", "26 00:00", "26 06:30"),
        ("voice", "26 06:29", "26 06:30"),
        ("voice", "26 06:30", "26 06:30"),
        ("sms", "26 03:00", "26 03:00"),
    ],
)
def test_rings_nobody_up_at_night(channel, moment, allowed):
    assert words([when_allowed(channel, at(moment), NIGHT)]) == [allowed]


def test_knows_quiet_hours_within_one_day():
    noon = parse_quiet("12:00-13:30")

    assert words([when_allowed("voice", at("25 12:10"), noon)]) == ["25 13:30"]
    assert words([when_allowed("voice", at("25 13:30"), noon)]) == ["25 13:30"]


@pytest.mark.parametrize(
    ("moment", "begins"),
    [("25 20:00", "25 21:00"), ("25 21:30", "26 21:00"), ("26 03:00", "26 21:00")],
)
def test_knows_when_the_quiet_begins(moment, begins):
    assert words([quiet_begins("voice", at(moment), NIGHT)]) == [begins]
    assert quiet_begins("sms", at(moment), NIGHT) is None
