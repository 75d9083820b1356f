"""Whom a team visits next: households that stand still, of the hamlet that it works in first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from common.dates import format_date, local_today
from common.text import sort_key
from places.models import Commune
from sellers.models import HouseholdRecord
from stats.rungs import TOP, Climb, climbs
from teams.models import HouseVisit, TeamPlace
from teams.words import HELPS, STANDS

#: A household that was visited so lately is left in peace.
REST = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Next:
    """A household to visit: name and hamlet, where it stands and what helps. No phone, no money."""

    pk: int
    name: str
    code: str
    stands: str
    helps: str
    since: str
    rung: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit that somebody promised."""

    household: int
    name: str
    place: str
    on: str
    is_late: bool
    is_today: bool
    is_ahead: bool
    stands: str
    helps: str


@dataclass(frozen=True, slots=True)
class HamletEntry:
    """Another hamlet of the team."""

    name: str
    commune: str
    commune_code: str
    hamlet: str
    households: int
    sleeping: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Around:
    """The hamlets of the team, those of the current commune first, then by distance."""

    current: HamletEntry | None
    others: list[HamletEntry]


def planned(places: Iterable[TeamPlace], most: int) -> list[Planned]:
    """Return the first visits promised in these places, by day. ≤ 8 queries."""
    found = list(places)
    codes = {place.commune_code for place in found}
    visits = list(
        HouseVisit.objects.standing()
        .filter(
            team__in={place.team_id for place in found},
            household__commune_code__in=codes,
        )
        .select_related("household")
        .order_by("planned_on", "pk")[:most]
    )
    if not visits:
        return []
    rungs = climbs(HouseholdRecord.objects.filter(pk__in=[v.household_id for v in visits]))
    names = titles_of(codes)
    today = local_today()
    return [
        Planned(
            household=visit.household_id,
            name=visit.household.head_name,
            place=_place(visit.household.hamlet, names.get(visit.household.commune_code, "")),
            on=format_date(visit.planned_on),
            is_late=visit.is_late,
            is_today=visit.planned_on == today,
            is_ahead=visit.planned_on > today,
            stands=STANDS[rungs[visit.household_id].rung],
            helps=HELPS[rungs[visit.household_id].rung],
        )
        for visit in visits
    ]


def around(places: list[TeamPlace], *, code: str = "", hamlet: str | None = None) -> Around:
    """Return the hamlets; without a choice the team stays where it was last. ≤ 4 queries."""
    codes = [place.commune_code for place in places]
    communes = {one.code: one for one in Commune.objects.filter(code__in=codes)}
    counted = (
        HouseholdRecord.objects.filter(commune_code__in=codes)
        .values_list("commune_code", "hamlet")
        .annotate(n=Count("pk"), sleeping=Count("pk", filter=Q(claimed_at=None)))
        .order_by()
    )
    rows = list(counted)
    chosen = (code, hamlet) if hamlet is not None else _last_place(places)
    if chosen not in {(one, name) for one, name, *_ in rows}:
        chosen = max(rows, key=lambda row: (row[2], row[:2]), default=("", ""))[:2]
    here = communes.get(chosen[0])

    def near(row):
        there = communes.get(row[0])
        away = 0.0 if row[0] == chosen[0] else _distance(here, there)
        return away, sort_key(there.name if there else row[0]), sort_key(row[1])

    entries = [
        HamletEntry(
            name=name or "Chưa ghi xóm",
            commune=communes[one].title if one in communes else one,
            commune_code=one,
            hamlet=name,
            households=n,
            sleeping=sleeping,
            is_current=(one, name) == chosen,
        )
        for one, name, n, sleeping in sorted(rows, key=near)
    ]
    current = next((entry for entry in entries if entry.is_current), None)
    return Around(current, [entry for entry in entries if not entry.is_current])


def stuck(*, code: str, hamlet: str) -> list[Next]:
    """Return who stands still in a hamlet, who is furthest up first. ≤ 6 queries.

    Left out: who has a second order, was visited within two weeks or waits for a visit.
    """
    visits = HouseVisit.objects.filter(household=OuterRef("pk"))
    resting = visits.filter(made_on__gt=local_today() - REST)
    promised = visits.standing()
    households = HouseholdRecord.objects.filter(commune_code=code, hamlet=hamlet)
    free = households.filter(~Exists(resting), ~Exists(promised))
    waiting = list(free.only("head_name", "code"))
    ways = climbs(households)
    found = [_next(one, ways[one.pk]) for one in waiting if ways[one.pk].rung < TOP]
    return sorted(found, key=lambda one: (-one.rung, sort_key(one.name), one.code))


def household_of(places: QuerySet[TeamPlace], pk: int) -> HouseholdRecord | None:
    """Return a household of the team's communes; any other does not exist."""
    codes = places.order_by().values("commune_code")
    return HouseholdRecord.objects.filter(pk=pk, commune_code__in=codes).first()


def titles_of(codes: Iterable[str]) -> dict[str, str]:
    """Return what communes are called, by code. 1 query."""
    return {one.code: one.title for one in Commune.objects.filter(code__in=list(codes))}


def _next(household: HouseholdRecord, way: Climb) -> Next:
    return Next(
        pk=household.pk,
        name=household.head_name,
        code=household.code,
        stands=STANDS[way.rung],
        helps=HELPS[way.rung],
        since=format_date(way.reached[-1]) if way.reached else "",
        rung=way.rung,
    )


def _last_place(places: list[TeamPlace]) -> tuple[str, str]:
    last = (
        HouseVisit.objects.filter(
            team__in={place.team_id for place in places},
            household__commune_code__in={place.commune_code for place in places},
            made_on__isnull=False,
        )
        .order_by("-made_on", "-pk")
        .values_list("household__commune_code", "household__hamlet")
        .first()
    )
    return last or ("", "")


def _distance(one: Commune | None, other: Commune | None) -> float:
    """Return how far two centres are, good enough to compare; unknown is far."""
    if not one or not other or None in (one.lat, one.lon, other.lat, other.lon):
        return 1e9
    # A degree of longitude is 0.93 of one of latitude here.
    return float(one.lat - other.lat) ** 2 + (float(one.lon - other.lon) * 0.93) ** 2


def _place(hamlet: str, commune: str) -> str:
    return ", ".join(part for part in (hamlet, commune) if part)
