"""The system works out what came of visits, and nobody can type it."""

import csv
import io

import pytest

from stats.models import ExportEntry
from stats.scopes import WHOLE, Scope
from teams.results import results
from tests import factories
from tests.teams.made import COMMUNE, OTHER, household, make_member, make_team, visited

pytestmark = pytest.mark.django_db
PAGE = "/thong-ke/to/"


def test_counts_the_steps_taken_within_thirty_days_of_a_visit():
    team = make_team()
    make_member()
    climbed = household("Hộ A", claimed=40, listed=20, orders=[(18, 17)])
    visited(team, climbed, days=25)
    late = household("Hộ B", claimed=40, listed=2)
    visited(team, late, days=35)
    sleeping = household("Hộ C")
    visited(team, sleeping, days=3)

    (row,) = results(WHOLE).rows

    assert (row.members, row.visits, row.households) == (1, 3, 3)
    assert (row.climbed, row.steps, row.listed, row.repeated) == (1, 3, 1, 0)


def test_a_step_on_the_day_of_the_visit_counts():
    team = make_team()
    visited(team, household(claimed=3), days=3)

    assert results(WHOLE).rows[0].steps == 1


def test_a_step_of_the_day_before_does_not_count():
    team = make_team()
    visited(team, household(claimed=4), days=3)

    assert results(WHOLE).rows[0].steps == 0


def test_two_visits_to_a_household_count_its_step_once():
    team = make_team()
    one = household(claimed=5)
    visited(team, one, days=10)
    visited(team, one, days=6)

    (row,) = results(WHOLE).rows

    assert (row.visits, row.households, row.climbed, row.steps) == (2, 1, 1, 1)


def test_a_visit_that_met_nobody_moves_nobody():
    team = make_team()
    visited(team, household(claimed=5), days=10, done="not_home")

    (row,) = results(WHOLE).rows

    assert (row.visits, row.not_home, row.households, row.climbed) == (1, 1, 0, 0)


def test_a_household_of_two_teams_counts_once_all_together(client):
    one = household(claimed=5)
    for team in (make_team(), make_team(name="Tổ hai")):
        visited(team, one, days=10)
    client.force_login(factories.make_official("province_official", province="19"))

    found = results(WHOLE)
    page = client.get(PAGE).content.decode()

    assert [(row.households, row.climbed) for row in found.rows] == [(1, 1), (1, 1)]
    assert (found.whole.visits, found.whole.households, found.whole.climbed) == (2, 1, 1)
    assert "Sau 2 lần đến, 1 hộ tiến thêm bước" in page


def test_a_scope_reads_its_own_communes_only():
    visited(make_team(OTHER), household(commune=OTHER, claimed=5), days=10)
    make_team()

    rows = results(Scope(frozenset({COMMUNE}))).rows

    assert [(row.commune_code, row.visits) for row in rows] == [(COMMUNE, 0)]


def test_the_page_asks_as_often_for_one_team_as_for_thirty(client, django_assert_max_num_queries):
    client.force_login(factories.make_official("province_official", province="19"))
    for number in range(30):
        team = make_team(name=f"Tổ {number}")
        visited(team, household(f"Hộ {number}", claimed=5), days=10)

    client.get(PAGE)  # brings the figures up to date

    with django_assert_max_num_queries(24):
        page = client.get(PAGE).content.decode()

    assert "Sau 30 lần đến, 30 hộ tiến thêm bước" in page


def test_the_file_holds_the_rows_of_the_scope_and_is_noted(client):
    visited(make_team(OTHER), household(commune=OTHER, claimed=5), days=10)
    visited(make_team(), household("Hộ Kín", claimed=5), days=10)
    client.force_login(factories.make_official("commune_official", commune=COMMUNE))

    content = client.get(f"{PAGE}tai-ve.csv").content.decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content)))
    assert [row[1] for row in rows[1:]] == [COMMUNE]
    assert "Hộ Kín" not in content
    assert ExportEntry.objects.get().what == "to-cong-nghe-so"
