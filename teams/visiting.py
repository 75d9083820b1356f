"""Members plan a visit to a household, call it off, and say that they went."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from common.dates import local_today
from common.errors import BusinessRuleError
from sellers.models import HouseholdRecord
from teams.models import CommunityTeam, HouseVisit
from teams.words import DONE

#: Nobody plans a visit for later than this.
LATEST = dt.timedelta(days=60)


class VisitRefused(BusinessRuleError):
    """The day does not fit, or somebody else goes there already."""


@transaction.atomic
def plan(*, team: CommunityTeam, household: HouseholdRecord, on: dt.date, by: User) -> HouseVisit:
    """Plan a visit; a plan of the same team is moved to the day. Raises ``VisitRefused``."""
    today = local_today()
    if not today <= on <= today + LATEST:
        raise VisitRefused("Chọn ngày từ hôm nay đến 60 ngày tới.")
    _lock(household)
    own = HouseVisit.objects.filter(team=team, household=household, made_on=None)
    if own.update(planned_on=on, planned_by=by):
        return own.get()
    try:
        with transaction.atomic():
            return HouseVisit.objects.create(
                team=team, household=household, planned_on=on, planned_by=by
            )
    except IntegrityError as clash:
        raise VisitRefused("Tổ khác đã hẹn đến hộ này.") from clash


def is_planned(*, team: CommunityTeam, household: HouseholdRecord) -> bool:
    """Say whether the team promised a visit. 1 query."""
    return HouseVisit.objects.filter(team=team, household=household, made_on=None).exists()


@transaction.atomic
def call_off(*, team: CommunityTeam, household: HouseholdRecord) -> bool:
    """Forget a planned visit; return whether there was one."""
    gone, _ = HouseVisit.objects.filter(team=team, household=household, made_on=None).delete()
    return gone > 0


@transaction.atomic
def make(
    *, team: CommunityTeam, household: HouseholdRecord, done: list[str], by: User
) -> HouseVisit:
    """Note today's visit and what was done; with it the plan of the team is fulfilled.

    A second note of a day replaces the first. Raises ``VisitRefused``.
    """
    words = [word for word in DONE if word in done]
    if not words:
        raise VisitRefused("Chọn ít nhất một việc đã làm.")
    _lock(household)
    today = local_today()
    fields = {"made_at": timezone.now(), "made_by": by, "done": ",".join(words)}
    of_pair = HouseVisit.objects.filter(team=team, household=household)
    planned = of_pair.filter(made_on=None)
    if of_pair.filter(made_on=today).update(**fields):
        planned.delete()
        return of_pair.get(made_on=today)
    if planned.update(made_on=today, **fields):
        return of_pair.get(made_on=today)
    return HouseVisit.objects.create(
        team=team, household=household, planned_on=today, planned_by=by, made_on=today, **fields
    )


def _lock(household: HouseholdRecord) -> None:
    """Let a second tap wait for the first."""
    HouseholdRecord.objects.select_for_update().get(pk=household.pk)
