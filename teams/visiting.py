"""Members plan a visit to a household, call it off, and say that they went."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from common.dates import local_today, near_date
from common.errors import BusinessRuleError
from sellers.models import HouseholdRecord
from teams.models import CommunityTeam, HouseVisit
from teams.words import DONE, NOT_HOME

#: Nobody plans a visit for later than this.
LATEST = dt.timedelta(days=60)
#: A visit is noted so many days later at the latest.
BACK = dt.timedelta(days=7)


class VisitRefused(BusinessRuleError):
    """The day does not fit, or somebody else goes there already."""


@transaction.atomic
def plan(*, team: CommunityTeam, household: HouseholdRecord, on: dt.date, by: User) -> HouseVisit:
    """Plan a visit; a plan of the same team is moved to the day.

    A plan of another team that is long overdue gives way. Raises ``VisitRefused``.
    """
    today = local_today()
    if not today <= on <= today + LATEST:
        raise VisitRefused("Chọn ngày từ hôm nay đến 60 ngày tới.")
    _lock(household)
    plans = HouseVisit.objects.filter(household=household, made_on=None)
    if plans.filter(team=team).update(planned_on=on, planned_by=by):
        return plans.get()
    if other := plans.standing().select_related("team").first():
        raise VisitRefused(
            f"{other.team} đã hẹn đến hộ này ngày {near_date(other.planned_on)}. "
            f"Nếu chưa ai đến, từ ngày {near_date(other.free_from)} anh chị hẹn được."
        )
    plans.delete()
    try:
        with transaction.atomic():
            return plans.create(team=team, household=household, planned_on=on, planned_by=by)
    except IntegrityError as clash:
        raise VisitRefused("Tổ khác vừa hẹn đến hộ này. Anh chị chọn hộ khác nhé.") from clash


def planned_day(*, team: CommunityTeam, household: HouseholdRecord) -> dt.date | None:
    """Return the day on which the team promised a visit. 1 query."""
    plans = HouseVisit.objects.standing().filter(team=team, household=household)
    return plans.values_list("planned_on", flat=True).first()


@transaction.atomic
def call_off(*, team: CommunityTeam, household: HouseholdRecord) -> bool:
    """Forget a planned visit; return whether there was one."""
    gone, _ = HouseVisit.objects.filter(team=team, household=household, made_on=None).delete()
    return gone > 0


@transaction.atomic
def make(
    *, team: CommunityTeam, household: HouseholdRecord, on: dt.date, done: list[str], by: User
) -> HouseVisit:
    """Note a visit of today or the week before; a plan for that day or earlier is fulfilled.

    A second note of a day replaces the first; a plan for a later day stays.
    Raises ``VisitRefused``.
    """
    today = local_today()
    if not today - BACK <= on <= today:
        raise VisitRefused("Chọn ngày đến trong 7 ngày vừa qua, hoặc hôm nay.")
    fields = {"made_at": timezone.now(), "made_by": by, "done": _done(done)}
    _lock(household)
    of_pair = HouseVisit.objects.filter(team=team, household=household)
    fulfilled = of_pair.filter(made_on=None, planned_on__lte=on)
    if of_pair.filter(made_on=on).update(**fields):
        fulfilled.delete()
    elif not fulfilled.update(made_on=on, **fields):
        of_pair.create(
            team=team, household=household, planned_on=on, planned_by=by, made_on=on, **fields
        )
    return of_pair.get(made_on=on)


def _done(ticked: list[str]) -> str:
    words = [word for word in DONE if word in ticked]
    if not words:
        raise VisitRefused("Chọn ít nhất một việc đã làm.")
    if NOT_HOME in words and len(words) > 1:
        raise VisitRefused("Không gặp ai thì chỉ chọn mục ấy. Có gặp thì bỏ chọn mục ấy.")
    return ",".join(words)


def _lock(household: HouseholdRecord) -> None:
    """Let a second tap wait for the first."""
    HouseholdRecord.objects.select_for_update().get(pk=household.pk)
