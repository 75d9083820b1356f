"""Requests to take a listing down: 24 hours, alarms at 12 and 22, answered once."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs import outbox
from jobs.models import Outbox
from sellers import takedowns
from sellers.ages import age_words, left_words
from tests import factories, messages, operators

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def operator():
    return factories.make_official("operator")


@pytest.fixture
def listing(tea_seller):
    return factories.make_listing(tea_seller)


def ask(listing, operator, *, hours_ago=0.0):
    return takedowns.record(
        product=listing,
        recorder=operator,
        source="authority",
        asked_by="Chi cục Quản lý thị trường",
        document_no="12/QLTT",
        basis="yeu-cau-go",
        text="Nhãn ghi sai.",
        received_at=timezone.now() - hours_ago * HOUR,
    )


def alarms(operator) -> int:
    return Outbox.objects.filter(
        payload__to_phone=operator.phone, dedupe_key__contains="takedown-"
    ).count()


def test_a_request_is_due_24_hours_after_it_came_in(listing, operator):
    request = ask(listing, operator, hours_ago=3)

    (shown,) = takedowns.open_requests(type(listing).objects.all())

    assert request.due_at - request.received_at == 24 * HOUR
    assert shown.left in {"còn 21 giờ", "còn 20 giờ 59 phút"}
    assert not shown.is_late


@pytest.mark.parametrize(
    ("hours", "told"), [(11, 0), (13, 1), (23, 1), (30, 1)], ids=lambda n: str(n)
)
def test_operators_are_told_once_at_each_mark(listing, operator, hours, told):
    ask(listing, operator, hours_ago=hours)

    for _ in range(3):
        takedowns.alarm_due()

    assert alarms(operator) == told


def test_operators_are_told_at_12_and_again_at_22_hours(listing, operator):
    ask(listing, operator)
    now = timezone.now()

    told = [takedowns.alarm_due(now + h * HOUR) for h in (11, 12.1, 13, 21, 22.1, 23, 30)]

    outbox.drain()
    assert told == [0, 1, 0, 0, 1, 0, 0]
    assert "Yêu cầu gỡ “Chè búp khô” còn 1 giờ" in messages.last_to(operator.phone)


def test_an_answered_request_alarms_nobody(listing, operator):
    request = ask(listing, operator)
    takedowns.decline(request=request, reviewer=operator, answer="Nhãn đúng, đã xem giấy.")

    assert takedowns.alarm_due(timezone.now() + 13 * HOUR) == 0


def test_taking_down_answers_the_requests_of_the_listing(listing, operator):
    request = ask(listing, operator)

    takedowns.take_down(product=listing, reviewer=operator, basis="nhan-hang", note="Nhãn sai.")

    request.refresh_from_db()
    assert (request.state, request.decided_by) == ("done", operator)


def test_a_request_is_answered_once(listing, operator):
    request = ask(listing, operator)
    takedowns.decline(request=request, reviewer=operator, answer="Nhãn đúng.")

    with pytest.raises(takedowns.AlreadyAnswered):
        takedowns.decline(request=request, reviewer=operator, answer="Nhãn sai.")

    request.refresh_from_db()
    assert request.answer == "Nhãn đúng."
    assert list(listing.events.values_list("kind", flat=True)) == ["declined", "requested"]


def test_a_request_is_written_down_and_stands_on_top_of_the_queue(client, listing, operator):
    operators.enter(client, operator)
    page = reverse("sellers:takedown-request", args=[listing.pk])
    answers = {
        "source": "authority",
        "asked_by": "Công an xã",
        "basis": "tmdt",
        "text": "Nghi hàng giả",
        "received_at": "2001-01-01T08:00",
    }

    refused = client.post(page, answers).content.decode()
    answers["received_at"] = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    client.post(page, answers)
    queue = client.get(reverse("sellers:review-queue")).content.decode()

    assert "Ngày nhận quá xa" in refused
    assert "Công an xã" in refused
    assert "Yêu cầu gỡ" in queue
    assert "Còn 23 giờ" in queue


def test_a_late_request_is_marked(client, listing, operator):
    ask(listing, operator, hours_ago=26)
    operators.enter(client, operator)

    queue = client.get(reverse("sellers:review-queue")).content.decode()

    assert "takedown--late" in queue
    assert "Quá hạn 2 giờ" in queue


def test_commune_officials_may_record_but_not_take_down(client, listing):
    client.force_login(factories.make_official("commune_official", commune="05818"))
    page = reverse("sellers:review", args=[listing.pk])

    answer = client.post(page, {"decision": "take-down", "basis": "tmdt", "note": "Hàng giả"})

    listing.refresh_from_db()
    assert client.get(reverse("sellers:takedown-request", args=[listing.pk])).status_code == 200
    assert (answer.status_code, listing.state) == (404, "approved")


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0.01, "vài giây"), (0.5, "30 phút"), (3.2, "3 giờ"), (30, "30 giờ"), (50, "2 ngày")],
)
def test_ages_in_words(hours, words):
    assert age_words(hours * HOUR) == words


def test_time_left_in_words():
    now = timezone.now()

    assert left_words(now + 5 * HOUR + dt.timedelta(minutes=20), now) == "còn 5 giờ 20 phút"
    assert left_words(now - 2 * HOUR, now) == "quá hạn 2 giờ"
