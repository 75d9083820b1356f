"""The system tells members whom to visit next, and takes down that they went."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from common.dates import local_today
from stats.scopes import WHOLE
from teams import visiting
from teams.models import HouseVisit
from teams.results import results
from tests.teams.made import NAME, OTHER, household, make_member, make_team, visited

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def member(client, team):
    user = make_member()
    client.force_login(user)
    return user


def past(days: int) -> dt.date:
    return local_today() - dt.timedelta(days=days)


def day_of(days: int) -> str:
    return past(days).isoformat()


def page_of(client, team, words="") -> str:
    return client.get(f"/ho-tro/to/{team.pk}/{words}").content.decode()


@pytest.mark.usefixtures("member")
def test_shows_who_is_nearest_to_selling_first(client, team):
    household("Hộ Ngủ")
    household("Hộ Có Đơn", claimed=9, listed=8, orders=[(2, None)])
    household("Hộ Đăng Món", claimed=9, listed=8)
    household("Hộ Xong", claimed=90, listed=80, orders=[(60, 59), (20, 19)])

    page = page_of(client, team)

    places = [page.index(f"<h3>{name}</h3>") for name in ("Hộ Có Đơn", "Hộ Đăng Món", "Hộ Ngủ")]
    assert places == sorted(places)
    assert "Hộ Xong" not in page


@pytest.mark.usefixtures("member")
def test_stays_in_the_hamlet_of_the_last_visit(client, team):
    for number in range(3):
        household(f"Hộ {number}", hamlet="xóm 2")
    visited(team, household("Hộ Đã Thăm"), days=2)
    household("Hộ Bên", hamlet="xóm 1")

    page = page_of(client, team)

    assert "<h3>Hộ Bên</h3>" in page
    assert "Hộ Đã Thăm" not in page
    assert "<h3>Hộ 0</h3>" in page_of(client, team, "?xa=05503&xom=xóm 2")


@pytest.mark.usefixtures("member")
def test_shows_no_phone(client, team):
    one = household("Hộ A", claimed=3)

    page = page_of(client, team)

    assert one.seller.partner.phone[3:] not in page.replace(" ", "")


@pytest.mark.usefixtures("member")
def test_plans_a_visit_moves_it_and_calls_it_off(client, team):
    one = household()
    address = f"/ho-tro/to/{team.pk}/ho/{one.pk}/"
    tomorrow = local_today() + dt.timedelta(days=1)

    for day in (local_today(), tomorrow):
        client.post(f"{address}hen/", {"day": day.isoformat()})

    assert HouseVisit.objects.get().planned_on == tomorrow
    assert "Đã hẹn đến" in page_of(client, team)
    client.post(f"{address}bo-hen/")
    assert not HouseVisit.objects.exists()


@pytest.mark.usefixtures("member")
def test_notes_a_visit_once_a_day(client, team):
    one = household()
    address = f"/ho-tro/to/{team.pk}/ho/{one.pk}/"
    client.post(f"{address}hen/", {"day": local_today().isoformat()})

    client.post(f"{address}da-den/", {"day": day_of(0), "done": ["list", "claim"]})
    client.post(f"{address}da-den/", {"day": day_of(0), "done": ["claim"]})

    visit = HouseVisit.objects.get()
    assert (visit.made_on, visit.done) == (local_today(), "claim")
    assert f"<h3>{one.head_name}</h3>" not in page_of(client, team)


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    "answers", [{}, {"done": ["repeated"]}, {"rung": "5"}, {"done": ["claim", "not_home"]}]
)
def test_takes_no_step_that_somebody_types(client, team, answers):
    one = household()

    answer = client.post(f"/ho-tro/to/{team.pk}/ho/{one.pk}/da-den/", {"day": day_of(0)} | answers)

    assert answer.status_code == 200
    assert "Lỗi:" in answer.content.decode()
    assert not HouseVisit.objects.exists()


@pytest.mark.usefixtures("member")
def test_two_teams_do_not_plan_the_same_household(client, team):
    one = household()
    second = make_team(name="Tổ hai")
    visiting.plan(team=second, household=one, on=local_today(), by=None)

    answer = client.post(
        f"/ho-tro/to/{team.pk}/ho/{one.pk}/hen/", {"day": local_today().isoformat()}
    )

    page = answer.content.decode()
    assert "Tổ hai đã hẹn đến hộ này ngày" in page
    assert f"từ ngày {local_today() + dt.timedelta(days=4):%d/%m}" in page


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(("overdue", "is_free"), [(3, False), (4, True)])
def test_a_plan_that_nobody_kept_gives_way_to_another_team(client, team, overdue, is_free):
    one = household("Hộ Chờ")
    second = make_team(name="Tổ hai")
    HouseVisit.objects.create(team=second, household=one, planned_on=past(overdue))

    page = page_of(client, team)
    client.post(f"/ho-tro/to/{team.pk}/ho/{one.pk}/hen/", {"day": day_of(0)})

    assert ("<h3>Hộ Chờ</h3>" in page) is is_free
    assert HouseVisit.objects.get().team == (team if is_free else second)


@pytest.mark.usefixtures("member")
def test_a_visit_of_last_week_is_noted_on_its_day(client, team):
    one = household(claimed=4)
    address = f"/ho-tro/to/{team.pk}/ho/{one.pk}/da-den/"

    client.post(address, {"day": day_of(5), "done": ["claim"]})

    assert HouseVisit.objects.get().made_on == past(5)
    assert results(WHOLE).rows[0].steps == 1
    for day in (8, -1):
        answer = client.post(address, {"day": day_of(day), "done": ["claim"]})
        assert "Chọn một ngày." in answer.content.decode()
        with pytest.raises(visiting.VisitRefused):
            visiting.make(team=team, household=one, on=past(day), done=["claim"], by=None)
    assert HouseVisit.objects.count() == 1


@pytest.mark.usefixtures("member")
def test_suggests_the_planned_day_once_it_has_come(client, team):
    one = household()
    HouseVisit.objects.create(team=team, household=one, planned_on=past(2))

    page = page_of(client, team, f"ho/{one.pk}/da-den/")

    assert f'<option value="{day_of(2)}" selected>' in page


@pytest.mark.usefixtures("member")
def test_a_visit_before_its_day_leaves_the_plan(client, team):
    one = household()
    visiting.plan(team=team, household=one, on=past(-3), by=None)

    answer = client.post(
        f"/ho-tro/to/{team.pk}/ho/{one.pk}/da-den/",
        {"day": day_of(0), "done": ["claim"]},
        follow=True,
    )

    assert "vẫn giữ" in answer.content.decode()
    assert sorted(HouseVisit.objects.values_list("planned_on", "made_on")) == [
        (local_today(), local_today()),
        (past(-3), None),
    ]


def test_the_database_refuses_a_second_plan(team):
    one = household()
    HouseVisit.objects.create(team=team, household=one, planned_on=local_today())
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseVisit.objects.create(team=team, household=one, planned_on=local_today())


@pytest.mark.parametrize("how", ["other commune", "other name", "dismissed"])
def test_opens_to_nobody_else(client, team, how):
    if how == "dismissed":
        user = make_member()
        user.role_grants.update(until=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        user.role_grants.create(role="helper", commune_code=OTHER, team=NAME)
    else:
        user = make_member(OTHER) if how == "other commune" else make_member(team="Tổ khác")
    client.force_login(user)
    one = household()

    assert client.get(f"/ho-tro/to/{team.pk}/").status_code == 404
    assert client.get(f"/ho-tro/to/{team.pk}/ho/{one.pk}/hen/").status_code == 404
    assert client.post(f"/ho-tro/to/{team.pk}/ho/{one.pk}/da-den/").status_code == 404


@pytest.mark.usefixtures("member")
def test_reaches_no_household_of_another_commune(client, team):
    far = household(commune=OTHER)

    assert client.get(f"/ho-tro/to/{team.pk}/ho/{far.pk}/da-den/").status_code == 404


@pytest.mark.usefixtures("member")
def test_a_single_team_opens_at_once(client, team):
    assert client.get("/ho-tro/to/").headers["Location"] == f"/ho-tro/to/{team.pk}/"


@pytest.mark.usefixtures("member")
def test_shows_the_first_twenty_plans(client, team):
    for number in range(21):
        visiting.plan(team=team, household=household(f"Hộ {number}"), on=past(-number), by=None)

    page = page_of(client, team)

    assert "<h3>Hộ 19</h3>" in page
    assert "<h3>Hộ 20</h3>" not in page
    assert "Còn hẹn khác" in page


@pytest.mark.usefixtures("member")
def test_the_page_asks_as_often_for_one_household_as_for_thirty(
    client, team, django_assert_max_num_queries
):
    for number in range(30):
        one = household(f"Hộ {number}", claimed=5, listed=4)
        if number % 2:
            visiting.plan(team=team, household=one, on=local_today(), by=None)

    with django_assert_max_num_queries(30):
        page_of(client, team)
