"""Visits, targets and other floors of the demo: exact sums, a second run, a bigger scale."""

import pytest

from demo import beside
from demo.clock import REFERENCE_DAY
from stats.beside import floors_in, plan_rows, targets_of, visits_in
from stats.models import FloorReport, Target, VisitDay
from stats.period import Period
from stats.queries import summary

pytestmark = pytest.mark.django_db

YEAR = Period(beside.FIRST_DAY, REFERENCE_DAY, "nam")


def rows() -> list[tuple]:
    return [
        row
        for model in (VisitDay, Target, FloorReport)
        for row in model.objects.order_by("pk").values_list()
    ]


def test_visits_of_the_year_are_exactly_those_of_the_report():
    beside.write_beside(beside.REPORT)

    now, before = visits_in(YEAR), visits_in(YEAR.year_before)

    assert now.visits == 5_980_000
    assert now.views / now.visits == pytest.approx(2.7, abs=0.02)
    assert 0 < before.visits < now.visits
    assert sum(month.visits for month in now.by_month) == now.visits
    assert len(now.by_month) == 11
    assert all(month.visits for month in now.by_month)
    assert all(page.views >= page.visits > 0 for page in now.by_page)


def test_every_day_has_every_kind_of_page_and_no_day_is_later_than_the_demo():
    planned = beside.plan_visits(beside.REPORT)

    assert len({(row.day, row.page) for row in planned}) == len(planned) == (365 + 326) * 5
    assert max(row.day for row in planned) == REFERENCE_DAY
    assert all(row.views >= row.visits >= 0 for row in planned)


def test_dice_throw_the_same_every_time():
    first = [(row.day, row.page, row.views, row.visits) for row in beside.plan_visits(beside.SMALL)]
    again = [(row.day, row.page, row.views, row.visits) for row in beside.plan_visits(beside.SMALL)]

    assert first == again


def test_floors_and_targets_are_those_of_the_report():
    beside.write_beside(beside.REPORT)

    floors = {row.floor: (row.products, row.transactions) for row in floors_in(YEAR)}
    targets = {row.metric: row.value for row in targets_of(2026)}

    assert floors == {"Postmart": (1_180, 9_200), "Vỏ Sò": (820, 5_800)}
    assert targets == {"P1": 2_500, "S5": 300, "P3": 120, "H1a": 190_000, "M1": 100}
    assert all("minh họa" in row.decision for row in plan_rows(summary(period=YEAR), 2026))


def test_second_run_writes_nothing():
    beside.write_beside(beside.SMALL)
    before = rows()

    assert beside.is_complete(beside.SMALL)
    beside.write_beside(beside.SMALL)

    assert rows() == before


def test_small_grows_into_the_report_and_does_not_shrink_again():
    beside.write_beside(beside.SMALL)
    assert not beside.is_complete(beside.REPORT)

    beside.write_beside(beside.REPORT)

    assert beside.is_complete(beside.REPORT)
    assert beside.is_complete(beside.SMALL)
    assert beside.counts() == {"visits": 5_980_000, "targets": 5, "floor_reports": 2}


def test_real_visits_are_left_alone():
    VisitDay.objects.create(day=REFERENCE_DAY, page="home", views=3, visits=2)

    beside.write_beside(beside.SMALL)

    assert VisitDay.objects.filter(is_demo=False).values_list("views", "visits").get() == (3, 2)
    assert beside.counts()["visits"] == 7_400
