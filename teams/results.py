"""What came of visits, by team and commune: worked out from the ladder at every look.

A household counts for a team when it took a step within 30 days of a visit at which somebody was
met; the step before is where it stood when the day of that visit began. Two teams that visited
the same household both count it; all together it counts once.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import RoleGrant
from common.dates import VIETNAM
from sellers.models import HouseholdRecord
from stats.rungs import Climb, climbs
from stats.scopes import Scope
from teams.models import HouseVisit, TeamPlace
from teams.words import NOT_HOME

#: A step so soon after a visit is put down to it.
WITHIN = dt.timedelta(days=30)
#: The numbers of the steps that matter most: the first listing, and the second order.
LISTED, REPEATED = 2, 5


@dataclass(frozen=True, slots=True)
class Result:
    """What one team did in one commune, and how far the households came."""

    team: str
    commune_code: str
    members: int = 0
    planned: int = 0
    visits: int = 0
    not_home: int = 0
    households: int = 0
    climbed: int = 0
    steps: int = 0
    listed: int = 0
    repeated: int = 0


NUMBERS = (
    "members", "planned", "visits", "not_home", "households", "climbed", "steps", "listed",
    "repeated",
)  # fmt: skip
#: What is added up for all teams; of what is in ``GAINED``, a household counts once.
SUMMED = ("planned", "visits", "not_home")
GAINED = ("households", "climbed", "steps", "listed", "repeated")
#: Stands for all teams and communes.
_ALL = (0, "")


@dataclass(frozen=True, slots=True)
class Results:
    """A row for each team and commune, and all together, where a household counts once."""

    rows: list[Result]
    whole: Result


def results(scope: Scope) -> Results:
    """Return what came of the visits in the scope. ≤ 9 queries for any number."""
    places = TeamPlace.objects.select_related("team")
    visits = HouseVisit.objects.all()
    if scope.commune_codes is not None:
        places = places.filter(commune_code__in=scope.commune_codes)
        visits = visits.filter(household__commune_code__in=scope.commune_codes)
    found = list(places)
    counts = _counts(visits)
    gained = _gained(visits)
    members = _members(found)
    rows = [
        Result(
            team=place.name,
            commune_code=place.commune_code,
            members=len(members[place.commune_code, place.name]),
            **counts.get((place.team_id, place.commune_code), {}),
            **gained.get((place.team_id, place.commune_code), {}),
        )
        for place in found
    ]
    people = set().union(*(members[place.commune_code, place.name] for place in found))
    summed = {name: sum(getattr(row, name) for row in rows) for name in SUMMED}
    return Results(rows, Result("", "", members=len(people), **summed, **gained.get(_ALL, {})))


def gain(way: Climb, days: list[dt.date]) -> set[int]:
    """Return the steps, by number, that a household took within 30 days of one of the visits."""
    taken = set()
    for day in days:
        begin = dt.datetime.combine(day, dt.time(), tzinfo=VIETNAM)
        end = min(begin + WITHIN, timezone.now())
        taken |= set(range(way.rung_before(begin) + 1, way.rung_before(end) + 1))
    return taken


def _counts(visits) -> dict[tuple[int, str], dict[str, int]]:
    rows = (
        visits.order_by()
        .values("team_id", "household__commune_code")
        .annotate(
            planned=Count("pk", filter=Q(pk__in=HouseVisit.objects.standing())),
            visits=Count("made_on"),
            not_home=Count("pk", filter=Q(done=NOT_HOME)),
        )
    )
    return {(row.pop("team_id"), row.pop("household__commune_code")): row for row in rows}


def _gained(visits) -> dict[tuple[int, str], dict[str, int]]:
    """Count the households that were met, and their steps; under ``_ALL`` each one once."""
    met = visits.filter(made_on__isnull=False).exclude(done=NOT_HOME)
    days: dict[tuple[int, str, int], list[dt.date]] = defaultdict(list)
    rows = met.order_by().values_list(
        "team_id", "household__commune_code", "household_id", "made_on"
    )
    for *key, day in rows:
        days[tuple(key)].append(day)
        days[*_ALL, key[-1]].append(day)
    ways = climbs(HouseholdRecord.objects.filter(pk__in=met.order_by().values("household_id")))
    found: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(GAINED, 0))
    for (team_id, code, household_id), on in days.items():
        taken = gain(ways[household_id], on)
        row = found[team_id, code]
        row["households"] += 1
        row["climbed"] += bool(taken)
        row["steps"] += len(taken)
        row["listed"] += LISTED in taken
        row["repeated"] += REPEATED in taken
    return found


def _members(places: list[TeamPlace]) -> dict[tuple[str, str], set[int]]:
    posts = (
        RoleGrant.objects.active()
        .of_role(RoleGrant.Role.HELPER)
        .filter(commune_code__in={place.commune_code for place in places}, user__is_active=True)
        .order_by()
        .values_list("commune_code", "team", "user_id")
    )
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for code, team, user_id in posts:
        found[code, team].add(user_id)
    return found
