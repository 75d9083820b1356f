"""Certificates that end: sellers hear of it 180, 90 and 30 days before, once each."""

import datetime as dt

import pytest
import time_machine

from catalogue import certificates, expiry
from common.dates import VIETNAM, local_today
from jobs import outbox
from jobs.models import Outbox
from tests import factories, messages

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 26, 12, 0, tzinfo=VIETNAM)


@pytest.fixture
def tea():
    return factories.make_listing(factories.make_seller(), "Chè móc câu")


def sent() -> int:
    return Outbox.objects.filter(dedupe_key__contains="-ends-").count()


def test_a_seller_is_warned_once_at_each_of_the_three_times_and_at_the_end(tea):
    told = []
    with time_machine.travel(NOON, tick=False) as clock:
        factories.make_certificate(tea, days_left=200)
        for day in range(210):
            clock.move_to(NOON + dt.timedelta(days=day))
            if expiry.warn() + expiry.warn():
                told.append(200 - day)
        outbox.drain()

    assert told == [180, 90, 30, -1]
    assert sent() == 4
    assert "đã hết hạn ngày" in messages.last_to(tea.partner.phone)


def test_who_is_confirmed_late_hears_of_the_nearest_time_only(tea):
    factories.make_certificate(tea, days_left=20)

    assert (expiry.warn(), expiry.warn(), sent()) == (1, 0, 1)
    outbox.drain()
    assert "còn 20 ngày" in messages.last_to(tea.partner.phone)


@pytest.mark.parametrize("days_left", [181, -8])
def test_what_is_far_off_or_long_over_is_no_news(tea, days_left):
    factories.make_certificate(tea, days_left=days_left)

    assert expiry.warn() == 0


def test_nobody_is_warned_of_what_is_renewed_or_taken_back(tea):
    factories.make_certificate(tea, days_left=60)
    renewed = expiry.warn, factories.make_certificate(tea, days_left=900)
    other = factories.make_listing(tea.partner.seller, "Chè hai")
    factories.make_certificate(other, days_left=60)
    factories.declare_certificate(other, decision_no="7/QĐ-UBND")
    third = factories.make_listing(tea.partner.seller, "Chè ba")
    certificates.revoke(
        certificate=factories.make_certificate(third, days_left=60),
        by=factories.make_user(),
        note="Ngừng làm",
    )

    assert renewed[0]() == 0


def test_a_renewal_that_was_sent_back_no_longer_keeps_the_warning_away(tea):
    factories.make_certificate(tea, days_left=60)
    new = factories.declare_certificate(tea, decision_no="7/QĐ-UBND")
    before = expiry.warn()
    certificates.send_back(
        certificate=new, by=factories.make_user(), note="Ảnh mờ", seen_at=new.declared_at
    )

    assert (before, expiry.warn()) == (0, 1)


@pytest.mark.parametrize(
    ("days_left", "words"),
    [(150, "Còn 150 ngày"), (10, "Còn 10 ngày"), (0, "Hôm nay"), (-3, "đã hết hạn")],
)
def test_the_first_page_of_the_seller_tells_of_it(client, tea, days_left, words):
    factories.make_certificate(tea, days_left=days_left)
    client.force_login(factories.owner_of(tea.partner.seller))

    html = client.get("/ban-hang/").content.decode()

    assert words in html
    assert f"/ban-hang/san-pham/{tea.pk}/chung-nhan/" in html


def test_the_last_day_is_still_valid(tea):
    certificate = factories.make_certificate(tea, days_left=0)

    assert certificate.is_valid_on(local_today())
    assert not certificate.is_valid_on(local_today() + dt.timedelta(days=1))


@pytest.mark.parametrize("rows", [1, 30])
def test_looking_for_endings_asks_once(tea, rows, django_assert_num_queries):
    for n in range(rows):
        factories.make_certificate(
            factories.make_listing(tea.partner.seller, f"Chè {n}"), days_left=100
        )
    expiry.warn()

    with django_assert_num_queries(1 + 2 * rows):  # a savepoint around each that was warned
        assert expiry.warn() == 0
