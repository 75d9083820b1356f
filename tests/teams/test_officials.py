"""The system lets officials found teams and add members for their own communes only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import moving
from accounts.models import User
from audit.models import AuditEvent
from teams.models import CommunityTeam
from teams.reach import own_places
from tests import factories
from tests.teams.made import COMMUNE, NAME, OTHER, make_member, make_team

pytestmark = pytest.mark.django_db
TEAMS = "/duyet/to-cong-nghe-so/"


@pytest.fixture
def official(client):
    user = factories.make_official("commune_official", commune=COMMUNE)
    client.force_login(user)
    return user


def test_founds_a_team_and_takes_in_who_was_posted_under_its_name(client, official):
    member = make_member()

    answer = client.post(TEAMS, {"name": NAME, "commune": COMMUNE}, follow=True)

    assert member.full_name in answer.content.decode()
    assert own_places(member).get().team.name == NAME
    assert AuditEvent.objects.filter(action="team.founded", actor_id=official.pk).exists()


@pytest.mark.usefixtures("official")
def test_a_commune_has_one_team_of_a_name(client):
    make_team()

    answer = client.post(TEAMS, {"name": NAME, "commune": COMMUNE})

    assert "đã có tổ tên này" in answer.content.decode()
    assert CommunityTeam.objects.count() == 1


@pytest.mark.usefixtures("official")
def test_founds_nothing_in_another_commune(client):
    client.post(TEAMS, {"name": NAME, "commune": OTHER})

    assert not CommunityTeam.objects.exists()


@pytest.mark.usefixtures("official")
def test_a_team_of_another_commune_does_not_exist(client):
    far = make_team(OTHER, "Tổ xóm Núi")

    assert client.get(f"{TEAMS}{far.pk}/").status_code == 404
    assert far.name not in client.get(TEAMS).content.decode()


@pytest.mark.usefixtures("official")
def test_adds_a_member_who_then_sees_the_team(client):
    team = make_team()

    client.post(f"{TEAMS}{team.pk}/", {"full_name": "Lý Thị Hoa", "phone": "0990 777 666"})

    assert own_places(User.objects.get(full_name="Lý Thị Hoa")).get().team == team


@pytest.mark.usefixtures("official")
@pytest.mark.parametrize("page", ["team", "helpers"])
def test_a_number_that_is_about_to_be_somebodys_is_told_beside_the_field(client, page):
    user, phone = factories.make_user(), "0990 777 666"
    moving.ask(user=user, new_phone=phone, by=user)
    address = f"{TEAMS}{make_team().pk}/" if page == "team" else "/duyet/to-ho-tro/"

    html = client.post(
        address, {"full_name": "Lý Hoa", "phone": phone, "commune": COMMUNE, "team": NAME}
    ).content.decode()

    assert "sắp là số mới" in html
    assert "Lý Hoa" in html


def test_members_go_along_when_a_commune_is_added(client):
    client.force_login(factories.make_official("province_official", province="19"))
    team, member = make_team(), make_member()

    client.post(f"{TEAMS}{team.pk}/xa/", {"commune": OTHER})

    assert {place.commune_code for place in own_places(member)} == {COMMUNE, OTHER}


@pytest.mark.usefixtures("official")
def test_the_list_asks_as_often_for_one_team_as_for_thirty(client, django_assert_max_num_queries):
    for number in range(30):
        make_team(name=f"Tổ {number:02d}")

    with django_assert_max_num_queries(22):
        page = client.get(TEAMS).content.decode()

    assert page.count("<tr><th") == 31


@pytest.mark.usefixtures("official")
def test_pages_through_the_members(client):
    team = make_team()
    for _ in range(51):
        make_member()

    first, second = (client.get(f"{TEAMS}{team.pk}/?trang={n}").content.decode() for n in (1, 2))

    assert (first.count("Cho thôi Nguyễn"), second.count("Cho thôi Nguyễn")) == (50, 1)


def test_a_new_commune_moves_nobody_out_of_another_team_and_keeps_the_end(client):
    client.force_login(factories.make_official("province_official", province="19"))
    team = make_team()
    end = timezone.now() + timedelta(days=30)
    busy, short = make_member(), make_member()
    short.role_grants.update(until=end)
    busy.role_grants.create(role="helper", commune_code=OTHER, team="Tổ xóm Núi")

    answer = client.post(f"{TEAMS}{team.pk}/xa/", {"commune": OTHER}, follow=True)

    assert busy.role_grants.get(commune_code=OTHER).team == "Tổ xóm Núi"
    assert f"{busy} đang ở tổ khác" in answer.content.decode()
    post = short.role_grants.get(commune_code=OTHER)
    assert (post.team, post.until) == (NAME, end)
