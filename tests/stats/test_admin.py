"""Targets and other floors in the admin: who enters them, what is refused, what is read only."""

from datetime import date

import pytest
from django.urls import reverse

from stats.models import FloorReport, Target, VisitDay
from tests.factories import make_user
from tests.operators import enter

pytestmark = pytest.mark.django_db

TARGET = {"year": 2026, "metric": "P1", "commune_code": "", "value": 2_500, "decision_no": "KH 156"}
REPORT = {
    "floor": "Postmart", "period_from": "01/01/2026", "period_to": "30/06/2026", "products": 900,
    "transactions": 4_000, "source": "Công văn 12",
}  # fmt: skip


@pytest.fixture
def boss(client):
    """A superuser who is signed in."""
    user = make_user(name="Nguyễn Văn Điều", is_staff=True, is_superuser=True)
    enter(client, user)
    return user


def add(client, model, values):
    return client.post(reverse(f"admin:stats_{model}_add"), values)


def test_notes_who_entered_a_target(client, boss):
    assert add(client, "target", TARGET).status_code == 302

    row = Target.objects.get()
    assert (row.entered_by, row.value, row.is_demo) == (boss, 2_500, False)


def test_changing_a_demo_target_makes_it_somebodys(client, boss):
    row = Target.objects.create(**TARGET, is_demo=True)

    client.post(reverse("admin:stats_target_change", args=[row.pk]), TARGET | {"value": 3_000})

    row.refresh_from_db()
    assert (row.value, row.entered_by, row.is_demo) == (3_000, boss, False)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"metric": "X9"}, "metric"),
        ({"commune_code": "99999"}, "Không có xã nào mang mã này."),
        ({"value": -1}, "Chỉ tiêu không nhỏ hơn 0."),
        ({"value": "1.5"}, "value"),
    ],
)
def test_refuses_a_target_that_makes_no_sense(client, boss, wrong, words):
    answer = add(client, "target", TARGET | wrong)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Target.objects.exists()


def test_refuses_a_second_target_for_the_same_figure(client, boss):
    Target.objects.create(**TARGET)

    assert add(client, "target", TARGET).status_code == 200

    assert Target.objects.count() == 1


def test_notes_who_entered_the_figures_of_another_floor(client, boss):
    assert add(client, "floorreport", REPORT).status_code == 302

    row = FloorReport.objects.get()
    assert (row.entered_by, row.products, row.value_vnd) == (boss, 900, None)


def test_refuses_a_period_that_ends_before_it_begins(client, boss):
    answer = add(client, "floorreport", REPORT | {"period_to": "31/12/2025"})

    assert "Ngày cuối phải từ ngày đầu trở đi." in answer.content.decode()
    assert not FloorReport.objects.exists()


def test_shows_visits_and_lets_nobody_edit_them(client, boss):
    row = VisitDay.objects.create(day=date(2026, 11, 22), page="product", views=9, visits=4)

    shown = client.get(reverse("admin:stats_visitday_changelist")).content.decode()
    page = reverse("admin:stats_visitday_change", args=[row.pk])

    assert "Trang sản phẩm" in shown
    assert "lượt truy cập" in shown.lower()
    assert client.get(page).status_code == 200
    assert client.post(page, {"views": 1}).status_code == 403
    assert client.get(reverse("admin:stats_visitday_add")).status_code == 403
    assert client.post(reverse("admin:stats_visitday_delete", args=[row.pk])).status_code == 403
    row.refresh_from_db()
    assert row.views == 9


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("model", ["target", "floorreport"])
def test_lists_stay_within_their_queries(client, boss, model, rows, django_assert_max_num_queries):
    for number in range(rows):
        Target.objects.create(
            year=2026, metric="P1", commune_code=f"{number:05d}", value=1, entered_by=make_user()
        )
        FloorReport.objects.create(
            floor=f"Sàn {number}",
            period_from=date(2026, 1, 1),
            period_to=date(2026, 6, 30),
            source="x",
            entered_by=make_user(),
        )

    with django_assert_max_num_queries(12):
        assert client.get(reverse(f"admin:stats_{model}_changelist")).status_code == 200
