"""The last day on which a household used its account."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from common.dates import local_today
from sellers.households.activity import note_use
from sellers.models import Membership
from tests import factories
from tests.sellers.households import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed():
    seller = factories.make_seller()
    return made.make_household(
        seller=seller, claimed_at=timezone.now(), last_active_on=local_today() - timedelta(days=40)
    )


def test_opening_any_page_notes_the_day(client, claimed):
    client.force_login(factories.owner_of(claimed.seller))

    client.get("/")

    claimed.refresh_from_db()
    assert claimed.last_active_on == local_today()


def test_a_second_page_of_the_day_asks_nothing_and_the_next_day_notes_again(
    client, claimed, monkeypatch
):
    noted = []
    monkeypatch.setattr(
        "sellers.middleware.note_use",
        lambda user_id: noted.append(user_id) or note_use(user_id=user_id),
    )
    client.force_login(factories.owner_of(claimed.seller))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            client.get("/")
        clock.shift(timedelta(days=1))
        client.get("/")
        tomorrow = local_today()

    claimed.refresh_from_db()
    assert len(noted) == 2
    assert claimed.last_active_on == tomorrow


def test_people_who_work_along_count_and_others_do_not(claimed):
    helper, stranger = factories.make_user(), factories.make_user()
    Membership.objects.create(seller=claimed.seller, user=helper, role="member")

    assert note_use(user_id=stranger.pk) == 0
    assert note_use(user_id=helper.pk) == 1
    assert note_use(user_id=helper.pk) == 0


def test_visitors_pages_that_failed_and_pages_of_officials_note_nothing(claimed, monkeypatch):
    noted = []
    monkeypatch.setattr("sellers.middleware.note_use", lambda user_id: noted.append(user_id))
    Client().get("/")
    browser = Client()
    browser.force_login(factories.owner_of(claimed.seller))

    browser.get("/khong-co-trang-nay/")
    official = Client()
    official.force_login(factories.make_official("province_official", province="19"))
    official.get("/thong-ke/")

    assert noted == []


def test_who_is_known_to_belong_to_no_household_costs_one_query(django_assert_num_queries):
    user = factories.make_user()

    with django_assert_num_queries(1):
        note_use(user_id=user.pk)
