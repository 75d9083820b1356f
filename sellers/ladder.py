"""Which step of telling a seller is due when. Pure: no clock, no database."""

import datetime as dt
import re
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from common.dates import VIETNAM

CHANNELS = ("sms", "zalo", "voice", "contact", "operator")
#: A phone that rings at night wakes the house; a text waits on its screen.
LOUD = frozenset({"voice"})
_RUNG = re.compile(r"([a-z]+):(0|[0-9]{1,4}[smh])")
_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")
_UNITS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Rung:
    """One way of telling, so long after the order began to wait."""

    channel: str
    after: dt.timedelta


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours without loud steps; the end may lie on the next day."""

    start: dt.time
    end: dt.time


def parse_ladder(text: str) -> tuple[Rung, ...]:
    """Read ``sms:0,voice:45m,operator:4h``. Raises ``ImproperlyConfigured``."""
    rungs = []
    for part in filter(None, (word.strip() for word in text.split(","))):
        found = _RUNG.fullmatch(part)
        if not found or found[1] not in CHANNELS:
            raise ImproperlyConfigured(
                f"NOTICE_LADDER: {part!r} is not like voice:45m; channels are {', '.join(CHANNELS)}"
            )
        seconds = 0 if found[2] == "0" else int(found[2][:-1]) * _UNITS[found[2][-1]]
        rungs.append(Rung(found[1], dt.timedelta(seconds=seconds)))
    if [rung.after for rung in rungs] != sorted(rung.after for rung in rungs):
        raise ImproperlyConfigured("NOTICE_LADDER: times must not go down")
    return tuple(rungs)


def parse_quiet(text: str) -> Quiet | None:
    """Read ``21:00-06:30``; empty text means none. Raises ``ImproperlyConfigured``."""
    if not text.strip():
        return None
    found = _HOURS.fullmatch(text.strip())
    if not found:
        raise ImproperlyConfigured(f"NOTICE_QUIET: {text!r} is not like 21:00-06:30")
    hours = [int(number) for number in found.groups()]
    return Quiet(dt.time(*hours[:2]), dt.time(*hours[2:]))


def schedule(
    rungs: tuple[Rung, ...], *, started_at: dt.datetime, quiet: Quiet | None
) -> list[dt.datetime]:
    """Return when each step is due; a call that waits for the morning holds back what follows."""
    times, late = [], dt.timedelta(0)
    for rung in rungs:
        wanted = started_at + rung.after + late
        at = when_allowed(rung.channel, wanted, quiet)
        late += at - wanted
        times.append(at)
    return times


def when_allowed(channel: str, at: dt.datetime, quiet: Quiet | None) -> dt.datetime:
    """Return the moment itself, or for a loud step the end of the quiet hours around it."""
    if quiet is None or channel not in LOUD:
        return at
    local = timezone.localtime(at, VIETNAM)
    clock = local.time()
    if quiet.start <= quiet.end:
        is_quiet, day = quiet.start <= clock < quiet.end, local.date()
    else:
        is_quiet = clock >= quiet.start or clock < quiet.end
        day = local.date() + dt.timedelta(days=clock >= quiet.start)
    return dt.datetime.combine(day, quiet.end, VIETNAM) if is_quiet else at


def quiet_begins(channel: str, at: dt.datetime, quiet: Quiet | None) -> dt.datetime | None:
    """Return when the next quiet hours after a moment begin, for a loud step."""
    if quiet is None or channel not in LOUD:
        return None
    local = timezone.localtime(at, VIETNAM)
    day = local.date() + dt.timedelta(days=local.time() >= quiet.start)
    return dt.datetime.combine(day, quiet.start, VIETNAM)
