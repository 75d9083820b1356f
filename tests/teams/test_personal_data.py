"""The system forgets who went to a household, and keeps that the team went."""

import pytest

from accounts.personal_data import keeping
from accounts.personal_data.holders import Person, holders
from teams.models import HouseVisit
from tests.teams.made import household, make_member, make_team, visited

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return make_member()


def went(member, *, days: int) -> HouseVisit:
    visit = visited(make_team(name=f"Tổ {days}"), household(), days=days)
    HouseVisit.objects.filter(pk=visit.pk).update(planned_by=member, made_by=member)
    return visit


def teams():
    return next(one for one in holders() if one.name == "teams")


def test_gives_a_member_the_own_visits_without_the_name_of_the_household(member):
    visit = went(member, days=2)

    (row,) = teams().tables(Person(member, member.phone))["den_tham_ho"]

    assert (row["ma_ho"], row["da_lam"]) == (visit.household.code, ["Giúp nhận tài khoản"])
    assert visit.household.head_name not in str(row)


def test_forgets_who_went_with_the_person(member):
    visit, other = went(member, days=2), went(make_member(), days=3)

    teams().forgets(Person(member, member.phone))

    visit.refresh_from_db()
    other.refresh_from_db()
    assert (visit.planned_by, visit.made_by) == (None, None)
    assert other.made_by is not None


def test_forgets_who_went_after_a_year(member):
    old, late = went(member, days=367), went(member, days=360)

    assert keeping.forget_due()["visit_names"] == 1

    old.refresh_from_db()
    late.refresh_from_db()
    assert (old.made_by, late.made_by) == (None, member)
